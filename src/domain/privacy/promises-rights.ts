// Longer than most files: the questions of the rights, one function each.
import { randomUUID } from 'node:crypto';
import { addPeriod } from '#platform/clock.ts';
import { sql } from '#platform/db/index.ts';
import { controller } from '#policy/controller.ts';
import { editions } from '#policy/editions.ts';
import type { PromiseId } from '#policy/ids.ts';
import { personalTables } from '#policy/personal-data.ts';
import { complaintLine, rightsDeadline } from '#policy/rights.ts';
import { locales } from '#policy/text.ts';
import type { Context } from '../context.ts';
import { emailKeyOf } from '../lead/index.ts';
import { refusals, refusalText } from './case-words.ts';
import { checkChain, lastOpened, lostRow } from './chains.ts';
import { published } from './promises-policy.ts';
import { holds, none, oneRow, type Question, say, told } from './promises-tools.ts';
import { rooms } from './rooms.ts';

interface Cases {
  readonly all: number;
  readonly open: number;
  readonly overdue: number;
  readonly late: number;
  readonly next: Temporal.Instant | null;
}

const casesNow: (...args: Parameters<Question>) => Promise<Cases> = ({ db, clock }) =>
  oneRow(
    db,
    sql<Cases>`
      select count(*) as all, count(*) filter (where state = 'open') as open,
        count(*) filter (where state = 'open' and due_at < ${clock.now()}) as overdue,
        count(*) filter (where closed_at > due_at and closed_at > ${addPeriod(clock.now(), '-P12M')}) as late,
        min(due_at) filter (where state = 'open') as next
      from privacy.rights_case`,
  );

/** Cases whose deadline is not one calendar month after they came: the open ones, and the newest of the others. */
async function misdated({ db }: Context): Promise<number> {
  const { rows } = await sql<{ opened: Temporal.Instant; due: Temporal.Instant }>`
    select opened_at as opened, due_at as due from privacy.rights_case order by (state = 'open') desc, opened_at desc limit 5000`.execute(
    db,
  );
  return rows.filter(({ opened, due }) => !addPeriod(opened, rightsDeadline).equals(due)).length;
}

/** P27: every case has a deadline of one calendar month, none has passed it, and in the last year none was answered after it. */
const answered: Question = async (ctx) => {
  const cases = await casesNow(ctx);
  const { next } = cases;
  return {
    checks: [
      told('cases', cases.all),
      told('open', cases.open),
      none('with another deadline than one month', await misdated(ctx)),
      none('open past the deadline', cases.overdue),
      none('answered after the deadline in the last twelve months', cases.late),
    ],
    evidence: [],
    facts: [
      next
        ? say(
            (w) => `${w.many(cases.open, 'öppet ärende', 'öppna ärenden')}. Nästa ska vara besvarat ${w.day(next)}.`,
            (w) => `${w.many(cases.open, 'open case', 'open cases')}. The next is to be answered by ${w.day(next)}.`,
          )
        : say(
            () => 'Inget ärende är öppet just nu.',
            () => 'No case is open right now.',
          ),
      say(
        (w) => `Ärenden hittills: ${w.n(cases.all)}. Besvarade för sent det senaste året: ${w.n(cases.late)}.`,
        (w) => `Cases so far: ${w.n(cases.all)}. Answered late in the last year: ${w.n(cases.late)}.`,
      ),
    ],
  };
};

/** The newest requests and some anywhere, whose people are looked up as they would be if they asked. */
const sampled = 100;

/** Requests that are not found by the address they were made with: their people could use no right. */
async function unfindable(ctx: Context): Promise<{ readonly looked: number; readonly lost: number }> {
  const anywhere = randomUUID();
  const { rows } = await sql<{ email: string; key: Buffer }>`
    (select id, email, email_key as key from brokerage.lead order by received_at desc limit ${sampled})
    union (select id, email, email_key as key from brokerage.lead where id >= ${anywhere}::uuid order by id limit ${sampled})`.execute(
    ctx.db,
  );
  return {
    looked: rows.length,
    lost: rows.filter(({ email, key }) => !emailKeyOf(ctx.vault, email).equals(key)).length,
  };
}

