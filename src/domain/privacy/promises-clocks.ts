import { randomUUID } from 'node:crypto';
import { addPeriod } from '#platform/clock.ts';
import { type Db, sql } from '#platform/db/index.ts';
import type { PromiseId } from '#policy/ids.ts';
import { type RetentionRuleId, retention } from '#policy/retention.ts';
import { archiveStanding } from '../archive/index.ts';
import type { Context } from '../context.ts';
import { type LeadFacts, leadClock } from '../lead/index.ts';
import { type Check, holds, none, oneRow, type Question, requests, say, told } from './promises-tools.ts';

const [req, reqs] = requests.sv;
const [reqEn, reqsEn] = requests.en;

/** What is due may wait this long: the sweep runs hourly (P10, P11). */
const lateAfter = { hours: 1 } as const;

/** Stored clocks looked at: those that fall due next, and as many anywhere. */
const sampled = 200;

interface Stored extends LeadFacts {
  readonly rule: string;
  readonly at: Temporal.Instant | null;
}

/** Counts the clocks of some requests again from their facts. @returns how many were looked at, and how many are stored otherwise */
export async function recountClocks(db: Db): Promise<{ readonly looked: number; readonly wrong: number }> {
  const anywhere = randomUUID();
  const columns = sql`id, received_at as "receivedAt", first_quote_at as "firstQuoteAt", closed_at as "closedAt",
    closing_reason as "closingReason", restricted_at as "restrictedAt", clock_rule as rule, clock_at as at`;
  const { rows } = await sql<Stored>`
    (select ${columns} from brokerage.lead where clock_at is not null order by clock_at limit ${sampled})
    union (select ${columns} from brokerage.lead where clock_rule is not null and id >= ${anywhere}::uuid order by id limit ${sampled})
    union (select ${columns} from brokerage.lead where clock_rule is not null and id < ${anywhere}::uuid order by id desc limit ${sampled})`.execute(
    db,
  );
  const wrong = rows.filter((row) => {
    const clock = leadClock(row);
    return clock.rule !== row.rule || clock.at?.epochNanoseconds !== row.at?.epochNanoseconds;
  });
  return { looked: rows.length, wrong: wrong.length };
}

interface Standing {
  readonly held: number;
  readonly oldest: Temporal.Instant | null;
  readonly next: Temporal.Instant | null;
  readonly overdue: number;
  readonly clockless: number;
  readonly erased: number;
  readonly rows: number;
  readonly swept: Temporal.Instant | null;
}

const standingOf = (ctx: Context, rule: RetentionRuleId): Promise<Standing> => {
  const late = ctx.clock.now().subtract(lateAfter);
  return oneRow(
    ctx.db,
    sql<Standing>`
      select count(*) as held, min(received_at) as oldest, min(clock_at) as next, count(*) filter (where clock_at <= ${late}) as overdue,
        (select count(*) from brokerage.lead where clock_rule is null and received_at <= ${late}) as clockless,
        (select coalesce(sum((counts ->> 'brokerage.lead')::bigint), 0)::bigint from privacy.erasure where rule = ${rule}) as erased,
        (select coalesce(sum(n::bigint), 0)::bigint from privacy.erasure, jsonb_each_text(counts) as c(t, n) where rule = ${rule}) as rows,
        (select max(finished_at) from privacy.run where kind = 'sweep') as swept
      from brokerage.lead where clock_rule = ${rule}`,
  );
};

/** Requests older than the rule allows, by their facts alone: whatever clock is stored beside them. */
async function tooOld(ctx: Context, rule: 'lead.no-quote' | 'lead.no-contract'): Promise<number> {
  // Counted back from now the calendar may clamp a month's end and lose an hour to summer time: leave room for that.
  const limit = addPeriod(ctx.clock.now(), `-${retention[rule].period}`).subtract({ hours: 2 });
  const slack = rule === 'lead.no-contract' ? limit.subtract({ hours: 72 }) : limit;
  const { n } = await oneRow(
    ctx.db,
    sql<{ n: number }>`select count(*) as n from brokerage.lead where received_at < ${slack} and restricted_at is null
      and (${rule === 'lead.no-contract'} or first_quote_at is null)`,
  );
  return n;
}

const byTime =
  (rule: 'lead.no-quote' | 'lead.no-contract'): Question =>
  async (ctx) => {
    const now = await standingOf(ctx, rule);
    const clocks = await recountClocks(ctx.db);
    const old = await tooOld(ctx, rule);
    const checks: Check[] = [
      told('held', now.held),
      none('past their time by more than an hour', now.overdue),
      none('older than the promise allows', old),
      none('without a clock', now.clockless),
      {
        name: `stored clocks of ${clocks.looked} that the rules give otherwise`,
        ok: clocks.wrong === 0,
        value: clocks.wrong,
      },
      told('requests erased', now.erased),
      told('rows erased', now.rows),
      told('last sweep', now.swept?.toString() ?? 'none yet'),
    ];
    const { oldest, next, swept } = now;
    return {
      checks,
      evidence: [],
      facts: [
        oldest && next
          ? say(
              (w) =>
                `Sparade just nu: ${w.many(now.held, req, reqs)}. Den äldsta kom ${w.day(oldest)}, och nästa raderas ${w.at(next)}.`,
              (w) =>
                `Held right now: ${w.many(now.held, reqEn, reqsEn)}. The oldest came on ${w.day(oldest)}, and the next is erased on ${w.at(next)}.`,
            )
          : say(
              () => 'Ingen sådan förfrågan är sparad just nu.',
              () => 'No such request is held right now.',
            ),
        say(
          (w) => `Raderat hittills: ${w.many(now.erased, req, reqs)}, ${w.many(now.rows, 'rad', 'rader')} i databasen.`,
          (w) =>
            `Erased so far: ${w.many(now.erased, reqEn, reqsEn)}, ${w.many(now.rows, 'row', 'rows')} of the database.`,
        ),
        swept
          ? say(
              (w) => `Senaste genomgången: ${w.at(swept)}.`,
              (w) => `Last sweep: ${w.at(swept)}.`,
            )
          : say(
              () => 'Den timvisa genomgången har inte körts än.',
              () => 'The hourly sweep has not run yet.',
            ),
      ],
    };
  };

