import { suppliers as catalogue, namedSuppliers, type ServiceId, supplierById } from '#catalog/index.ts';
import { type Db, sql, type Tx } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import { audit } from '../ledger/index.ts';
import { NotAllowed } from '../transitions.ts';
import { noteRecipients } from './recipients.ts';
import { idFrom, type Schedule, secretPlace } from './supplier.ts';

export interface NewSupplier extends SupplierChange {
  readonly name: string;
}

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
  for (const { id } of rows) await noteChange(ctx, tx, 'endpoint-gone', id);
  return rows.map((r) => r.id);
}

/** Writes in the audit log what was done to a supplier. Of what is personal, only that it was changed (D5). */
export const noteChange = (
  ctx: Context,
  tx: Tx,
  what: string,
  supplier: string,
  detail: Readonly<Record<string, string | number | boolean>> = {},
): Promise<void> =>
  audit(tx, ctx.clock.now(), ctx.actor ?? 'product', `supplier.${what}`, null, { supplier, ...detail });

export interface SupplierChange {
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly website?: string | null;
  readonly locale?: 'sv' | 'en';
  readonly active?: boolean;
  readonly dailyCap?: number | null;
  readonly weight?: number;
  readonly services?: readonly ServiceId[];
  /** When it takes requests; its pauses are rows of their own. */
  readonly hours?: Omit<Schedule, 'pauses'>;
  /** A new endpoint gets a new start: its breaker is closed, a disabled one is enabled, and no older secret signs. */
  readonly webhook?: { readonly url: string; readonly secret: string } | null;
}

/** Changes what the operator may set about a supplier, from the console or the terminal. @returns false when the registry has no such supplier */
export async function configureSupplier(ctx: Context, tx: Tx, id: string, change: SupplierChange): Promise<boolean> {
  const before = await lockSupplier(tx, id);
  if (!before) return false;
  await tx
    .updateTable('brokerage.supplier')
    .set({ ...columnsOf(ctx, id, change), updated_at: ctx.clock.now() })
    .where('id', '=', id)
    .execute();
  if (change.services) await setServices(tx, id, change.services);
  await noteRecipients(tx, ctx.clock.now());
  const detail = whatChanged(before, change);
  if (Object.keys(detail).length > 0) await noteChange(ctx, tx, 'changed', id, detail);
  return true;
}

function columnsOf(ctx: Context, id: string, change: SupplierChange) {
  const { webhook, services: _, dailyCap, hours, ...plain } = change;
  return {
    ...plain,
    ...(dailyCap === undefined ? {} : { daily_cap: dailyCap }),
    ...(hours ? { open_days: [...hours.openDays], opens_at: hours.opensAt, closes_at: hours.closesAt } : {}),
    ...(webhook === undefined
      ? {}
      : {
          webhook_url: webhook?.url ?? null,
          webhook_secret: webhook ? ctx.vault.seal(webhook.secret, secretPlace(id)) : null,
          webhook_old_secret: null,
          webhook_old_until: null,
          webhook_disabled_at: null,
          breaker_failures: 0,
          breaker_retry_at: null,
        }),
  };
}

async function setServices(tx: Tx, id: string, services: readonly ServiceId[]): Promise<void> {
  await tx.deleteFrom('brokerage.supplier_service').where('supplier_id', '=', id).execute();
  if (services.length === 0) return;
  await tx
    .insertInto('brokerage.supplier_service')
    .values(services.map((service) => ({ supplier_id: id, service })))
    .execute();
}

/** The supplier as it is before a change, locked: two who change it at once write both what they changed it from. */
async function lockSupplier(tx: Tx, id: string) {
  const row = await tx.selectFrom('brokerage.supplier').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (!row) return undefined;
  const services = await tx
    .selectFrom('brokerage.supplier_service')
    .select('service')
    .where('supplier_id', '=', id)
    .orderBy('service')
    .execute();
  return { ...row, services: services.map(({ service }) => service) };
}

