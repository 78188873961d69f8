import { sql, type Tx } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import { emailKeyOf } from '../lead/index.ts';
import { suppressionOf } from '../newsletter/index.ts';
import type { PersonalRoom } from '../personal.ts';

/** Whether addresses are among those that have objected (D4): the fingerprint can be made from the address, and not the other way. */
async function suppressed(ctx: Context, tx: Tx, addresses: readonly string[]): Promise<object[]> {
  const hashes = addresses.map((address) => suppressionOf(ctx.vault, address));
  const { rows } = await sql<object>`
    select at, encode(address_hash, 'hex') as fingerprint from privacy.suppression where address_hash = any(${hashes}::bytea[])`.execute(
    tx,
  );
  return rows;
}

/** Cases about rights: who it was is kept as a fingerprint, for a month after the answer. */
export const privacyRoom: PersonalRoom = {
  // privacy.suppression holds a fingerprint of another kind, that a person asked for and only a new consent lifts (D4).
  // privacy.restored_needle is empty whenever the database is open. What privacy.erasure holds of erased people is sealed, and
  // forgotten with the certificate.
  tables: ['privacy.rights_case', 'privacy.suppression', 'privacy.restored_needle', 'privacy.erasure'],
  async find(ctx, tx, { emailKeys, addresses = [] }) {
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from privacy.rights_case where email_key = any(${[...emailKeys]}::bytea[])`.execute(tx);
    return {
      'privacy.rights_case': rows[0]?.n ?? 0,
      'privacy.suppression': (await suppressed(ctx, tx, addresses)).length,
    };
  },
  async export(ctx, tx, { emailKeys, addresses = [] }) {
    const { rows } = await sql<object>`
      select id, right_id as "right", purpose, channel, state, fields, opened_at as "openedAt", confirmed_at as "confirmedAt",
        due_at as "dueAt", closed_at as "closedAt", outcome
      from privacy.rights_case where email_key = any(${[...emailKeys]}::bytea[]) order by opened_at`.execute(tx);
    return { 'privacy.rights_case': rows, 'privacy.suppression': await suppressed(ctx, tx, addresses) };
  },
  /** Cases follow their person to another address. */
  async rectify(ctx, tx, { emailKeys }, { email }) {
    if (email === undefined) return {};
    const { numAffectedRows } = await sql`
      update privacy.rights_case set email_key = ${emailKeyOf(ctx.vault, email)} where email_key = any(${[...emailKeys]}::bytea[])`.execute(
      tx,
    );
    return { 'privacy.rights_case': Number(numAffectedRows ?? 0n) };
  },
  /** A case that waits keeps the sealed address its answer goes to; one about another address has nothing left to be about. */
  async erase(ctx, tx, { emailKeys }) {
    if (emailKeys.length === 0) return {};
    await sql`
      update privacy.rights_case set state = 'answered', outcome = 'lapsed', closed_at = ${ctx.clock.now()}, sealed = null
      where state = 'open' and purpose = 'email' and email_key = any(${[...emailKeys]}::bytea[])`.execute(tx);
    const { numAffectedRows } = await sql`
      update privacy.rights_case set email_key = null where email_key = any(${[...emailKeys]}::bytea[])`.execute(tx);
    return { 'privacy.rights_case': Number(numAffectedRows ?? 0n) };
  },
};
