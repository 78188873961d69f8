import { isOver, sinceAtTheLatest } from '#platform/clock.ts';
import { type Db, sql, transact } from '#platform/db/index.ts';
import { mailReady } from '#platform/mail/index.ts';
import { retention } from '#policy/retention.ts';
import { archiveLead, comingArchived, nextArchivedDue } from '../archive/index.ts';
import type { Context } from '../context.ts';
import { type DeliveryKind, enqueue, type Renderer } from '../delivery/index.ts';
import { firstClock, firstNotice, leadClock, resetClock } from '../lead/index.ts';
import { recordAll } from '../ledger/index.ts';
import { eraseDueSubscribers, nextSubscriberDue } from '../newsletter/index.ts';
import { addCounts, type Counts } from '../personal.ts';
import { noteHeads } from './chains.ts';
import { eraseDue } from './erase.ts';
import { eraseArchive } from './erase-archived.ts';
import { Proofs } from './proofs.ts';
import type { Folder } from './scan-files.ts';

export interface Keeping {
  readonly renderers: Readonly<Record<DeliveryKind, Renderer>>;
  /** Folders that the scan looks through as well. */
  readonly folders?: readonly Folder[];
  /** Gathers what is to be proved; without it every pass proves what it erased before it returns. */
  readonly proofs?: Proofs;
}

const batch = 200;

/** What one pass has done. */
interface Pass {
  erased: number;
  archived: number;
  archiveErased: number;
  notified: number;
  /** Subscribers that never confirmed, or have stopped using the service. */
  subscribers: number;
  clocked: number;
  certified: number;
  counts: Counts;
}

const nothing = (): Pass => ({
  ...{ erased: 0, archived: 0, archiveErased: 0, notified: 0, subscribers: 0, clocked: 0, certified: 0 },
  counts: {},
});

/**
 * One bounded pass over what the clocks have come to: erases, archives, announces, proves. Each step is a transaction of its own and
 * takes rows that nobody else holds, so that any number of workers may do it, and one that is killed leaves nothing half done.
 * @returns how many things were done; 0 when nothing is due
 */
export async function retentionPass(ctx: Context, keeping: Keeping): Promise<number> {
  const done = await pass(ctx, keeping);
  const { counts: _, ...numbers } = done;
  return Object.values(numbers).reduce((sum, n) => sum + n, 0);
}

async function pass(ctx: Context, keeping: Keeping): Promise<Pass> {
  const proofs = keeping.proofs ?? new Proofs();
  const done = nothing();
  const look = await waiting(ctx);
  if (look.clockless) done.clocked = await giveClocks(ctx);
  if (look.notices) {
    const { told, tooLate } = await announce(ctx);
    done.notified = told;
    done.clocked += tooLate;
  }
  if (look.due) {
    await mailReady();
    const erased = await transact(ctx.db, async (tx) => {
      const gone = await eraseDue(ctx, tx, await candidates(tx, ctx.clock.now(), 'erase'));
      await proofs.keep(ctx, tx, gone);
      return gone;
    });
    proofs.add(erased);
    for (const one of erased) {
      done.erased += one.counts['brokerage.lead'] ?? 0;
      done.counts = addCounts(done.counts, one.counts);
    }
    done.archived = await archiveDue(ctx, keeping, done);
  }
  if (look.archive) {
    const { gone, recounted } = await eraseArchive(ctx, batch, (tx, erased) => proofs.keep(ctx, tx, erased));
    done.clocked += recounted;
    proofs.add(gone);
    for (const one of gone) {
      done.archiveErased += one.counts['archive.request'] ?? 0;
      done.counts = addCounts(done.counts, one.counts);
    }
  }
  if (look.subscribers) {
    const { gone, recounted } = await transact(ctx.db, async (tx) => {
      const due = await eraseDueSubscribers(ctx, tx, batch);
      await proofs.keep(ctx, tx, due.gone);
      return due;
    });
    done.clocked += recounted;
    proofs.add(gone);
    for (const one of gone) {
      done.subscribers += one.leadIds.length;
      done.counts = addCounts(done.counts, one.counts);
    }
  }
  if (look.unproved || done.erased + done.archiveErased + done.subscribers > 0) {
    const result = await proofs.prove(ctx, keeping.folders, !keeping.proofs);
    done.certified = result ? 1 : 0;
  }
  return done;
}

