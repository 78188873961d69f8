import { sql } from '#platform/db/index.ts';
import type { PromiseId } from '#policy/ids.ts';
import type { Context } from '../context.ts';
import { subscriberClock, suppressionOf } from '../newsletter/index.ts';
import { holds, type KeptWording, none, oneRow, type Question, say, told, wordingChecks } from './promises-tools.ts';

/** What is due may wait this long: the sweep runs hourly. */
const lateAfter = { hours: 1 } as const;

/** What there may be about a subscriber (P14): everything else is more than was promised. */
const promised =
  `id email_key use_key email name locale interests state channel requested_at confirmed_at used_at erase_at
  restricted_at`.split(/\s+/);

/** P14: nobody subscribes who has not confirmed, nobody who hasn't confirmed is kept, and nothing is held but what was promised. */
const consented: Question = async ({ db, clock }) => {
  const late = clock.now().subtract(lateAfter);
  const found = await oneRow(
    db,
    sql<{ confirmed: number; pending: number; unproved: number; old: number; more: number; mailed: number }>`
      select count(*) filter (where state = 'confirmed') as confirmed, count(*) filter (where state = 'pending') as pending,
        count(*) filter (where state = 'confirmed' and not exists (
          select from newsletter.consent c where c.subscriber_id = s.id and c.confirmed_at is not null)) as unproved,
        count(*) filter (where state = 'pending' and erase_at <= ${late}) as old,
        (select count(*) from pg_attribute where attrelid = 'newsletter.subscriber'::regclass and attnum > 0 and not attisdropped
          and not attname = any(${promised}::text[])) as more,
        (select count(*) from brokerage.delivery d join newsletter.subscriber p on p.id = d.subject_id
          where d.audience = 'subscriber' and p.state = 'pending' and d.kind <> 'subscriber.confirm') as mailed
      from newsletter.subscriber s`,
  );
  return {
    checks: [
      told('subscribers', found.confirmed),
      none('who have not confirmed', found.unproved),
      none('columns about them that were not promised', found.more),
      told('sign-ups that wait to be confirmed', found.pending),
      none('of those, past their seven days by more than an hour', found.old),
      none('mails to them that are not the link', found.mailed),
    ],
    evidence: [
      say(
        () => 'Var och en har bekräftat via en länk i ett mejl.',
        () => 'Each of them has confirmed through a link in an e-mail.',
      ),
    ],
    facts: [
      say(
        (w) => `Prenumeranter: ${w.n(found.confirmed)}. Anmälningar som väntar på bekräftelse: ${w.n(found.pending)}.`,
        (w) => `Subscribers: ${w.n(found.confirmed)}. Sign-ups waiting to be confirmed: ${w.n(found.pending)}.`,
      ),
    ],
  };
};

/** P15: every subscriber has a proof, each proof's hash is its text's, and one of today's version says what is asked today. */
const proved: Question = async ({ db }) => {
  const { rows } = await sql<KeptWording>`
    select distinct consent_id as id, consent_version as version, locale, text, text_hash as hash from newsletter.consent`.execute(
    db,
  );
  const found = await oneRow(
    db,
    sql<{ proofs: number; without: number; timeless: number }>`
      select (select count(*) from newsletter.consent) as proofs,
        (select count(*) from newsletter.subscriber s where not exists (select from newsletter.consent c where c.subscriber_id = s.id)) as without,
        (select count(*) from newsletter.consent c join newsletter.subscriber s on s.id = c.subscriber_id
          where c.given_at > coalesce(c.confirmed_at, 'infinity') or c.channel <> s.channel) as timeless`,
  );
  return {
    checks: [
      told('proofs', found.proofs),
      none('people without one', found.without),
      ...wordingChecks(rows),
      none('confirmed before they were given, or in another place', found.timeless),
    ],
    evidence: [
      say(
        (w) => `${w.many(found.proofs, 'bevis', 'bevis')}. Varje text stämmer med sitt fingeravtryck.`,
        (w) => `${w.many(found.proofs, 'proof', 'proofs')}. Each text agrees with its fingerprint.`,
      ),
    ],
  };
};

/** P16: no role but the app's reaches the room, no key leads out of it or into it, and its fingerprints are its own. */
const ours: Question = async ({ db }) => {
  const found = await oneRow(
    db,
    sql<{ readers: number; keys: number; shared: number; suppliers: number }>`
      select (select count(*) from unnest(array['supplier', 'archivist']) as r (name) where has_schema_privilege(r.name, 'newsletter', 'usage')
          or exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'newsletter' and c.relkind in ('r', 'v', 'm') and has_table_privilege(r.name, c.oid, 'select'))) as readers,
        (select count(*) from pg_constraint k join pg_class a on a.oid = k.conrelid join pg_class b on b.oid = k.confrelid
          join pg_namespace n on n.oid = a.relnamespace join pg_namespace m on m.oid = b.relnamespace
          where k.contype = 'f' and n.nspname <> m.nspname and 'newsletter' in (n.nspname, m.nspname))
          + (select count(*) from pg_attribute t join pg_class c on c.oid = t.attrelid join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'newsletter' and c.relkind = 'r' and t.attname in ('lead_id', 'request_id', 'reference', 'referral_id')) as keys,
        (select count(*) from newsletter.subscriber s where exists (select from brokerage.lead l where l.email_key in (s.email_key, s.use_key))
          or exists (select from privacy.suppression p where p.address_hash in (s.email_key, s.use_key))) as shared,
        (select count(*) from brokerage.delivery where audience = 'subscriber' and (supplier_id is not null or referral_id is not null
          or lead_id is not null)) as suppliers`,
  );
  return {
    checks: [
      none('roles that could read who subscribes, besides the program’s own', found.readers),
      none('keys between the newsletter and anything else', found.keys),
      none('fingerprints of an address that it shares with a request or a block', found.shared),
      none('mails to subscribers that name a supplier or a request', found.suppliers),
    ],
    evidence: [
      say(
        () => 'Prenumeranterna ligger för sig. Ingen leverantör når dem, och ingen nyckel leder dit från en förfrågan.',
        () => 'Subscribers are kept apart. No supplier reaches them, and no key leads there from a request.',
      ),
    ],
  };
};

