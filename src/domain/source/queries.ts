import { type Db, sql } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import { type FormSource, type Source, type SourceKind, secretHash } from './source.ts';

const columns = [
  'id',
  'name',
  'kind',
  'made_at as madeAt',
  'used_at as usedAt',
  'old_until as oldUntil',
  'ended_at as endedAt',
  'switched_on_at as switchedOnAt',
] as const;

const typed = <T extends { kind: string }>(row: T) => row as Omit<T, 'kind'> & { readonly kind: SourceKind };

/** Every source: those that are let in by name, then those that are shut. */
export async function sources(db: Db): Promise<Source[]> {
  const rows = await db
    .selectFrom('brokerage.source')
    .select(columns)
    .orderBy(sql`ended_at is not null`)
    .orderBy('name')
    .orderBy('id')
    .execute();
  return rows.map(typed);
}

export async function sourceById(db: Db, id: string): Promise<Source | undefined> {
  const row = await db.selectFrom('brokerage.source').select(columns).where('id', '=', id).executeTakeFirst();
  return row && typed(row);
}

const formColumns = [
  ...columns,
  ...(['service', 'locale', 'suppliers', 'mapping', 'fields', 'told', 'told_words as toldWords'] as const),
] as const;

/** A form on another site; undefined for an intake key. */
export async function formSourceById(db: Db, id: string): Promise<FormSource | undefined> {
  const row = await db
    .selectFrom('brokerage.source')
    .select(formColumns)
    .where('id', '=', id)
    .where('service', 'is not', null)
    .executeTakeFirst();
  return row as unknown as FormSource | undefined;
}

/**
 * The source that has this secret, and notes that it has come in. It is looked up by its keyed hash, so how long that takes tells nothing
 * about any secret.
 */
export async function sourceBySecret(
  ctx: Pick<Context, 'db' | 'vault' | 'clock'>,
  kind: SourceKind,
  secret: string,
): Promise<{ readonly id: string; readonly name: string } | undefined> {
  const hash = secretHash(ctx, secret);
  if (!hash) return undefined;
  const now = ctx.clock.now();
  const found = await ctx.db
    .selectFrom('brokerage.source')
    .select(['id', 'name', 'used_at as usedAt'])
    .where('kind', '=', kind)
    .where('ended_at', 'is', null)
    .where((eb) =>
      eb.or([eb('secret_hash', '=', hash), eb.and([eb('old_hash', '=', hash), eb('old_until', '>', now)])]),
    )
    .executeTakeFirst();
  if (!found) return undefined;
  const { usedAt, ...source } = found;
  // A write for each request would be as dear as the request.
  if (!usedAt || Temporal.Instant.compare(usedAt.add({ minutes: 1 }), now) <= 0)
    await ctx.db.updateTable('brokerage.source').set({ used_at: now }).where('id', '=', source.id).execute();
  return source;
}
