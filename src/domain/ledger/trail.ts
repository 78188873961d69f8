import { type Db, sql } from '#platform/db/index.ts';
import { timeZone } from '#policy/period.ts';

/** What of the audit log is looked for. Everything given must hold. */
export interface TrailFilter {
  /** Who did it: 'customer', 'terminal', a role, or 'staff:' or 'source:' and a number. */
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  /** What it was done to. */
  readonly subject?: string | undefined;
  /** On this day in Sweden. */
  readonly day?: Temporal.PlainDate | undefined;
  /** Older than this row: the next page. */
  readonly before?: number | undefined;
}

export interface TrailRow {
  readonly id: number;
  readonly at: Temporal.Instant;
  readonly actor: string;
  readonly action: string;
  readonly subject: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
  /** The name of an account that still exists (it stands in no row of the log, and is gone with the account), or of a system that sends requests. */
  readonly name: string | null;
  /** The hash of the row, in hex: it proves this row and all before it. */
  readonly hash: string;
}

export const trailPage = 100;

/** A page of the audit log, newest first, and whether there is more. */
export async function trail(
  db: Db,
  filter: TrailFilter,
): Promise<{ readonly rows: readonly TrailRow[]; readonly more: boolean }> {
  const from = filter.day?.toZonedDateTime(timeZone).toInstant() ?? null;
  const to = filter.day?.add({ days: 1 }).toZonedDateTime(timeZone).toInstant() ?? null;
  const { rows } = await sql<TrailRow>`
    select a.id, a.at, a.actor, a.action, a.subject, a.detail, encode(a.hash, 'hex') as hash, coalesce(s.name, o.name) as name
    from ledger.audit a left join access.staff s on 'staff:' || s.id = a.actor left join brokerage.source o on 'source:' || o.id = a.actor
    where (${filter.actor ?? null}::text is null or a.actor = ${filter.actor ?? null})
      and (${filter.action ?? null}::text is null or a.action = ${filter.action ?? null})
      and (${filter.subject ?? null}::uuid is null or a.subject = ${filter.subject ?? null}::uuid)
      and (${from}::timestamptz is null or a.at >= ${from}::timestamptz and a.at < ${to}::timestamptz)
      and (${filter.before ?? null}::bigint is null or a.id < ${filter.before ?? null}::bigint)
    order by a.id desc limit ${trailPage + 1}`.execute(db);
  return { rows: rows.slice(0, trailPage), more: rows.length > trailPage };
}

/** What the log can be narrowed to: the actors and actions that are in it. */
export async function trailChoices(
  db: Db,
): Promise<{ readonly actors: readonly { id: string; name: string | null }[]; readonly actions: readonly string[] }> {
  const actors = await sql<{ id: string; name: string | null }>`
    with recursive one as (
      (select actor from ledger.audit order by actor limit 1)
      union all select (select a.actor from ledger.audit a where a.actor > one.actor order by a.actor limit 1) from one where one.actor is not null)
    select one.actor as id, coalesce(s.name, o.name) as name
    from one left join access.staff s on 'staff:' || s.id = one.actor left join brokerage.source o on 'source:' || o.id = one.actor where one.actor is not null`.execute(
    db,
  );
  const actions = await sql<{ action: string }>`
    with recursive one as (
      (select action from ledger.audit order by action limit 1)
      union all select (select a.action from ledger.audit a where a.action > one.action order by a.action limit 1) from one where one.action is not null)
    select action from one where action is not null`.execute(db);
  return { actors: actors.rows, actions: actions.rows.map(({ action }) => action) };
}
