import { sql } from '#platform/db/index.ts';
import type { PersonalRoom } from '../personal.ts';

/** Cases about rights: who it was is kept as a fingerprint, for a month after the answer. */
export const privacyRoom: PersonalRoom = {
  // privacy.suppression holds a fingerprint of another kind, that a person asked for and only a new consent lifts (D4).
  // privacy.restored_needle is empty whenever the database is open. What privacy.erasure holds of erased people is sealed, and
  // forgotten with the certificate.
  tables: ['privacy.rights_case', 'privacy.suppression', 'privacy.restored_needle', 'privacy.erasure'],
  async find(tx, { emailKeys }) {
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from privacy.rights_case where email_key = any(${[...emailKeys]}::bytea[])`.execute(tx);
    return { 'privacy.rights_case': rows[0]?.n ?? 0 };
  },
  async export(_ctx, tx, { emailKeys }) {
    const { rows } = await sql<object>`
      select id, right_id as "right", purpose, state, opened_at as "openedAt", due_at as "dueAt", closed_at as "closedAt", outcome
      from privacy.rights_case where email_key = any(${[...emailKeys]}::bytea[]) order by opened_at`.execute(tx);
    return { 'privacy.rights_case': rows };
  },
  rectify: async () => ({}),
  async erase(_ctx, tx, { emailKeys }) {
    if (emailKeys.length === 0) return {};
    const { numAffectedRows } = await sql`
      update privacy.rights_case set email_key = null where email_key = any(${[...emailKeys]}::bytea[])`.execute(tx);
    return { 'privacy.rights_case': Number(numAffectedRows ?? 0n) };
  },
};
