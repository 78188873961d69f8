import { addPeriod, sinceAtTheLatest } from '#platform/clock.ts';
import { sql } from '#platform/db/index.ts';
import { type RetentionRuleId, retention } from '#policy/retention.ts';
import { choicesPast } from '../consent/index.ts';
import type { Context } from '../context.ts';
import { mailPast, purgesPast } from '../correspondence/index.ts';
import { subscriberClock } from '../newsletter/index.ts';
import { submissionsPast } from '../submission/index.ts';
import { visitsPast } from '../visit/index.ts';
import { backupsOverdue } from './backups.ts';
import { casesPast } from './forget-cases.ts';
import { noticesPast } from './notices.ts';

type Later = {
  [Id in RetentionRuleId]: (typeof retention)[Id] extends { status: 'later' } ? Id : never;
}[RetentionRuleId];
/** The rules that run today. */
export type RunningRule = Exclude<RetentionRuleId, Later>;

type Past = (ctx: Context, now: Temporal.Instant) => Promise<number>;

/** What ends what a rule is about. `jobs` are those of domain/schedule.ts; `retention` is the loop and the job `sweep`. */
export interface Work {
  readonly by:
    | 'retention'
    | 'with-its-request'
    | 'its-link'
    /** In the browser. */
    | 'its-cookie'
    /** Used in memory: there is nothing to end. */
    | 'never-kept'
    | 'the-operator'
    | 'the-mail-server'
    /** In the transaction that ends the subscription. */
    | 'the-subscriber'
    | 'nothing'
    | { readonly job: string };
  /** How many are held past their time at an instant. Left out where a promise of its own asks (P8–P11, P30, D1), or nothing can be. */
  readonly past?: Past;
}

const count =
  (query: (now: Temporal.Instant) => ReturnType<typeof sql<{ n: number }>>): Past =>
  async ({ db }, now) =>
    (await query(now).execute(db)).rows[0]?.n ?? 0;
const back = (now: Temporal.Instant, id: RunningRule) => addPeriod(now, `-${retention[id].period}`);

const sessions = (kind: 'customer' | 'supplier', id: 'customer-session' | 'supplier-session') =>
  count(
    (now) => sql<{ n: number }>`select count(*) as n from access.session where kind = ${kind}
      and (expires_at <= ${now} or created_at <= ${back(now, id)})`,
  );

const staffLinks = (kind: 'login' | 'invitation', id: 'staff-link' | 'staff-invitation') =>
  count(
    (now) => sql<{ n: number }>`select count(*) as n from access.staff_link
      where (kind = ${kind} or (kind = 'first' and ${kind} = 'invitation')) and (expires_at <= ${now} or created_at <= ${back(now, id)})`,
  );

/** By the facts: whatever time is stored beside them. */
const subscribers =
  (state: 'pending' | 'confirmed'): Past =>
  async ({ db }, now) => {
    const rows = await db
      .selectFrom('newsletter.subscriber')
      .select(['state', 'requested_at as requestedAt', 'used_at as usedAt', 'restricted_at as restrictedAt'])
      .where('state', '=', state)
      .where(state === 'pending' ? 'requested_at' : 'used_at', '<=', sinceAtTheLatest(now, periodOf[state]))
      .execute();
    return rows.filter((row) => {
      const { at } = subscriberClock(row);
      return at && Temporal.Instant.compare(at, now) <= 0;
    }).length;
  };
const periodOf = {
  pending: retention['subscriber.unconfirmed'].period,
  confirmed: retention['subscriber.inactive'].period,
} as const;

