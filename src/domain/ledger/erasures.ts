import { randomUUID } from 'node:crypto';
import type { Tx } from '#platform/db/index.ts';
import type { Context } from '../context.ts';

/** Where the values that an erasure must be proved by lie sealed in its row. */
export const erasurePlace = (erasureId: string): string => `erasure.${erasureId}`;

/** What one erasure deleted, as the database counted it. */
export interface NotedErasure {
  readonly erasureId: string;
  readonly rule: string;
  readonly leadIds: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
}

/**
 * Writes down in the transaction that deletes what it deleted, and seals beside it what must be found nowhere afterwards: the scan that
 * follows proves it and forgets the values (P30).
 * @param sought kinds of privacy/needles.ts with their values, keys in hex
 */
export async function noteErasure(
  ctx: Context,
  tx: Tx,
  {
    scope,
    rule,
    ids,
    counts,
    sought,
  }: {
    readonly scope: 'subscriber';
    readonly rule: string;
    readonly ids: readonly string[];
    readonly counts: Readonly<Record<string, number>>;
    readonly sought: readonly (readonly [kind: string, value: string])[];
  },
): Promise<NotedErasure> {
  const id = randomUUID();
  await tx
    .insertInto('privacy.erasure')
    .values({
      ...{ id, at: ctx.clock.now(), scope, rule, lead_ids: [...ids], counts: JSON.stringify(counts) },
      needles: ctx.vault.seal(JSON.stringify(sought), erasurePlace(id)),
    })
    .execute();
  await ctx.wake(tx, 'retention');
  return { erasureId: id, rule, leadIds: ids, counts };
}
