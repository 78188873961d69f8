import { formatComing } from '#catalog/index.ts';
import type { Locale } from '#policy/text.ts';
import type { Rendered, Renderer } from '../delivery/index.ts';
import { nextOpening, suppliers } from '../supplier/index.ts';

/**
 * What nobody has tried to send yet leaves while its supplier takes requests: hours may be others, or a pause have been added, since its time
 * was set. What is tried again is not held: it has begun to leave.
 */
export const whenOpen =
  (render: Renderer): Renderer =>
  async (ctx, db, deliveries) => {
    const now = ctx.clock.now();
    const registry = new Map((await suppliers(db)).map((s) => [s.id, s]));
    const held = deliveries.flatMap((d): [string, Rendered][] => {
      const supplier = d.attempts > 1 ? undefined : registry.get(d.supplierId ?? '');
      if (!supplier) return [];
      const dueAt = nextOpening(supplier, now) ?? now.add({ hours: 24 });
      return Temporal.Instant.compare(dueAt, now) > 0 ? [[d.id, { kind: 'later', dueAt }]] : [];
    });
    const waits = new Set(held.map(([id]) => id));
    const rest = deliveries.filter((d) => !waits.has(d.id));
    return new Map([...held, ...(rest.length > 0 ? await render(ctx, db, rest) : [])]);
  };

interface Going {
  readonly name: string;
  /** When it leaves, as long as nobody has tried to send it. */
  readonly goesAt: Temporal.Instant | null;
}

/** When a request goes to a supplier that waits for it to open; undefined when it has gone, goes now, or is stopped. */
export const heldUntil = ({ goesAt }: Pick<Going, 'goesAt'>, now: Temporal.Instant): Temporal.Instant | undefined =>
  goesAt && Temporal.Instant.compare(goesAt, now) > 0 ? goesAt : undefined;

/** The suppliers that a request waits for, those that open first first: «måndag 08.00» and who. */
export function heldOf(
  referrals: readonly Going[],
  now: Temporal.Instant,
  locale: Locale,
): { readonly when: string; readonly names: readonly string[] }[] {
  const held = referrals.flatMap((r) => {
    const at = heldUntil(r, now);
    return at ? [{ at, name: r.name }] : [];
  });
  const inOrder = held.sort((a, b) => Temporal.Instant.compare(a.at, b.at));
  const groups = Map.groupBy(inOrder, ({ at }) => formatComing(at, now, locale));
  return [...groups].map(([when, some]) => ({ when, names: some.map(({ name }) => name) }));
}
