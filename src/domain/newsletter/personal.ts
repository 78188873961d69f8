import { sql, type Tx } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import { addCounts, type Counts, type PersonalRoom, type Whose } from '../personal.ts';
import { type Erasable, erasable, eraseSubscribers, eraseTraces } from './erase.ts';
import { subscriberKeyOf } from './newsletter.ts';

const keysOf = (ctx: Context, { addresses = [] }: Whose): Buffer[] =>
  addresses.map((address) => subscriberKeyOf(ctx.vault, address));

const tables = ['newsletter.sign_up', 'newsletter.subscriber', 'newsletter.consent', 'newsletter.link'] as const;

/** Rows of a table that are about these addresses. */
const theirs = (table: (typeof tables)[number], keys: readonly Buffer[]) =>
  table === 'newsletter.sign_up' || table === 'newsletter.subscriber'
    ? sql`from ${sql.table(table)} where email_key = any(${[...keys]}::bytea[])`
    : sql`from ${sql.table(table)} where subscriber_id in (
        select id from newsletter.subscriber where email_key = any(${[...keys]}::bytea[]))`;

/**
 * Subscribers, found by the address itself and by nothing else: no other hash of it leads here (P16). A subscription ends by its own
 * clocks and by a no, and goes along with no request.
 */
export const newsletterRoom: PersonalRoom = {
  tables,
  async find(ctx, tx, whose) {
    const keys = keysOf(ctx, whose);
    const counts: Record<string, number> = {};
    for (const table of tables) {
      const { rows } = await sql<{ n: number }>`select count(*) as n ${theirs(table, keys)}`.execute(tx);
      counts[table] = rows[0]?.n ?? 0;
    }
    return counts;
  },
  async export(ctx, tx, whose) {
    const keys = keysOf(ctx, whose);
    const subscribers = await sql<object>`
      select id, email, name, locale, interests, state, channel, requested_at as "requestedAt", confirmed_at as "confirmedAt",
        used_at as "usedAt", erase_at as "eraseAt", restricted_at as "restrictedAt",
        array[encode(email_key, 'hex'), encode(use_key, 'hex')] as fingerprints,
        array(select d.kind || ' ' || to_char(d.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
          from brokerage.delivery d where d.audience = 'subscriber' and d.subject_id = subscriber.id order by d.created_at) as mails
      ${theirs('newsletter.subscriber', keys)}`.execute(tx);
    const proofs = await sql<object>`
      select consent_id as "consent", consent_version as "version", locale, text, encode(text_hash, 'hex') as "textHash", channel, stated,
        given_at as "givenAt", confirmed_at as "confirmedAt", recorded_by is not null as "recordedByUs", policy_version as "policyVersion"
      ${theirs('newsletter.consent', keys)} order by given_at`.execute(tx);
    const links = await sql<object>`
      select created_at as "createdAt", expires_at as "expiresAt" ${theirs('newsletter.link', keys)}`.execute(tx);
    const asked = await sql<object>`
      select requested_at as "requestedAt" ${theirs('newsletter.sign_up', keys)}`.execute(tx);
    return {
      'newsletter.subscriber': subscribers.rows,
      'newsletter.consent': proofs.rows,
      'newsletter.link': links.rows,
      'newsletter.sign_up': asked.rows,
    };
  },
  /** A name is corrected here too. Another address is another sign-up: what was agreed to was to be written to at this one. */
  async rectify(ctx, tx, whose, { contactName }) {
    const keys = keysOf(ctx, whose);
    if (contactName === undefined || keys.length === 0) return {};
    const { numAffectedRows } = await sql`
      update newsletter.subscriber set name = ${contactName} where email_key = any(${keys}::bytea[]) and name is not null`.execute(
      tx,
    );
    return { 'newsletter.subscriber': Number(numAffectedRows ?? 0n) };
  },
  async erase(ctx, tx, whose) {
    let counts: Counts = {};
    for (const address of whose.addresses ?? []) counts = addCounts(counts, await eraseTraces(ctx, tx, address));
    const held = await heldBy(tx, keysOf(ctx, whose));
    return held.length === 0
      ? counts
      : addCounts(counts, (await eraseSubscribers(ctx, tx, held, 'subscriber.withdrawn')).counts);
  },
};

const heldBy = async (tx: Tx, keys: readonly Buffer[]): Promise<Erasable[]> =>
  keys.length === 0
    ? []
    : tx.selectFrom('newsletter.subscriber').select(erasable).where('email_key', 'in', keys).forUpdate().execute();
