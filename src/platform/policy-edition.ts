import { createHash } from 'node:crypto';
import { policyDate } from '#policy/ids.ts';
import { policyFingerprintSource } from '#policy/version.ts';

/** What an edition of the policy is called: its date and the beginning of the SHA-256 of everything that it is made of. */
export const editionName = (date: string, source: string): string =>
  `${date}-${createHash('sha256').update(source).digest('hex').slice(0, 8)}`;

/** The edition in force: shown on the policy page, and cited by every request, consent, archived record and certificate (P26). */
export const policyEdition: string = editionName(policyDate, policyFingerprintSource());
