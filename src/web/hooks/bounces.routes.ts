import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { withinLimit } from '#domain/access/index.ts';
import { noteReturned, openBounceAddress, returnKind, type Whose } from '#domain/campaign/index.ts';
import type { Context } from '#domain/context.ts';
import { subscriberAt } from '#domain/newsletter/index.ts';
import { transact } from '#platform/db/index.ts';
import { plainAddress } from '#platform/imap/index.ts';
import { keepPrivate } from '../edge.ts';
import { notFound } from '../errors.tsx';
import type { Face } from '../face.ts';
import { endpoints } from '../paths.ts';

/** So many at a time: each that ends a subscription is a transaction of its own. */
const mostAtOnce = 200;

const instant = z.string().transform((text, issue) => {
  try {
    return Temporal.Instant.from(text);
  } catch {
    issue.addIssue({ code: 'custom', message: 'not a time' });
    return z.NEVER;
  }
});
const bounce = z
  .object({
    recipient: z.string().trim().max(254).transform(plainAddress).optional(),
    /** What the mail was sent from: our own mark says whose it was. */
    envelope: z.string().trim().max(254).optional(),
    status: z.string().regex(/^[45]\.\d{1,3}\.\d{1,3}$/),
    diagnostic: z.string().max(2000).optional(),
    at: instant,
  })
  .refine(({ recipient, envelope }) => recipient || envelope);
type Bounce = z.infer<typeof bounce>;
const body = z.union([bounce.transform((one) => [one]), z.array(bounce).max(mostAtOnce)]);

/**
 * What whoever carries our mail tells of newsletters that have come back: docs/operations.md. The address is the key; without one in the
 * settings there is no such page. The answer says nothing about anybody.
 */
export function bounceRoutes(face: Face): void {
  const { ctx, map, bounceSecret } = face;
  map.route('POST', endpoints.bounces, 'anyone', async (visit) => {
    const { c } = visit;
    keepPrivate(c);
    if (!bounceSecret || !same(ctx, c.req.param('secret') ?? '', bounceSecret)) return notFound(face, visit);
    const told = body.safeParse(await c.req.json().catch(() => undefined));
    if (!told.success) return c.text('Not a bounce, or too many: see docs/operations.md.', 422);
    for (const one of told.data) await note(ctx, one);
    return c.body(null, 204);
  });
}

/** In a time that tells nothing about either. */
const same = ({ vault }: Context, one: string, other: string): boolean =>
  timingSafeEqual(vault.keyedHash('bounce-secret', one), vault.keyedHash('bounce-secret', other));

const rememberedSeconds = 86_400;

async function note(ctx: Context, { recipient, envelope, status, diagnostic, at }: Bounce): Promise<void> {
  const whose = envelope ? openBounceAddress(ctx, envelope) : await byAddress(ctx, recipient ?? '', at);
  if (!whose) return;
  await transact(ctx.db, async (tx) => {
    // Who tells tries again when our answer is lost: the same is counted once.
    const known = `${whose.subscriberId} ${status} ${at.epochMilliseconds}`;
    if (!(await withinLimit(ctx, tx, 'bounce', known, 1, rememberedSeconds))) return;
    await noteReturned(ctx, tx, whose, returnKind(status, diagnostic), recipient ? [recipient] : 'own');
  });
}

/** Who subscribes by an address. What was told of it before they confirmed is of another time. */
async function byAddress(ctx: Context, address: string, at: Temporal.Instant): Promise<Whose | undefined> {
  const found = await subscriberAt(ctx, ctx.db, address);
  return found?.confirmedAt && Temporal.Instant.compare(found.confirmedAt, at) <= 0
    ? { subscriberId: found.id }
    : undefined;
}
