import { accessRoom } from '../access/index.ts';
import { archiveRoom } from '../archive/index.ts';
import { consentRoom } from '../consent/index.ts';
import { contactRoom } from '../contact/index.ts';
import { contractRoom } from '../contract/index.ts';
import { correspondenceRoom } from '../correspondence/index.ts';
import { deliveryRoom } from '../delivery/index.ts';
import { leadRoom } from '../lead/index.ts';
import { newsletterRoom } from '../newsletter/index.ts';
import type { PersonalRoom } from '../personal.ts';
import { quoteRoom } from '../quote/index.ts';
import { referralRoom } from '../referral/index.ts';
import { staffRoom } from '../staff/index.ts';
import { submissionRoom } from '../submission/index.ts';
import { supplierRoom } from '../supplier/index.ts';
import { visitRoom } from '../visit/index.ts';
import { privacyRoom } from './personal.ts';

/** Everything that is held about people, in the order in which it can be deleted: what hangs on something goes before it. */
export const rooms: readonly PersonalRoom[] = [
  contactRoom,
  correspondenceRoom,
  submissionRoom,
  contractRoom,
  quoteRoom,
  deliveryRoom,
  referralRoom,
  leadRoom,
  archiveRoom,
  accessRoom,
  newsletterRoom,
  privacyRoom,
  supplierRoom,
  staffRoom,
  consentRoom,
  visitRoom,
];

/** The rooms about requests and log-ins: what an erasure of requests goes through. The archive and the newsletter have clocks of their own. */
export const brokerageRooms: readonly PersonalRoom[] = rooms.filter(
  (room) => room !== archiveRoom && room !== newsletterRoom,
);
