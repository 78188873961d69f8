export { awaitQuotesAgain, chooseQuote, giveQuote, moveQuote, restoreOthers, withdrawQuote } from './actions.ts';
export { type Comparison, comparisonOf, ownQuote, type QuoteRow, quoteFile, quotesOf } from './queries.ts';
export { isPdf, mostFileBytes, type QuoteState, quoteMoves, quoteStates } from './quote.ts';