/** P28: whoever asks is found in every table, what was asked for has been done, and restricted data stands still. */
const usable: Question = async (ctx) => {
  const covered = new Set(rooms.flatMap((room) => room.tables));
  const { looked, lost } = await unfindable(ctx);
  const late = ctx.clock.now().subtract({ hours: 1 });
  const found = await oneRow(
    ctx.db,
    sql<{ restricted: number; used: number; asked: number; left: number }>`
      select (select count(*) from brokerage.lead where restricted_at is not null) as restricted,
        (select count(*) from brokerage.delivery d join brokerage.lead l on l.id = d.lead_id
          where l.restricted_at is not null and d.state = 'delivered' and d.ended_at > l.restricted_at
            and d.created_at > l.restricted_at and d.kind not like '%restricted%' and d.kind not like '%rectified%'
            and d.kind <> 'customer.login') as used,
        (select count(*) from privacy.rights_case where right_id = 'erasure' and state = 'answered') as asked,
        (select count(*) from privacy.rights_case c where c.right_id = 'erasure' and c.state = 'answered' and c.closed_at <= ${late}
          and exists (select from brokerage.lead l where l.received_at <= c.opened_at
            and (l.id = c.lead_id or (c.lead_id is null and l.email_key = c.email_key)))) as left`,
  );
  return {
    checks: [
      told('tables with personal data', personalTables.length),
      none('not covered by search, copy, correction and erasure', personalTables.filter((t) => !covered.has(t)).length),
      told('people looked up', looked),
      none('not found by their own address', lost),
      told('erasures asked for and answered', found.asked),
      none('answered and still held an hour later', found.left),
      told('restricted requests', found.restricted),
      none('messages made and sent about restricted data', found.used),
    ],
    evidence: [
      say(
        (w) =>
          `Alla ${w.n(personalTables.length)} tabeller med personuppgifter går att söka i, lämna ut, rätta och radera ur. ${w.n(looked)} personer slogs upp på sin adress, och alla hittades.`,
        (w) =>
          `All ${w.n(personalTables.length)} tables with personal data can be searched, handed out, corrected and erased. ${w.n(looked)} people were looked up by their address, and all were found.`,
      ),
      say(
        (w) =>
          `Begränsade just nu: ${w.many(found.restricted, 'förfrågan', 'förfrågningar')}. Inget av dem har använts.`,
        (w) =>
          `Restricted right now: ${w.many(found.restricted, 'request', 'requests')}. Nothing of them has been used.`,
      ),
    ],
  };
};

/** P29: every refusal gave one of the reasons whose words say how to complain, in the case and in the log; so does the policy. */
const complaint: Question = async ({ db }) => {
  const found = await oneRow(
    db,
    sql<{ refused: number; unreasoned: number; unlogged: number }>`
      select count(*) as refused, count(*) filter (where not coalesce(outcome, '') = any(${[...refusals]}::text[])) as unreasoned,
        count(*) filter (where not exists (select from ledger.audit a where a.subject = c.id and a.action = 'case.refused'
          and a.detail ->> 'outcome' = c.outcome)) as unlogged
      from privacy.rights_case c where state = 'refused'`,
  );
  const { short, site } = controller.authority;
  const silent = locales.flatMap((locale) => [
    ...refusals.filter((reason) => !refusalText(reason)[locale].includes(complaintLine[locale])),
    ...editions.filter(({ document }) => !JSON.stringify(document[locale]).includes(site)).map(({ name }) => name),
    ...(complaintLine[locale].includes(site) && complaintLine[locale].includes(short) ? [] : ['line']),
  ]);
  return {
    checks: [
      told('reasons for a refusal', refusals.length),
      told('published editions', editions.length),
      none('texts that don’t say how to complain', silent.length),
      told('refusals', found.refused),
      none('refusals without one of the reasons', found.unreasoned),
      none('refusals without the same reason in the log', found.unlogged),
    ],
    evidence: [
      say(
        (w) =>
          `Alla ${w.n(refusals.length)} skäl till avslag och varje utgåva av policyn på båda språken säger hur du klagar. Avslag hittills: ${w.n(found.refused)}.`,
        (w) =>
          `All ${w.n(refusals.length)} reasons for a refusal and every edition of the policy in both languages say how to complain. Refusals so far: ${w.n(found.refused)}.`,
      ),
    ],
  };
};

interface Proof {
  readonly erasures: number;
  readonly unproved: number;
  readonly certificates: number;
  readonly found: number;
  readonly gone: number;
  readonly unscrubbed: number;
  readonly scrubbed: Temporal.Instant | null;
  readonly drilled: Temporal.Instant | null;
  readonly quarantine: number;
  readonly sealed: number;
}