/** P8: nothing waits to leave about a request that its customer has ended or restricted, and those who had it are told. */
const objection: Question = async ({ db, clock }) => {
  const now = clock.now();
  const found = await oneRow(
    db,
    sql<{ waiting: number; left: number; erased: number; notices: number; untold: number; confirmed: number }>`
      select (select count(*) from brokerage.delivery d join brokerage.lead l on l.id = d.lead_id
          where d.state = 'pending' and d.kind like 'supplier.referral%'
            and (l.restricted_at is not null or l.closing_reason in ('withdrawn', 'objected', 'erasure'))) as waiting,
        (select count(*) from brokerage.lead where closing_reason in ('withdrawn', 'objected', 'erasure') and closed_at <= ${now.subtract(lateAfter)}) as left,
        (select coalesce(sum((counts ->> 'brokerage.lead')::bigint), 0)::bigint from privacy.erasure where rule in ('lead.objection', 'lead.erasure')) as erased,
        (select count(*) from privacy.erasure_notice) as notices,
        (select count(*) from privacy.erasure_notice where told_at is null and acknowledged_at is null and made_at <= ${now.subtract({ hours: 96 })}) as untold,
        (select count(*) from privacy.erasure_notice where acknowledged_at is not null) as confirmed`,
  );
  return {
    checks: [
      none('forwardings waiting for an ended or restricted request', found.waiting),
      none('ended requests held for more than an hour', found.left),
      told('erased at the customer’s word', found.erased),
      told('recipients to be told of an erasure', found.notices),
      none('not told within four days', found.untold),
      told('confirmed by the recipient', found.confirmed),
    ],
    evidence: [
      say(
        (w) =>
          `Raderade på kundens begäran: ${w.many(found.erased, req, reqs)}. Inget väntar på att skickas om en sådan.`,
        (w) =>
          `Erased at the customer’s request: ${w.many(found.erased, reqEn, reqsEn)}. Nothing waits to be sent about any of them.`,
      ),
      say(
        (w) =>
          `${w.many(found.notices, 'besked', 'besked')} till leverantörer om radering, ${w.n(found.confirmed)} bekräftade.`,
        (w) =>
          `${w.many(found.notices, 'notice', 'notices')} of erasure to suppliers, ${w.n(found.confirmed)} confirmed.`,
      ),
    ],
  };
};

/** P9: the program that runs the site has no right on the archive, and each reading has a reason and a line in the log. */
const archived: Question = async (ctx) => {
  const { db, clock } = ctx;
  const late = clock.now().subtract(lateAfter);
  const found = await oneRow(
    db,
    sql<{ rights: number; running: string; member: boolean; reads: number; unreasoned: number; waiting: number }>`
      select (select count(*) from unnest(array['app', 'supplier', 'archivist']) as who, unnest(array['select', 'insert', 'update', 'delete']) as act
          where has_table_privilege(who, 'archive.request', act)
            or (act <> 'delete' and has_any_column_privilege(who, 'archive.request', act))) as rights,
        current_user::text as running, pg_has_role('app', 'archivist', 'member') as member,
        (select count(*) from ledger.audit where action = 'archive.read') as reads,
        (select count(*) from ledger.audit where action = 'archive.read' and coalesce(detail ->> 'reason', '') = '') as unreasoned,
        (select count(*) from brokerage.lead where clock_rule = 'lead.contract' and clock_at <= ${late}) as waiting`,
  );
  const standing = await archiveStanding(db);
  return {
    checks: [
      none('rights on the archive’s table held by app, supplier or archivist', found.rights),
      holds('asked as', found.running === 'app', found.running),
      holds('the app is not the archivist', !found.member),
      told('archived', standing.count),
      none('contracts not archived within an hour', found.waiting),
      told('readings by the archivist', found.reads),
      none('readings without a reason', found.unreasoned),
    ],
    evidence: [
      say(
        (w) =>
          `Arkiverade: ${w.many(standing.count, req, reqs)}. Programmet som driver sajten saknar rätt till dem; bara arkivarien kan läsa, en i taget.`,
        (w) =>
          `Archived: ${w.many(standing.count, reqEn, reqsEn)}. The program that runs the site has no right to them; only the archivist can read, one at a time.`,
      ),
      found.reads === 0
        ? say(
            () => 'Arkivarien har inte läst någon av dem.',
            () => 'The archivist has read none of them.',
          )
        : say(
            (w) =>
              `Arkivarien har läst ${w.many(found.reads, 'gång', 'gånger')}, varje gång med skäl och en rad i loggen.`,
            (w) => `The archivist has read ${w.many(found.reads, 'time', 'times')}, each with a reason and a log line.`,
          ),
    ],
  };
};

export const clockQuestions = {
  P8: objection,
  P9: archived,
  P10: byTime('lead.no-quote'),
  P11: byTime('lead.no-contract'),
} satisfies Partial<Record<PromiseId, Question>>;
