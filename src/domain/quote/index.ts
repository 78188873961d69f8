export {
  awaitQuotesAgain,
  chooseQuote,
  closeQuotes,
  giveQuote,
  moveQuote,
  reopenQuotes,
  restoreOthers,
  withdrawQuote,
} from './actions.ts';
export { enterQuote } from './entered.ts';
export { quoteRoom } from './personal.ts';
export { type Comparison, comparisonOf, isLive, ownQuote, type QuoteRow, quoteFile, quotesOf } from './queries.ts';
export { isPdf, mostFileBytes, type QuoteState, quoteMoves, quoteStates } from './quote.ts';