/** What there is to do, in one look at the indexes: costs the same however much is stored. */
async function waiting(ctx: Context) {
  const now = ctx.clock.now();
  const forgotten = sinceAtTheLatest(now, retention['subscriber.unconfirmed'].period);
  const { rows } = await sql<{
    due: boolean;
    notices: boolean;
    clockless: boolean;
    archive: boolean;
    subscribers: boolean;
    unproved: boolean;
  }>`/* prepared retention-look */
    select coalesce(${firstClock} <= ${now}, false) as due,
      coalesce(${firstNotice} <= ${now}, false) as notices,
      exists (select from brokerage.lead where clock_rule is null) as clockless,
      coalesce(${nextArchivedDue} <= ${now}, false) as archive,
      coalesce(${nextSubscriberDue} <= ${now}, false) or exists (select from newsletter.sign_up where requested_at <= ${forgotten}) as subscribers,
      exists (select from privacy.erasure where certified_at is null) as unproved`.execute(ctx.db);
  return rows[0]!;
}

/** Requests whose stored clock has come, that nothing is being sent about; held by nobody else. */
async function candidates(db: Db, now: Temporal.Instant, action: 'erase' | 'archive'): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select l.id from brokerage.lead l where l.clock_at <= ${now} and (l.clock_rule = 'lead.contract') = ${action === 'archive'}
      and not exists (select from brokerage.delivery d where d.lead_id = l.id and d.state = 'sending' and d.leased_until > ${now})
    order by l.clock_at limit ${batch} for update of l skip locked`.execute(db);
  return rows.map((row) => row.id);
}

/** Archives what has led to a contract, one transaction each (P9). */
async function archiveDue(ctx: Context, keeping: Keeping, done: Pass): Promise<number> {
  let archived = 0;
  for (; archived < batch; archived += 1) {
    const counts = await transact(ctx.db, async (tx) => {
      const [id] = await candidates(tx, ctx.clock.now(), 'archive');
      return id ? archiveLead(ctx, tx, id, keeping.renderers) : undefined;
    });
    if (!counts) break;
    done.counts = addCounts(done.counts, counts);
  }
  return archived;
}

/** Requests from before there were clocks, and any whose clock has been taken away to be counted anew. */
async function giveClocks(ctx: Context): Promise<number> {
  return transact(ctx.db, async (tx) => {
    const { rows } = await sql<{ id: string }>`
      select id from brokerage.lead where clock_rule is null limit ${batch} for update skip locked`.execute(tx);
    for (const { id } of rows) await resetClock(tx, id);
    return rows.length;
  });
}

/** D3: tells of erasures three days ahead, once; of one that is due by now nobody is told that it is coming. */
async function announce(ctx: Context): Promise<{ told: number; tooLate: number }> {
  const now = ctx.clock.now();
  return transact(ctx.db, async (tx) => {
    const { rows } = await sql<{ id: string; soon: boolean; at: Temporal.Instant }>`
      update brokerage.lead l set notice_at = null from (
        select id from brokerage.lead where notice_at <= ${now} order by notice_at limit ${batch} for update skip locked) as ripe
      where l.id = ripe.id returning l.id, l.clock_at > ${now} as soon, l.clock_at as at`.execute(tx);
    const told = rows.filter((row) => row.soon);
    const soon = told.map(({ id }) => ({ leadId: id }));
    await enqueue(
      ctx,
      tx,
      told.map(({ id, at }) => ({ kind: 'customer.erasure-notice', leadId: id, once: at.toString() })),
    );
    await recordAll(ctx, tx, 'lead.notified', soon);
    return { told: soon.length, tooLate: rows.length - soon.length };
  });
}

export interface SweepReport {
  readonly dryRun: boolean;
  readonly erased: number;
  readonly archived: number;
  readonly archiveErased: number;
  readonly notified: number;
  /** Rows deleted, by table, as the database counted them. A dry run: what is due, by rule. */
  readonly counts: Counts;
}

/**
 * Does everything that is due now, and writes down that it was done; a dry run tells what would be, and changes nothing.
 * @param proofs its own unless told: proves what it erased before it returns
 * @param seconds begins no other batch after this long: what is left is the loop's, which is woken, and the next sweep's
 */
export async function sweepNow(
  ctx: Context,
  keeping: Keeping,
  {
    dryRun = false,
    seconds = Number.POSITIVE_INFINITY,
    proofs = new Proofs(),
  }: { readonly dryRun?: boolean; readonly seconds?: number; readonly proofs?: Proofs } = {},
): Promise<SweepReport> {
  if (dryRun) return dry(ctx);
  const started = ctx.clock.now();
  const until = performance.now() + seconds * 1000;
  const total = nothing();
  for (let before = -1, did = 0; before !== did; ) {
    if (performance.now() > until) {
      await transact(ctx.db, (tx) => ctx.wake(tx, 'retention'));
      break;
    }
    before = did;
    const one = await pass(ctx, { ...keeping, proofs });
    for (const key of ['erased', 'archived', 'archiveErased', 'notified', 'subscribers', 'clocked'] as const) {
      total[key] += one[key];
      did += one[key];
    }
    total.counts = addCounts(total.counts, one.counts);
  }
  await proofs.prove(ctx, keeping.folders, true);
  await endParting(ctx);
  const { erased, archived, archiveErased, notified, counts } = total;
  await ctx.db
    .insertInto('privacy.run')
    .values({
      kind: 'sweep',
      started_at: started,
      finished_at: ctx.clock.now(),
      detail: JSON.stringify({
        erased,
        archived,
        archiveErased,
        notified,
        rows: Object.values(counts).reduce((a, b) => a + b, 0),
      }),
    })
    .execute();
  await noteHeads(ctx);
  return { dryRun, erased, archived, archiveErased, notified, counts };
}

/** A last message that has not arrived in its time is given up, and what it says is forgotten (the rule `parting`). */
async function endParting(ctx: Context): Promise<void> {
  const now = ctx.clock.now();
  const { period } = retention.parting;
  const { rows } = await sql<{ id: string; createdAt: Temporal.Instant }>`
    select id, created_at as "createdAt" from brokerage.delivery
    where sealed is not null and state = 'pending' and created_at <= ${sinceAtTheLatest(now, period)}`.execute(ctx.db);
  const ids = rows.filter(({ createdAt }) => isOver(createdAt, period, now)).map(({ id }) => id);
  if (ids.length === 0) return;
  await sql`update brokerage.delivery set state = 'dead', reason = 'too-old', ended_at = ${now}, leased_until = null
    where id = any(${ids}::uuid[]) and state = 'pending'`.execute(ctx.db);
}

async function dry(ctx: Context): Promise<SweepReport> {
  const now = ctx.clock.now();
  const rows = await ctx.db
    .selectFrom('brokerage.lead')
    .select([
      'received_at as receivedAt',
      'first_quote_at as firstQuoteAt',
      'closed_at as closedAt',
      'closing_reason as closingReason',
      'restricted_at as restrictedAt',
      'notice_at as noticeAt',
    ])
    .where((eb) => eb.or([eb('clock_at', '<=', now), eb('notice_at', '<=', now), eb('clock_rule', 'is', null)]))
    .execute();
  const counts: Record<string, number> = {};
  let [erased, archived, notified] = [0, 0, 0];
  for (const row of rows) {
    const clock = leadClock(row);
    const due = clock.at && Temporal.Instant.compare(clock.at, now) <= 0;
    if (!due && row.noticeAt && Temporal.Instant.compare(row.noticeAt, now) <= 0) notified += 1;
    if (!due) continue;
    counts[clock.rule] = (counts[clock.rule] ?? 0) + 1;
    if (clock.action === 'archive') archived += 1;
    else erased += 1;
  }
  const { asked, over } = await comingArchived(ctx.db, now);
  if (asked > 0) counts['lead.erasure'] = (counts['lead.erasure'] ?? 0) + asked;
  if (over > 0) counts['archive.contract'] = over;
  const { rows: subscribers } = await sql<{ state: string; n: number }>`
    select state, count(*) as n from newsletter.subscriber where erase_at <= ${now} group by state`.execute(ctx.db);
  for (const { state, n } of subscribers)
    counts[state === 'pending' ? 'subscriber.unconfirmed' : 'subscriber.inactive'] = n;
  return { dryRun: true, erased, archived, archiveErased: asked + over, notified, counts };
}