const proofNow: (...args: Parameters<Question>) => Promise<Proof> = ({ db, clock }) => {
  const now = clock.now();
  // Every night, from when a worker first ran here: a database that was filled with a past has had no nights.
  const twoNights = now.subtract({ hours: 48 });
  return oneRow(
    db,
    sql<Proof>`
      with run as (select max(finished_at) filter (where kind = 'scrub') as scrubbed, max(finished_at) filter (where kind = 'restore') as drilled from privacy.run)
      select (select count(*) from privacy.erasure) as erasures,
        (select count(*) from privacy.erasure where certified_at is null and at <= ${now.subtract({ hours: 1 })}) as unproved,
        (select count(*) from privacy.certificate) as certificates,
        (select count(*) from privacy.certificate where coalesce((scan ->> 'found')::int, 1) > 0) as found,
        (select count(*) from privacy.erasure e where certified_at is not null and not exists (select from privacy.certificate c where c.erasure_id = e.id)) as gone,
        (select count(*) from privacy.erasure where certified_at <= ${twoNights} and certified_at > coalesce((select scrubbed from run), '-infinity')
          and exists (select from privacy.policy_applied where at <= ${twoNights})) as unscrubbed,
        (select count(*) from brokerage.delivery where sealed is not null and ended_at is not null) as sealed,
        (select count(*) from privacy.quarantine) as quarantine, run.scrubbed, run.drilled from run`,
  );
};

/** P30: each erasure has a certificate that found nothing, none of them is changed or gone, and the files are rewritten. */
const erased: Question = async (ctx) => {
  const p = await proofNow(ctx);
  const chain = await checkChain(ctx, 'privacy.certificate');
  const { scrubbed } = p;
  // A drill is made into another database, which is dropped: it is noted beside the list of erasures.
  const noted = await lastOpened(ctx);
  const drilled = [p.drilled, noted]
    .flatMap((at) => at ?? [])
    .sort(Temporal.Instant.compare)
    .at(-1);
  const times = [
    scrubbed
      ? say(
          (w) => `Databasens filer skrevs senast om ${w.at(scrubbed)}.`,
          (w) => `The database’s files were last rewritten on ${w.at(scrubbed)}.`,
        )
      : say(
          () => 'Databasens filer har inte skrivits om än.',
          () => 'The database’s files have not been rewritten yet.',
        ),
    drilled
      ? say(
          (w) => `En säkerhetskopia lästes senast tillbaka och rensades ${w.at(drilled)}.`,
          (w) => `A backup was last restored and cleaned on ${w.at(drilled)}.`,
        )
      : say(
          () => 'Ingen säkerhetskopia har lästs tillbaka än, inte ens på prov.',
          () => 'No backup has been restored yet, not even as a drill.',
        ),
  ];
  return {
    checks: [
      told('erasures', p.erasures),
      none('without a certificate after an hour', p.unproved),
      told('certificates', p.certificates),
      none('certificates whose scan found something', p.found),
      none('certificates that are gone', p.gone),
      told('noted outside the database', chain.noted),
      holds('certificates as they were noted outside', chain.lost === null, lostRow(chain)),
      holds(
        'chain of certificates',
        chain.broken === null,
        chain.broken === null ? 'whole' : `broken at row ${chain.broken}`,
      ),
      none('erasures older than two days and the last rewriting of files', p.unscrubbed),
      told('files last rewritten', scrubbed?.toString() ?? 'not yet'),
      told('last restore', drilled?.toString() ?? 'none'),
      none('last messages kept after they were sent', p.sealed),
      holds('no restored backup waits to be cleaned', p.quarantine === 0),
    ],
    evidence: [],
    facts: [
      say(
        (w) =>
          `${w.many(p.erasures, 'radering', 'raderingar')}, ${w.many(p.certificates, 'bevis', 'bevis')}. Bevis där något hittades efteråt: ${w.n(p.found)}.`,
        (w) =>
          `${w.many(p.erasures, 'erasure', 'erasures')}, ${w.many(p.certificates, 'certificate', 'certificates')}. Certificates where something was found afterwards: ${w.n(p.found)}.`,
      ),
      chain.broken === null
        ? say(
            () => 'Bevisens kedja är hel: inget av dem har ändrats.',
            () => 'The chain of certificates is whole: none has been changed.',
          )
        : say(
            (w) => `Bevisens kedja är bruten vid rad ${w.n(chain.broken ?? 0)}.`,
            (w) => `The chain of certificates is broken at row ${w.n(chain.broken ?? 0)}.`,
          ),
      ...times,
    ],
  };
};

export const rightsQuestions = {
  P26: published,
  P27: answered,
  P28: usable,
  P29: complaint,
  P30: erased,
} satisfies Partial<Record<PromiseId, Question>>;
