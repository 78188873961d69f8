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
export { isAddress, type Mail, type RefusalReason, type Refused, refusalReasons } from './mail.ts';
export { createMailer, type KeptMail, type Mailer, parseFrom } from './mailer.ts';
export { refusalOf } from './refusal.ts';
export {
  asStrings,
  type DnsRecord,
  type RecordFault,
  type RecordStanding,
  type RecordState,
  type ResolveTxt,
  type SenderFacts,
  type SenderRecord,
  senderRecords,
  senderStanding,
  systemTxt,
} from './sender-dns.ts';
export { mailReady } from './skeleton.ts';
export { mustEncrypt } from './smtp-url.ts';
