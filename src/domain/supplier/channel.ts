import { randomUUID } from 'node:crypto';
import { addPeriod } from '#platform/clock.ts';
import { type Db, sql, type Tx } from '#platform/db/index.ts';
import { type Answer, type HttpOut, newWebhookSecret, signWebhook } from '#platform/http-out/index.ts';
import type { Context } from '../context.ts';
import { NotAllowed } from '../transitions.ts';
import { noteChange } from './actions.ts';
import { secretPlace } from './supplier.ts';

/** How long the old secret signs beside the new one, so that the supplier can change at its own hour. */
export const overlap = 'PT24H';

/** A supplier's own server: where it is, and what signs what is sent there, the newest secret first. */
export interface Endpoint {
  readonly url: string;
  readonly secrets: readonly string[];
}

/** Where to send webhooks, with the secrets opened: only for the moment of sending. */
export async function endpointsOf(
  ctx: Pick<Context, 'clock' | 'vault'>,
  db: Db,
  ids: readonly string[],
  even: 'disabled' | undefined = undefined,
): Promise<Map<string, Endpoint>> {
  let query = db
    .selectFrom('brokerage.supplier')
    .select(['id', 'webhook_url as url', 'webhook_secret as sealed', 'webhook_old_secret as old'])
    .select('webhook_old_until as oldUntil')
    .where('id', 'in', ids.length > 0 ? [...ids] : [''])
    .where('webhook_url', 'is not', null);
  if (!even) query = query.where('webhook_disabled_at', 'is', null);
  const now = ctx.clock.now();
  return new Map(
    (await query.execute()).flatMap(({ id, url, sealed, old, oldUntil }) => {
      if (!url || !sealed) return [];
      const both = oldUntil && Temporal.Instant.compare(now, oldUntil) < 0 ? [sealed, old] : [sealed];
      const secrets = both.flatMap((one) => (one ? [ctx.vault.unseal(one, secretPlace(id))] : []));
      return [[id, { url, secrets }] as const];
    }),
  );
}

/**
 * Makes a new secret; the old one signs beside it for a day. One that was still being replaced signs no more.
 * @returns the secret, to be shown once @throws NotAllowed without an endpoint
 */
export async function rotateSecret(ctx: Context, tx: Tx, id: string): Promise<string> {
  const secret = newWebhookSecret();
  const now = ctx.clock.now();
  const row = await tx
    .updateTable('brokerage.supplier')
    .set((eb) => ({
      webhook_old_secret: eb.ref('webhook_secret'),
      webhook_old_until: addPeriod(now, overlap),
      webhook_secret: ctx.vault.seal(secret, secretPlace(id)),
      updated_at: now,
    }))
    .where('id', '=', id)
    .where('webhook_url', 'is not', null)
    .returning('id')
    .executeTakeFirst();
  if (!row) throw new NotAllowed('endpoint', 'rotate its secret');
  await noteChange(ctx, tx, 'secret-rotated', id);
  return secret;
}

/** Lets the old secret go before its day is over: it has leaked, or nobody needs it. @throws NotAllowed when there is none */
export async function endOverlap(ctx: Context, tx: Tx, id: string): Promise<void> {
  const row = await tx
    .updateTable('brokerage.supplier')
    .set({ webhook_old_secret: null, webhook_old_until: null })
    .where('id', '=', id)
    .where('webhook_old_secret', 'is not', null)
    .returning('id')
    .executeTakeFirst();
  if (!row) throw new NotAllowed('endpoint', 'drop an old secret');
  await noteChange(ctx, tx, 'secret-dropped', id);
}

/** Deletes old secrets whose day is over; they had stopped signing then. @returns how many */
export async function forgetOldSecrets(ctx: Context): Promise<number> {
  const { numUpdatedRows } = await ctx.db
    .updateTable('brokerage.supplier')
    .set({ webhook_old_secret: null, webhook_old_until: null })
    .where('webhook_old_until', '<=', ctx.clock.now())
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** Takes an endpoint into use again that had answered that it was gone, or has failed too often. @throws NotAllowed when it is in use */
export async function enableEndpoint(ctx: Context, tx: Tx, id: string): Promise<void> {
  const row = await tx
    .updateTable('brokerage.supplier')
    .set({ webhook_disabled_at: null, breaker_failures: 0, breaker_retry_at: null, updated_at: ctx.clock.now() })
    .where('id', '=', id)
    .where('webhook_url', 'is not', null)
    .where(sql<boolean>`(webhook_disabled_at is not null or breaker_failures > 0)`)
    .returning('id')
    .executeTakeFirst();
  if (!row) throw new NotAllowed('endpoint', 'be switched on');
  await noteChange(ctx, tx, 'endpoint-enabled', id);
  await ctx.wake(tx, 'dispatch');
}

export type TestAnswer = { readonly id: string; readonly at: Temporal.Instant } & Answer;

/** How much of an answer to a test is shown; it can echo nothing but the test. */
const excerptChars = 200;

/**
 * Posts a signed event of the type `test`, with an id of its own and nothing in it, and says how it was answered. It is no delivery: it
 * counts towards no breaker, and is tried once. A disabled endpoint can be tried, too.
 * @throws NotAllowed without an endpoint
 */
export async function testEndpoint(
  ctx: Context,
  post: HttpOut['post'],
  id: string,
  timeoutMs = 15_000,
): Promise<TestAnswer> {
  const endpoint = (await endpointsOf(ctx, ctx.db, [id], 'disabled')).get(id);
  if (!endpoint) throw new NotAllowed('endpoint', 'be tried');
  const at = ctx.clock.now();
  const test = randomUUID();
  const body = JSON.stringify({ type: 'test', timestamp: at.toString(), data: { test } });
  const headers = signWebhook({ id: test, timestamp: at, body, secrets: endpoint.secrets });
  const answer = await post(
    endpoint.url,
    { body, headers: { 'content-type': 'application/json', ...headers } },
    { lane: `test.${id}`, timeoutMs, excerptChars },
  );
  const outcome = answer.kind === 'answer' ? answer.status : answer.reason;
  await ctx.db.transaction().execute((tx) => noteChange(ctx, tx, 'tried', id, { outcome }));
  return { id: test, at, ...answer };
}
