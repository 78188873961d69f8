export { askQuestion, questionsAsked, remindOutcomes } from './actions.ts';
export { type BulkAct, bulkActs, type Candidate, candidatesOf, type LeftOut, leftOut } from './bulk.ts';
export {
  beginCall,
  type CallEnd,
  type CallOutcome,
  callEnds,
  callList,
  callOutcomes,
  callsOf,
  dropCall,
  type LoggedCall,
  logCall,
  noteDialled,
  noteEnded,
  ownPhone,
  rememberPhone,
} from './calls.ts';
export { caughtMail, caughtMails, caughtTexts, keepMail, keepText, sweepCaught } from './caught.ts';
export {
  faultsIn,
  fillsOf,
  type Letter,
  type LetterFault,
  letterContent,
  letterLimits,
  letterMail,
  lettersOf,
  mayContact,
  stopLetter,
  writeLetter,
} from './letters.ts';
export { customerMessages } from './messages.ts';
export {
  makeTask,
  notesOf,
  takeBackNote,
  takeBackTask,
  tasksDue,
  tasksOf,
  tickTask,
  writeNote,
} from './notes.ts';
export { contactRoom } from './personal.ts';
export { sampleMail, sampleText } from './sample-mail.ts';
export { leavesAt, noteCarried, noteReport, type SmsReport, smsReports, smsStopped, textMessage } from './sms.ts';
export { mailTemplates, smsTemplates, type Template } from './templates.ts';
export { mailTexts, smsTemplateIn, templateIn } from './wording.ts';
export { customerWorkMessages } from './work-messages.ts';
