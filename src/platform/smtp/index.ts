export { type Answer, isUnspoken, saysNoAddress } from './answer.ts';
export { type DkimKey, dkimRecord, readDkimKey } from './dkim.ts';
export { headerDate } from './encode.ts';
export { BadAddress, type Composed, type Copy, compose, type Letter } from './letter.ts';
export { type Carrier, keepingCarrier, type Line, type SmtpOptions, smtpCarrier } from './line.ts';
export type { Envelope } from './talk.ts';
