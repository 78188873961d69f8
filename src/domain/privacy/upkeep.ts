import { type Db, sql } from '#platform/db/index.ts';
import { archivedRestricted } from '../archive/index.ts';
import type { Context } from '../context.ts';
import { backupEnds, backupsHeld } from './backups.ts';
import { lastOpened } from './chains.ts';

export type RunKind = 'sweep' | 'scrub' | 'restore' | 'backup';

/** When each duty was last done, and what it did. */
export interface Run {
  readonly kind: RunKind;
  readonly finishedAt: Temporal.Instant;
  readonly detail: Readonly<Record<string, number>>;
}

async function lastRuns(db: Db): Promise<Run[]> {
  const { rows } = await sql<Run>`
    select r.kind, r.finished_at as "finishedAt", r.detail from unnest(array['sweep', 'scrub', 'backup', 'restore']) as k (kind)
    cross join lateral (select * from privacy.run where run.kind = k.kind order by finished_at desc limit 1) as r`.execute(
    db,
  );
  return rows;
}

export interface Upkeep {
  readonly runs: readonly Run[];
  /** When a backup was last restored and opened, here or in another database: a drill. */
  readonly drill: Temporal.Instant | undefined;
  /** Backups that are still there as far as is known, the newest first, with when each is removed. */
  readonly backups: readonly { readonly at: Temporal.Instant; readonly ends: Temporal.Instant }[];
  /** Requests that are restricted (art. 18), and how many archived ones. */
  readonly restricted: number;
  readonly restrictedArchived: number;
  /** Erasures whose proof is not written yet, and since when the oldest of them waits (P30). */
  readonly unproved: number;
  readonly unprovedSince: Temporal.Instant | null;
  /** Erasures whose traces in the files are rewritten tonight. */
  readonly unscrubbed: number;
  /** Suppliers that have not confirmed that they have erased (art. 19). */
  readonly unconfirmed: number;
}

/** How the duties stand that the product does by itself. Nothing about anybody. */
export async function upkeepOf(ctx: Pick<Context, 'db' | 'heads'>): Promise<Upkeep> {
  const { db } = ctx;
  const { rows } = await sql<
    Pick<Upkeep, 'restricted' | 'unproved' | 'unprovedSince' | 'unscrubbed' | 'unconfirmed'>
  >`select
    (select count(*) from brokerage.lead where restricted_at is not null) as restricted,
    (select count(*) from privacy.erasure where certified_at is null) as unproved,
    (select min(at) from privacy.erasure where certified_at is null) as "unprovedSince",
    (select count(*) from privacy.erasure where scrubbed_at is null) as unscrubbed,
    (select count(*) from privacy.erasure_notice where acknowledged_at is null) as unconfirmed`.execute(db);
  const backups = (await backupsHeld(db)).map(({ at }) => ({ at, ends: backupEnds(at) })).reverse();
  return {
    ...{ runs: await lastRuns(db), drill: await lastOpened(ctx), backups },
    restrictedArchived: await archivedRestricted(db),
    ...rows[0]!,
  };
}

/** Requests that are restricted, the longest first. */
export async function restrictedRequests(
  db: Db,
  most: number,
): Promise<{ readonly reference: string; readonly service: string; readonly since: Temporal.Instant }[]> {
  const { rows } = await sql<{ reference: string; service: string; since: Temporal.Instant }>`
    select reference, service, restricted_at as since from brokerage.lead where restricted_at is not null
    order by restricted_at limit ${most}`.execute(db);
  return rows;
}

export interface OpenNotice {
  readonly reference: string;
  readonly supplierId: string;
  readonly name: string;
  readonly madeAt: Temporal.Instant;
  readonly toldAt: Temporal.Instant | null;
  readonly chases: number;
  /** When it is asked again; null when it has been asked for the last time. */
  readonly nextAt: Temporal.Instant | null;
  readonly erasureId: string;
}

/** Suppliers that have not confirmed that they have erased what they received, the longest first (art. 19). */
export async function openNotices(db: Db, most: number): Promise<OpenNotice[]> {
  const { rows } = await sql<OpenNotice>`
    select n.reference, n.supplier_id as "supplierId", s.name, n.made_at as "madeAt", n.told_at as "toldAt", n.chases,
      n.next_chase_at as "nextAt", n.erasure_id as "erasureId"
    from privacy.erasure_notice n join brokerage.supplier s on s.id = n.supplier_id
    where n.acknowledged_at is null order by n.made_at limit ${most}`.execute(db);
  return rows;
}
