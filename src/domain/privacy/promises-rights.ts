import { sql } from '#platform/db/index.ts';
import { controller } from '#policy/controller.ts';
import { asKept, policyDocument } from '#policy/document.ts';
import type { PromiseId } from '#policy/ids.ts';
import { periodText } from '#policy/period.ts';
import { personalTables } from '#policy/personal-data.ts';
import { type RetentionRule, retentionRules } from '#policy/retention.ts';
import { complaintLine } from '#policy/rights.ts';
import { type Locale, locales } from '#policy/text.ts';
import { refusals, refusalText } from './cases.ts';
import { checkChain, lostRow } from './chains.ts';
import { isApplied, policyApplied } from './policy-applied.ts';
import { holds, none, oneRow, type Question, say, told } from './promises-tools.ts';
import { rooms } from './rooms.ts';

const documentText = (locale: Locale) => JSON.stringify(policyDocument(locale, asKept));

/** P26: the clocks are counted by the edition that is published, and every period of it stands on the page. */
const published: Question = async (ctx) => {
  const applied = await policyApplied(ctx.db);
  const current = isApplied(ctx, applied);
  const unsaid = locales.flatMap((locale) => {
    const text = documentText(locale);
    return (retentionRules as readonly RetentionRule[]).filter(
      ({ status, period, duration }) =>
        status !== 'development' && !text.includes(duration?.[locale] ?? (period ? periodText(period, locale) : '')),
    );
  });
  return {
    checks: [
      holds('edition in force', true, ctx.policyVersion),
      holds(
        'edition the clocks are counted by',
        current,
        applied ? `${applied.version} ${applied.fingerprint.slice(0, 12)}` : 'none',
      ),
      none('periods missing from the page', unsaid.length),
    ],
    evidence: [],
    facts: [
      applied && current
        ? say(
            (w) => `Utgåvan ${ctx.policyVersion} gäller, och klockorna räknas efter den sedan ${w.at(applied.at)}.`,
            (w) =>
              `Edition ${ctx.policyVersion} is in force, and the clocks have been counted by it since ${w.at(applied.at)}.`,
          )
        : say(
            () => `Utgåvan ${ctx.policyVersion} gäller, men klockorna är inte räknade efter den än.`,
            () => `Edition ${ctx.policyVersion} is in force, but the clocks have not been counted by it yet.`,
          ),
    ],
  };
};

interface Cases {
  readonly all: number;
  readonly open: number;
  readonly overdue: number;
  readonly late: number;
  readonly next: Temporal.Instant | null;
  readonly unreasoned: number;
  readonly refused: number;
}

const casesNow: (...args: Parameters<Question>) => Promise<Cases> = ({ db, clock }) =>
  oneRow(
    db,
    sql<Cases>`
      select count(*) as all, count(*) filter (where state = 'open') as open,
        count(*) filter (where state = 'open' and due_at < ${clock.now()}) as overdue,
        count(*) filter (where closed_at > due_at) as late, min(due_at) filter (where state = 'open') as next,
        count(*) filter (where state = 'refused') as refused,
        count(*) filter (where state = 'refused' and not coalesce(outcome, '') = any(${[...refusals]}::text[])) as unreasoned
      from privacy.rights_case`,
  );

/** P27: no case has passed its deadline, and all have one of a month. */
const answered: Question = async (ctx) => {
  const cases = await casesNow(ctx);
  const { next } = cases;
  return {
    checks: [
      told('cases', cases.all),
      told('open', cases.open),
      none('open past the deadline', cases.overdue),
      told('answered after the deadline', cases.late),
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
        (w) => `Ärenden hittills: ${w.n(cases.all)}, varav ${w.n(cases.late)} besvarats för sent.`,
        (w) => `Cases so far: ${w.n(cases.all)}, of which ${w.n(cases.late)} were answered late.`,
      ),
    ],
  };
};

/** P28: every table with personal data can be searched, handed out, corrected and erased, and restricted data stands still. */
const usable: Question = async (ctx) => {
  const cases = await casesNow(ctx);
  const covered = new Set(rooms.flatMap((room) => room.tables));
  const found = await oneRow(
    ctx.db,
    sql<{ restricted: number; used: number }>`
      select (select count(*) from brokerage.lead where restricted_at is not null) as restricted,
        (select count(*) from brokerage.delivery d join brokerage.lead l on l.id = d.lead_id
          where l.restricted_at is not null and d.state = 'delivered' and d.ended_at > l.restricted_at
            and d.created_at > l.restricted_at and d.kind not like '%restricted%' and d.kind not like '%rectified%'
            and d.kind <> 'customer.login') as used`,
  );
  return {
    checks: [
      told('tables with personal data', personalTables.length),
      none('not covered by search, copy, correction and erasure', personalTables.filter((t) => !covered.has(t)).length),
      none('cases open past the deadline', cases.overdue),
      told('restricted requests', found.restricted),
      none('messages made and sent about restricted data', found.used),
    ],
    evidence: [
      say(
        (w) =>
          `Alla ${w.n(personalTables.length)} tabeller med personuppgifter går att söka i, lämna ut, rätta och radera ur.`,
        (w) =>
          `All ${w.n(personalTables.length)} tables with personal data can be searched, handed out, corrected and erased.`,
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

/** P29: each words of a refusal, and each language of the policy, say how to complain. */
const complaint: Question = async (ctx) => {
  const cases = await casesNow(ctx);
  const { short, site } = controller.authority;
  const silent = locales.flatMap((locale) => [
    ...refusals.filter((reason) => !refusalText(reason)[locale].includes(complaintLine[locale])),
    ...(documentText(locale).includes(complaintLine[locale]) ? [] : ['policy']),
    ...(complaintLine[locale].includes(site) || complaintLine[locale].includes(short) ? [] : ['line']),
  ]);
  return {
    checks: [
      told('reasons for a refusal', refusals.length),
      none('texts that don’t say how to complain', silent.length),
      told('refusals', cases.refused),
      none('refusals without one of the reasons', cases.unreasoned),
    ],
    evidence: [
      say(
        (w) =>
          `Alla ${w.n(refusals.length)} skäl till avslag och policyn på båda språken säger hur du klagar. Avslag hittills: ${w.n(cases.refused)}.`,
        (w) =>
          `All ${w.n(refusals.length)} reasons for a refusal and the policy in both languages say how to complain. Refusals so far: ${w.n(cases.refused)}.`,
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
  const { scrubbed, drilled } = p;
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
          () => 'Ingen säkerhetskopia har lästs tillbaka i den här databasen.',
          () => 'No backup has been restored into this database.',
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