/** Subscribers whose addresses are held against those that have said no: the newest, and some anywhere. */
const sampled = 2000;

async function heldAgainst({ db, vault }: Context): Promise<{ looked: number; blocked: number }> {
  const { rows } = await sql<{ email: string }>`
    (select email from newsletter.subscriber where state = 'confirmed' order by requested_at desc limit ${sampled})
    union (select email from newsletter.subscriber where state = 'confirmed' and id >= gen_random_uuid() order by id limit ${sampled})`.execute(
    db,
  );
  const hashes = rows.map(({ email }) => suppressionOf(vault, email));
  const { blocked } = await oneRow(
    db,
    sql<{
      blocked: number;
    }>`select count(*) as blocked from privacy.suppression where address_hash = any(${hashes}::bytea[])`,
  );
  return { looked: rows.length, blocked };
}

/** P17: nobody who has said no is there, nothing waits to be mailed to anybody who is gone, and each withdrawal has its erasure. */
const withdrawn: Question = async (ctx) => {
  const { looked, blocked } = await heldAgainst(ctx);
  const found = await oneRow(
    ctx.db,
    sql<{ withdrawn: number; erased: number; waiting: number; back: number }>`
      select (select count(*) from ledger.event where type = 'consent.withdrawn') as withdrawn,
        (select coalesce(sum(cardinality(lead_ids)), 0)::bigint from privacy.erasure where scope = 'subscriber' and rule in ('subscriber.withdrawn', 'backup')) as erased,
        (select count(*) from brokerage.delivery d where d.audience = 'subscriber' and d.state in ('pending', 'sending')
          and not exists (select from newsletter.subscriber s where s.id = d.subject_id)) as waiting,
        (select count(*) from newsletter.subscriber where id in (
          select unnest(lead_ids) from privacy.erasure where scope = 'subscriber')) as back`,
  );
  return {
    checks: [
      told('withdrawals', found.withdrawn),
      holds('erased for each of them', found.erased >= found.withdrawn, found.erased),
      none('mails waiting to somebody who is gone', found.waiting),
      none('erased and still there', found.back),
      told('addresses held against those that have said no', looked),
      none('that are among them', blocked),
    ],
    evidence: [
      say(
        (w) =>
          `Avslutade hittills: ${w.many(found.withdrawn, 'prenumeration', 'prenumerationer')}. Alla är raderade, och inget väntar på att skickas till dem.`,
        (w) =>
          `Ended so far: ${w.many(found.withdrawn, 'subscription', 'subscriptions')}. All are erased, and nothing waits to be sent to them.`,
      ),
    ],
  };
};

/** P18: nobody is kept past 24 months from the last use, and the stored times are what the rules give. */
const inactive: Question = async ({ db, clock }) => {
  const late = clock.now().subtract(lateAfter);
  const found = await oneRow(
    db,
    sql<{ overdue: number; erased: number; next: Temporal.Instant | null; early: number }>`
      select count(*) filter (where state = 'confirmed' and erase_at <= ${late}) as overdue,
        min(erase_at) filter (where state = 'confirmed') as next,
        count(*) filter (where used_at < requested_at or used_at > ${clock.now()}) as early,
        (select coalesce(sum(cardinality(lead_ids)), 0)::bigint from privacy.erasure where scope = 'subscriber' and rule = 'subscriber.inactive') as erased
      from newsletter.subscriber`,
  );
  const { rows } = await sql<{
    state: string;
    requestedAt: Temporal.Instant;
    usedAt: Temporal.Instant;
    restrictedAt: Temporal.Instant | null;
    eraseAt: Temporal.Instant | null;
  }>`
    (select state, requested_at as "requestedAt", used_at as "usedAt", restricted_at as "restrictedAt", erase_at as "eraseAt"
      from newsletter.subscriber order by erase_at limit 200)
    union all (select state, requested_at, used_at, restricted_at, erase_at from newsletter.subscriber
      where id >= gen_random_uuid() order by id limit 200)`.execute(db);
  const wrong = rows.filter(
    (row) => subscriberClock(row).at?.epochNanoseconds !== row.eraseAt?.epochNanoseconds,
  ).length;
  const { next } = found;
  return {
    checks: [
      none('past their time by more than an hour', found.overdue),
      none(`stored times of ${rows.length} that the rules give otherwise`, wrong),
      none('uses before the sign-up, or in the future', found.early),
      told('erased for it', found.erased),
    ],
    evidence: [],
    facts: [
      next
        ? say(
            (w) =>
              `Nästa raderas ${w.day(next)} om hen inte använder tjänsten. Raderade hittills: ${w.n(found.erased)}.`,
            (w) =>
              `The next is erased on ${w.day(next)} unless they use the service. Erased so far: ${w.n(found.erased)}.`,
          )
        : say(
            (w) => `Ingen prenumererar just nu. Raderade hittills: ${w.n(found.erased)}.`,
            (w) => `Nobody subscribes right now. Erased so far: ${w.n(found.erased)}.`,
          ),
    ],
  };
};

export const newsletterQuestions = {
  P14: consented,
  P15: proved,
  P16: ours,
  P17: withdrawn,
  P18: inactive,
} satisfies Partial<Record<PromiseId, Question>>;
