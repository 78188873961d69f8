import type { ServiceId } from '#catalog/index.ts';
import type { Db } from '#platform/db/index.ts';
import { sql } from '#platform/db/index.ts';
import { hasChannel, nextOpening, opensInTime, type RegisteredSupplier } from './supplier.ts';

/** The whole registry, by name in Swedish order. */
export async function suppliers(db: Db): Promise<RegisteredSupplier[]> {
  // Every request reads it: prepared, and by hand, since the query builder's text has no name.
  const { rows } = await sql<RegisteredSupplier>`/* prepared suppliers */
    select s.id, s.name, s.example, s.active, s.locale, s.email, s.website, s.phone, s.daily_cap as "dailyCap", s.weight,
      s.open_days as "openDays", s.opens_at as "opensAt", s.closes_at as "closesAt",
      coalesce((select json_agg(json_build_object('from', p.from_day, 'to', p.to_day) order by p.from_day) from brokerage.supplier_pause p
        where p.supplier_id = s.id), '[]') as pauses,
      s.webhook_url is not null and s.webhook_disabled_at is null as "hasWebhook",
      coalesce(array_agg(v.service order by v.service) filter (where v.service is not null), '{}') as services
    from brokerage.supplier s left join brokerage.supplier_service v on v.supplier_id = s.id
    group by s.id order by s.name collate "sv-SE-x-icu"`.execute(db);
  return rows;
}

/**
 * Those that have a service and may be offered for it: active, reachable, and open in time to be given a request. When none is, those that
 * open while a request is kept: it waits for them.
 */
export function offeredFor(
  registry: readonly RegisteredSupplier[],
  service: ServiceId,
  now: Temporal.Instant,
): RegisteredSupplier[] {
  const able = registry.filter((s) => s.active && s.services.includes(service) && hasChannel(s));
  const soon = able.filter((s) => opensInTime(s, now));
  return soon.length > 0 ? soon : able.filter((s) => nextOpening(s, now));
}

/** How a supplier's endpoint is; undefined for one without. */
export interface ChannelState {
  readonly id: string;
  readonly url: string;
  /** It answered that it is gone, and is out of use since then. */
  readonly disabledAt: Temporal.Instant | null;
  /** Failures in a row. */
  readonly failures: number;
  /** When it is tried next, while it is left alone. */
  readonly retryAt: Temporal.Instant | null;
  /** Until when the secret before the last rotation signs, too. */
  readonly oldUntil: Temporal.Instant | null;
}

/** The endpoints of all suppliers that have one, by supplier. */
export async function channelsOf(db: Db): Promise<ReadonlyMap<string, ChannelState>> {
  const rows = await db
    .selectFrom('brokerage.supplier')
    .select(['id', 'webhook_url as url', 'webhook_disabled_at as disabledAt', 'breaker_failures as failures'])
    .select(['breaker_retry_at as retryAt', 'webhook_old_until as oldUntil'])
    .where('webhook_url', 'is not', null)
    .execute();
  return new Map(rows.map((row) => [row.id, { ...row, url: row.url ?? '' }]));
}
