export { declineBy, openCaseOf, putOnRequest, requestsOf } from './actions.ts';
export { fetchMail, type Losses, mostMailBytes, purgeMail } from './fetch.ts';
export { mailKeyOf, takeIn } from './intake.ts';
export { inboxMessages } from './messages.ts';
export { replyAddress, withReplyAddress } from './reply-address.ts';
export { type RuleId, rightIn, ruleOf, suggest, wordRules } from './rules.ts';
export { clearWithdrawal, ownWords } from './words.ts';
