import { randomUUID } from 'node:crypto';
import type { ServiceId } from '#catalog/index.ts';
import { addPeriod } from '#platform/clock.ts';
import type { Tx } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import { audit } from '../ledger/index.ts';
import { NotAllowed } from '../transitions.ts';
import { type FormSource, newSecret, type SourceKind, secretHash, secretOverlap } from './source.ts';

/** Writes in the audit log what was done to a source. */
const noteSource = (
  ctx: Context,
  tx: Tx,
  what: string,
  id: string,
  detail: Readonly<Record<string, string | number | boolean>> = {},
): Promise<void> => audit(tx, ctx.clock.now(), ctx.actor ?? 'product', `source.${what}`, id, detail);

interface NewSource {
  readonly name: string;
  readonly kind: SourceKind;
  /** What a form is about; an intake key is for all services. */
  readonly service?: ServiceId | undefined;
}

/** Lets another system in. @returns its secret, to be shown once */
export async function addSource(
  ctx: Context,
  tx: Tx,
  { name, kind, service }: NewSource,
): Promise<{ readonly id: string; readonly secret: string }> {
  const id = randomUUID();
  const secret = newSecret();
  await tx
    .insertInto('brokerage.source')
    .values({
      id,
      name,
      kind,
      service: service ?? null,
      secret_hash: secretHash(ctx, secret)!,
      made_at: ctx.clock.now(),
    })
    .execute();
  await noteSource(ctx, tx, 'added', id, { kind, ...(service ? { service } : {}) });
  return { id, secret };
}

/** @throws NotAllowed when it has been shut */
export async function renameSource(ctx: Context, tx: Tx, id: string, name: string): Promise<void> {
  const row = await tx
    .updateTable('brokerage.source')
    .set({ name })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  if (!row) throw new NotAllowed('source', 'be renamed');
  await noteSource(ctx, tx, 'renamed', id);
}

/**
 * Makes a new secret; the old one works beside it for a day. One that was still being replaced works no more.
 * @returns the secret, to be shown once @throws NotAllowed when the source has been shut
 */
export async function rotateSourceSecret(ctx: Context, tx: Tx, id: string): Promise<string> {
  const secret = newSecret();
  const row = await tx
    .updateTable('brokerage.source')
    .set((eb) => ({
      old_hash: eb.ref('secret_hash'),
      old_until: addPeriod(ctx.clock.now(), secretOverlap),
      secret_hash: secretHash(ctx, secret)!,
    }))
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  if (!row) throw new NotAllowed('source', 'rotate its secret');
  await noteSource(ctx, tx, 'secret-rotated', id);
  return secret;
}

/** Lets the old secret go before its day is over: it has leaked, or nobody needs it. @throws NotAllowed when there is none */
export async function dropOldSecret(ctx: Context, tx: Tx, id: string): Promise<void> {
  const row = await tx
    .updateTable('brokerage.source')
    .set({ old_hash: null, old_until: null })
    .where('id', '=', id)
    .where('old_until', '>', ctx.clock.now())
    .returning('id')
    .executeTakeFirst();
  if (!row) throw new NotAllowed('source', 'drop an old secret');
  await noteSource(ctx, tx, 'secret-dropped', id);
}

/** Shuts a source for good: nothing comes in by its secrets from now on. What has come stays. @throws NotAllowed when it is shut already */
export async function endSource(ctx: Context, tx: Tx, id: string): Promise<void> {
  const row = await tx
    .updateTable('brokerage.source')
    .set({ ended_at: ctx.clock.now(), old_hash: null, old_until: null, switched_on_at: null })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  if (!row) throw new NotAllowed('source', 'be shut');
  await noteSource(ctx, tx, 'ended', id);
}

/** How a form's fields are read, and whom it names. */
export type Reading = Pick<FormSource, 'mapping' | 'suppliers' | 'locale' | 'told'> &
  Partial<Pick<FormSource, 'toldWords'>>;

/** Decides how a form's fields are read. @throws NotAllowed when it has been shut, or is no form */
export async function mapSource(
  ctx: Context,
  tx: Tx,
  id: string,
  { mapping, suppliers, locale, told, toldWords = [] }: Reading,
): Promise<void> {
  const row = await tx
    .updateTable('brokerage.source')
    .set({ mapping: JSON.stringify(mapping), suppliers: [...suppliers], locale, told, told_words: [...toldWords] })
    .where('id', '=', id)
    .where('service', 'is not', null)
    .where('ended_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  if (!row) throw new NotAllowed('source', 'be read otherwise');
  const tied = Object.values(mapping).filter((target) => target !== '').length;
  await noteSource(ctx, tx, 'mapped', id, { tied, suppliers: suppliers.length, told });
}

/** Lets what a form sends become requests by itself, or wait. @throws NotAllowed when it has been shut, is no form, or is so already */
export async function switchSource(ctx: Context, tx: Tx, id: string, on: boolean): Promise<void> {
  const row = await tx
    .updateTable('brokerage.source')
    .set({ switched_on_at: on ? ctx.clock.now() : null })
    .where('id', '=', id)
    .where('service', 'is not', null)
    .where('ended_at', 'is', null)
    .where('switched_on_at', on ? 'is' : 'is not', null)
    .returning('id')
    .executeTakeFirst();
  if (!row) throw new NotAllowed('source', on ? 'be switched on' : 'be switched off');
  await noteSource(ctx, tx, on ? 'switched-on' : 'switched-off', id);
}

/** Deletes secrets that have been replaced and whose day is over; they had stopped working then. @returns how many */
export async function forgetOldSourceSecrets(ctx: Context): Promise<number> {
  const { numUpdatedRows } = await ctx.db
    .updateTable('brokerage.source')
    .set({ old_hash: null, old_until: null })
    .where('old_until', '<=', ctx.clock.now())
    .executeTakeFirst();
  return Number(numUpdatedRows);
}
