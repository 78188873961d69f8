export { askQuestion, questionsAsked, remindOutcomes } from './actions.ts';
export { caughtMail, caughtMails, keepMail, sweepCaught } from './caught.ts';
export { customerMessages } from './messages.ts';
export { contactRoom } from './personal.ts';
