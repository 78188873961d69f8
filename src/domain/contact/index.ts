export { askQuestion, questionsAsked, remindOutcomes } from './actions.ts';
export { customerMessages } from './messages.ts';
export { caughtMail, caughtMails, keepMail } from './caught.ts';
