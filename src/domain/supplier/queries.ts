import type { ServiceId } from '#catalog/index.ts';
import type { Db } from '#platform/db/index.ts';
import { sql } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import type { RegisteredSupplier } from './supplier.ts';

/** The whole registry, by name in Swedish order. */
export async function suppliers(db: Db): Promise<RegisteredSupplier[]> {
  // Every request reads it: prepared, and by hand, since the query builder's text has no name.
  const { rows } = await sql<RegisteredSupplier>`/* prepared suppliers */
    select s.id, s.name, s.example, s.active, s.locale, s.email, s.website, s.phone, s.daily_cap as "dailyCap", s.weight,
      s.webhook_url is not null and s.webhook_disabled_at is null as "hasWebhook",
      coalesce(array_agg(v.service order by v.service) filter (where v.service is not null), '{}') as services
    from brokerage.supplier s left join brokerage.supplier_service v on v.supplier_id = s.id
    group by s.id order by s.name collate "sv-SE-x-icu"`.execute(db);
  return rows;
}

/** Those that have a service and may be offered for it: active and reachable. */
export function offeredFor(registry: readonly RegisteredSupplier[], service: ServiceId): RegisteredSupplier[] {
  return registry.filter((s) => s.active && s.services.includes(service) && (s.email !== null || s.hasWebhook));
}

/** Where to send webhooks, with the secrets opened: only for the moment of sending. */
export async function endpointsOf(
  ctx: Context,
  db: Db,
  ids: readonly string[],
): Promise<Map<string, { url: string; secret: string }>> {
  const rows = await db
    .selectFrom('brokerage.supplier')
    .select(['id', 'webhook_url as url', 'webhook_secret as sealed'])
    .where('id', 'in', ids.length > 0 ? [...ids] : [''])
    .where('webhook_url', 'is not', null)
    .where('webhook_disabled_at', 'is', null)
    .execute();
  return new Map(
    rows.flatMap((r) =>
      r.url && r.sealed
        ? [[r.id, { url: r.url, secret: ctx.vault.unseal(r.sealed, `supplier.${r.id}.webhook_secret`) }] as const]
        : [],
    ),
  );
}
