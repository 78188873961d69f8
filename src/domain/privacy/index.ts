export { type Chain, certificateOf, certify, uncertified, verifyChain } from './certificate.ts';
export { type Erased, eraseDue, eraseRooms } from './erase.ts';
export { privacyMessages } from './messages.ts';
export { formsOf, type Needle, needlesOf } from './needles.ts';
export { acknowledgeErasure, chaseNotices, noteTold, noticeById, noticesOf } from './notices.ts';
export { Proofs } from './proofs.ts';
export { brokerageRooms, rooms } from './rooms.ts';
export { type ScanResult, scan } from './scan.ts';
export { type Keeping, lastKeys, retentionPass, type SweepReport, sweepNow } from './sweep.ts';
