import type { ServiceId, Values } from '#catalog/index.ts';
import { addPeriod } from '#platform/clock.ts';
import { retention } from '#policy/retention.ts';
import type { Locale } from '#policy/text.ts';

/** Why the archive may be read. A closed list, so that the audit log holds nothing anybody has written (D5). */
export const readReasons = ['dispute', 'invoice', 'authority', 'data-subject', 'audit'] as const;
export type ReadReason = (typeof readReasons)[number];

/** Who had received the request: when, and the names of the fields it got (P13). */
export interface Recipient {
  readonly supplierId: string;
  readonly referralId: string;
  readonly name: string;
  readonly sentAt: string | null;
  readonly fields: readonly string[];
}

/** What is kept of a request that ended in a contract (P9, D1). */
export interface ArchivedRequest {
  readonly id: string;
  readonly reference: string;
  readonly service: ServiceId;
  readonly locale: Locale;
  readonly companyName: string;
  /** Null for a sole trader (D6). */
  readonly organisationNumber: string | null;
  readonly contactName: string;
  readonly email: string;
  readonly emailKey: Buffer;
  readonly phone: string;
  readonly supplierId: string;
  readonly supplierName: string;
  readonly quoteValues: Values;
  readonly recipients: readonly Recipient[];
  readonly reportedBy: 'customer' | 'supplier';
  readonly policyVersion: string;
  readonly receivedAt: Temporal.Instant;
  readonly contractAt: Temporal.Instant;
  readonly eraseAt: Temporal.Instant;
  readonly restrictedAt: Temporal.Instant | null;
}

/** When an archived request is erased: 24 calendar months in Sweden after the contract was reported (D1). @param period for tests and previews */
export const archiveEnds = (
  contractAt: Temporal.Instant,
  period: string = retention['archive.contract'].period,
): Temporal.Instant => addPeriod(contractAt, period);
