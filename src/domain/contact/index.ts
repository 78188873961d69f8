export { askQuestion, questionsAsked, remindOutcomes } from './actions.ts';
export { caughtMail, caughtMails, keepMail } from './caught.ts';
export { customerMessages } from './messages.ts';
