export { clean, type Row } from './content.ts';
export {
  type Block,
  type Inline,
  type List,
  type ListItem,
  type MailContent,
  type Picture,
  type Run,
  renderMail,
} from './layout.ts';
export { type Mail, type RefusalReason, type Refused, refusalReasons } from './mail.ts';
export { createMailer, type KeptMail, type Mailer } from './mailer.ts';
export { mailReady } from './skeleton.ts';