/** Old → new of what is no personal data; of an address or a number only whether it came, went or became another. */
function whatChanged(
  before: NonNullable<Awaited<ReturnType<typeof lockSupplier>>>,
  change: SupplierChange,
): Record<string, string> {
  const hours = (days: readonly number[], opens: string | null, closes: string | null) =>
    `${days.join('')} ${opens ? `${opens}-${closes}` : '00:00-24:00'}`;
  const shown = (value: unknown) => (value === null || value === '' ? '-' : String(value));
  const shownPairs: Record<string, readonly [unknown, unknown]> = {
    active: [before.active, change.active],
    services: [before.services.join(' '), change.services && [...change.services].sort().join(' ')],
    dailyCap: [before.daily_cap, change.dailyCap],
    weight: [before.weight, change.weight],
    locale: [before.locale, change.locale],
    website: [before.website, change.website],
    hours: [
      hours(before.open_days, before.opens_at, before.closes_at),
      change.hours && hours(change.hours.openDays, change.hours.opensAt, change.hours.closesAt),
    ],
  };
  const hiddenPairs: Record<string, readonly [unknown, unknown]> = {
    email: [before.email, change.email],
    phone: [before.phone, change.phone],
    // A new endpoint always has a new secret: it is another one even at the same address.
    webhook: [before.webhook_url, change.webhook === undefined ? undefined : change.webhook && Symbol('new')],
  };
  const detail: Record<string, string> = {};
  for (const [name, [old, now]] of Object.entries(shownPairs))
    if (now !== undefined && old !== now) detail[name] = `${shown(old)} → ${shown(now)}`;
  for (const [name, [old, now]] of Object.entries(hiddenPairs))
    if (now !== undefined && old !== now) detail[name] = old === null ? 'added' : now === null ? 'removed' : 'changed';
  return detail;
}

/** Thrown when a name, or the id that is made of it, belongs to a supplier already. */
export class NameTaken extends Error {
  override name = 'NameTaken';
}

/** Adds a supplier to the registry: from now on it can be offered and sent to (P3). @returns its id @throws NameTaken */
export async function addSupplier(ctx: Context, tx: Tx, { name, ...change }: NewSupplier): Promise<string> {
  const id = idFrom(name);
  // The catalogue's own belong to the catalogue, the invented ones too: a later start would add them by that id.
  if (!id || supplierById(id)) throw new NameTaken('the name belongs to a supplier, or no id can be made of it');
  const now = ctx.clock.now();
  const made = await tx
    .insertInto('brokerage.supplier')
    .values({ id, name: name.trim(), created_at: now, updated_at: now })
    .onConflict((oc) => oc.doNothing())
    .executeTakeFirst();
  if (Number(made.numInsertedOrUpdatedRows ?? 0n) === 0) throw new NameTaken('the name belongs to a supplier');
  await noteChange(ctx, tx, 'added', id);
  await configureSupplier(ctx, tx, id, change);
  return id;
}

/** SQL: a supplier `s` has been part of something that must go on naming it. */
const involved = sql<boolean>`(exists (select from ledger.event e where e.supplier_id = s.id)
  or exists (select from brokerage.routing_decision d where d.supplier_id = s.id)
  or exists (select from brokerage.referral r where r.supplier_id = s.id)
  or exists (select from privacy.erasure_notice n where n.supplier_id = s.id)
  or exists (select from brokerage.delivery d where d.supplier_id = s.id))`;

/** Whether a supplier can be removed: added by the operator, and never part of a request. Any other is switched off instead. */
export async function isRemovable(db: Db, id: string): Promise<boolean> {
  if (supplierById(id)) return false;
  const { rows } = await sql<{ free: boolean }>`
    select not ${involved} as free from brokerage.supplier s where s.id = ${id}`.execute(db);
  return rows[0]?.free ?? false;
}

/** Takes a supplier that has received nothing out of the registry. @throws NotAllowed for one that must stay */
export async function removeSupplier(ctx: Context, tx: Tx, id: string): Promise<void> {
  // A request on its way waits for this row, and then finds that it is gone.
  await tx.selectFrom('brokerage.supplier').select('id').where('id', '=', id).forUpdate().execute();
  if (!(await isRemovable(tx, id))) throw new NotAllowed('supplier', 'remove');
  await tx.deleteFrom('brokerage.supplier').where('id', '=', id).execute();
  await noteRecipients(tx, ctx.clock.now());
  await noteChange(ctx, tx, 'removed', id);
}
