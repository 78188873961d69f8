import { suppliers as catalogue, namedSuppliers, type ServiceId } from '#catalog/index.ts';
import type { Db, Tx } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import { noteRecipients } from './recipients.ts';

/**
 * Puts the catalogue's suppliers in the registry; those already there keep what the operator has set.
 * @param trial adds the invented examples and addresses under .example, so that the whole journey can be tried without
 *   writing to anybody; never in production, where a supplier receives nothing until the operator has set its address
 */
export async function seedRegistry(db: Db, now: Temporal.Instant, trial: boolean): Promise<void> {
  const wanted = trial ? catalogue : namedSuppliers;
  const added = await db
    .insertInto('brokerage.supplier')
    .values(
      wanted.map((s) => ({
        id: s.id,
        name: s.name,
        example: s.example ?? false,
        email: trial ? `offert@${s.id}.example` : null,
        created_at: now,
        updated_at: now,
      })),
    )
    .onConflict((oc) => oc.column('id').doNothing())
    .returning('id')
    .execute();
  const fresh = new Set(added.map((s) => s.id));
  const services = wanted
    .filter((s) => fresh.has(s.id))
    .flatMap((s) => s.services.map((service) => ({ supplier_id: s.id, service })));
  if (services.length > 0) await db.insertInto('brokerage.supplier_service').values(services).execute();
  await noteRecipients(db, now);
}

/** Takes endpoints that answered that they are gone out of use. @returns those that were in use until now */
export async function disableEndpoints(ctx: Context, tx: Tx, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .updateTable('brokerage.supplier')
    .set({ webhook_disabled_at: ctx.clock.now() })
    .where('id', 'in', ids)
    .where('webhook_disabled_at', 'is', null)
    .returning('id')
    .execute();
  return rows.map((r) => r.id);
}

export interface SupplierChange {
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly website?: string | null;
  readonly active?: boolean;
  readonly dailyCap?: number | null;
  readonly weight?: number;
  readonly services?: readonly ServiceId[];
  /** A new endpoint gets a new start: its breaker is closed and a disabled one is enabled. */
  readonly webhook?: { readonly url: string; readonly secret: string } | null;
}

/** Changes what the operator may set about a supplier. @returns false when there is no such supplier in the registry */
export async function configureSupplier(ctx: Context, tx: Tx, id: string, change: SupplierChange): Promise<boolean> {
  const { webhook, services, dailyCap, ...plain } = change;
  const endpoint =
    webhook === undefined
      ? {}
      : {
          webhook_url: webhook?.url ?? null,
          webhook_secret: webhook ? ctx.vault.seal(webhook.secret, `supplier.${id}.webhook_secret`) : null,
          webhook_disabled_at: null,
          breaker_failures: 0,
          breaker_retry_at: null,
        };
  const row = await tx
    .updateTable('brokerage.supplier')
    .set({
      ...plain,
      ...(dailyCap === undefined ? {} : { daily_cap: dailyCap }),
      ...endpoint,
      updated_at: ctx.clock.now(),
    })
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  if (!row) return false;
  if (services) {
    await tx.deleteFrom('brokerage.supplier_service').where('supplier_id', '=', id).execute();
    if (services.length > 0) {
      await tx
        .insertInto('brokerage.supplier_service')
        .values(services.map((service) => ({ supplier_id: id, service })))
        .execute();
    }
  }
  await noteRecipients(tx, ctx.clock.now());
  return true;
}