/** Every rule that runs, with what runs it: a published period without a line here does not compile. */
export const periodsAtWork: Readonly<Record<RunningRule, Work>> = {
  'lead.no-quote': { by: 'retention' },
  'lead.no-contract': { by: 'retention' },
  'lead.contract': { by: 'retention' },
  'lead.objection': { by: 'retention' },
  'lead.erasure': { by: 'retention' },
  'lead.restricted': { by: 'nothing' },
  'archive.contract': { by: 'retention' },
  delivery: { by: 'with-its-request' },
  idempotency: { by: 'with-its-request' },
  parting: {
    by: { job: 'sweep' },
    past: count(
      (now) => sql<{ n: number }>`select count(*) as n from brokerage.delivery
        where sealed is not null and state = 'pending' and created_at <= ${back(now, 'parting')}`,
    ),
  },
  traces: { by: { job: 'scrub' } },
  backup: { by: { job: 'remove-backups' }, past: ({ db }, now) => backupsOverdue(db, now) },
  'erasure-ledger': { by: { job: 'prune-ledger' } },
  'erasure-notice': { by: { job: 'forget-notices' }, past: async ({ db }, now) => (await noticesPast(db, now)).length },
  'rights-case': { by: { job: 'forget-cases' }, past: async ({ db }, now) => (await casesPast(db, now)).length },
  correspondence: {
    by: { job: 'sweep-mail' },
    past: async ({ db }, now) => (await mailPast(db, now, 'correspondence')).length,
  },
  'correspondence.waiting': {
    by: { job: 'sweep-mail' },
    past: async ({ db }, now) => (await mailPast(db, now, 'correspondence.waiting')).length,
  },
  'submission.waiting': {
    by: { job: 'sweep-submissions' },
    past: async ({ db }, now) => (await submissionsPast(db, now, 'submission.waiting')).length,
  },
  'submission.dealt': {
    by: { job: 'sweep-submissions' },
    past: async ({ db }, now) => (await submissionsPast(db, now, 'submission.dealt')).length,
  },
  'mail-store': { by: 'the-mail-server', past: ({ db }, now) => purgesPast(db, now) },
  'login-link': {
    by: { job: 'sweep-access' },
    past: count(
      (now) => sql<{ n: number }>`select (select count(*) from access.login_link where expires_at <= ${now})
        + (select count(*) from access.login_request where created_at <= ${back(now, 'login-link')}) as n`,
    ),
  },
  'quote-link': { by: 'its-link' },
  'receipt-link': { by: 'its-link' },
  'supplier-link': { by: 'its-link' },
  'customer-session': { by: { job: 'sweep-access' }, past: sessions('customer', 'customer-session') },
  'supplier-session': { by: { job: 'sweep-access' }, past: sessions('supplier', 'supplier-session') },
  'supplier-contact': { by: 'the-operator' },
  'staff-account': { by: 'the-operator' },
  'staff-invitation': { by: { job: 'sweep-access' }, past: staffLinks('invitation', 'staff-invitation') },
  'staff-link': { by: { job: 'sweep-access' }, past: staffLinks('login', 'staff-link') },
  'staff-session': {
    by: { job: 'sweep-access' },
    past: count(
      (now) =>
        sql<{
          n: number;
        }>`select count(*) as n from access.staff_session where started_at <= ${back(now, 'staff-session')}`,
    ),
  },
  'staff-idle': {
    by: { job: 'sweep-access' },
    past: count(
      (now) =>
        sql<{ n: number }>`select count(*) as n from access.staff_session where seen_at <= ${back(now, 'staff-idle')}`,
    ),
  },
  'rate-limit': {
    by: { job: 'sweep-access' },
    past: count(
      (now) =>
        sql<{
          n: number;
        }>`select count(*) as n from access.rate_limit where window_start <= ${back(now, 'rate-limit')}`,
    ),
  },
  audit: { by: 'nothing' },
  'subscriber.unconfirmed': { by: 'retention', past: subscribers('pending') },
  'subscriber.withdrawn': { by: 'the-subscriber' },
  'subscriber.inactive': { by: 'retention', past: subscribers('confirmed') },
  'event.analytics': { by: { job: 'sweep-visits' }, past: ({ db }, now) => visitsPast(db, now) },
  'ip.analytics': { by: 'never-kept' },
  'consent.asked': { by: 'its-cookie' },
  'consent.choice': { by: { job: 'sweep-visits' }, past: ({ db }, now) => choicesPast(db, now) },
  'consent.proof': { by: 'the-subscriber' },
  'preferences-link': { by: 'its-link' },
  'subscriber.suppressed': { by: 'nothing' },
  'caught-mail': {
    by: { job: 'sweep-caught' },
    past: count(
      (now) =>
        sql<{ n: number }>`select (select count(*) from caught.mail where at <= ${back(now, 'caught-mail')})
          + (select count(*) from caught.sms where at <= ${back(now, 'caught-mail')}) as n`,
    ),
  },
};

/** What is held past its published time, by rule; empty when every period is kept. */
export async function heldPast(ctx: Context, now: Temporal.Instant): Promise<{ rule: RunningRule; n: number }[]> {
  const found: { rule: RunningRule; n: number }[] = [];
  for (const [rule, { past }] of Object.entries(periodsAtWork) as [RunningRule, Work][]) {
    const n = past ? await past(ctx, now) : 0;
    if (n > 0) found.push({ rule, n });
  }
  return found;
}
