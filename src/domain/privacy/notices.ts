import { addPeriod } from '#platform/clock.ts';
import { type Db, sql, type Tx, transact } from '#platform/db/index.ts';
import { retention } from '#policy/retention.ts';
import type { Context } from '../context.ts';
import { type Ended, enqueue, type NewDelivery } from '../delivery/index.ts';
import { mayHaveReceived } from '../referral/index.ts';
import { suppliers } from '../supplier/index.ts';

/** A supplier that has not confirmed is asked again this long after it was told; then staff see it as unanswered. */
const chaseAfter = ['P7D', 'P14D', 'P28D'] as const;

interface Told {
  readonly referralId: string;
  readonly supplierId: string;
  readonly reference: string;
  readonly service: string;
}

/**
 * Art. 19: notes every supplier that has or may have received these requests, and books that it is told. One whose server took the
 * request and then hung may have it, whatever the book says. Nothing in it is about a person.
 */
export async function noteRecipients(
  ctx: Context,
  tx: Tx,
  erasureId: string,
  leadIds: readonly string[],
): Promise<number> {
  const rows = await tx
    .selectFrom('brokerage.referral')
    .select(['id as referralId', 'supplier_id as supplierId', 'lead_reference as reference', 'service'])
    .where('lead_id', 'in', leadIds)
    .where(mayHaveReceived('brokerage.referral'))
    .execute();
  return tell(ctx, tx, erasureId, rows);
}

/** Books the notices, on each channel the supplier has. @param erasureId null when the request stays and only this supplier is out */
export async function tell(ctx: Context, tx: Tx, erasureId: string | null, rows: readonly Told[]): Promise<number> {
  if (rows.length === 0) return 0;
  const now = ctx.clock.now();
  // Told again after a restore, it is the same notice, which the supplier may have had and confirmed (G6).
  const notices = rows.map((row) => ({ id: ctx.vault.derivedId('erasure-notice', row.referralId), chases: 0, ...row }));
  await tx
    .insertInto('privacy.erasure_notice')
    .values(
      notices.map((n) => ({
        id: n.id,
        erasure_id: erasureId,
        supplier_id: n.supplierId,
        reference: n.reference,
        referral_id: n.referralId,
        service: n.service,
        made_at: now,
        // Also of one that no notice can reach: somebody must see that it has not confirmed.
        next_chase_at: addPeriod(now, chaseAfter[0]),
      })),
    )
    // One that was told when the request was taken back from it need not be told again: the notice is then the erasure's, too.
    .onConflict((oc) =>
      oc.column('id').doUpdateSet((eb) => ({
        erasure_id: eb.fn.coalesce('privacy.erasure_notice.erasure_id', 'excluded.erasure_id'),
      })),
    )
    .execute();
  await enqueue(ctx, tx, await deliveriesOf(tx, notices));
  return notices.length;
}

async function deliveriesOf(
  db: Db,
  notices: readonly { readonly id: string; readonly supplierId: string; readonly chases: number }[],
): Promise<NewDelivery[]> {
  const registry = new Map((await suppliers(db)).map((s) => [s.id, s]));
  return notices.flatMap(({ id, supplierId, chases }): NewDelivery[] => {
    const supplier = registry.get(supplierId);
    const about = { leadId: null, supplierId, subjectId: id, once: String(chases) };
    return [
      ...(supplier?.email ? [{ kind: 'supplier.erased', ...about } as const] : []),
      ...(supplier?.hasWebhook ? [{ kind: 'supplier.erased.webhook', channel: 'webhook', ...about } as const] : []),
    ];
  });
}

/** Notes what became of the notices: a webhook that was taken is a confirmation, a mail is only told. */
export async function noteTold(ctx: Context, tx: Tx, ended: readonly Ended[]): Promise<void> {
  const now = ctx.clock.now();
  for (const d of ended) {
    if (d.state !== 'delivered' || !d.subjectId) continue;
    if (d.kind !== 'supplier.erased' && d.kind !== 'supplier.erased.webhook') continue;
    const confirmed = d.kind === 'supplier.erased.webhook';
    await sql`update privacy.erasure_notice set told_at = coalesce(told_at, ${now}),
        acknowledged_at = ${confirmed ? sql`coalesce(acknowledged_at, ${now})` : sql`acknowledged_at`},
        next_chase_at = ${
          confirmed
            ? sql`null`
            : sql`case when told_at is null and next_chase_at is not null then ${addPeriod(now, chaseAfter[0])}::timestamptz else next_chase_at end`
        }
      where id = ${d.subjectId}`.execute(tx);
  }
}

/** The supplier says that it has erased what it received. @returns false when there is no such notice */
export async function acknowledgeErasure(ctx: Context, tx: Tx, noticeId: string): Promise<boolean> {
  const { numAffectedRows } = await sql`update privacy.erasure_notice
    set acknowledged_at = coalesce(acknowledged_at, ${ctx.clock.now()}), next_chase_at = null where id = ${noticeId}`.execute(
    tx,
  );
  return (numAffectedRows ?? 0n) > 0n;
}

/** A notice as its page and its mail show it. */
export async function noticeById(db: Db, id: string) {
  return db
    .selectFrom('privacy.erasure_notice as n')
    .innerJoin('brokerage.supplier as s', 's.id', 'n.supplier_id')
    .select([
      'n.id',
      'n.erasure_id as erasureId',
      'n.reference',
      'n.service',
      'n.referral_id as referralId',
      'n.supplier_id as supplierId',
      'n.made_at as madeAt',
      'n.acknowledged_at as acknowledgedAt',
      's.name',
      's.email',
      's.locale',
    ])
    .where('n.id', '=', id)
    .executeTakeFirst();
}

/** Tells suppliers again that have not confirmed, three times at most. @returns how many were told */
export function chaseNotices(ctx: Context): Promise<number> {
  const now = ctx.clock.now();
  return transact(ctx.db, async (tx) => {
    const due = await tx
      .selectFrom('privacy.erasure_notice')
      .select(['id', 'supplier_id as supplierId', 'chases', 'made_at as madeAt', 'told_at as toldAt'])
      .where('acknowledged_at', 'is', null)
      .where('next_chase_at', '<=', now)
      .limit(500)
      .forUpdate()
      .skipLocked()
      .execute();
    for (const { id, chases, madeAt, toldAt } of due) {
      const next = chaseAfter[chases + 1];
      await tx
        .updateTable('privacy.erasure_notice')
        .set({ chases: chases + 1, next_chase_at: next ? addPeriod(toldAt ?? madeAt, next) : null })
        .where('id', '=', id)
        .execute();
    }
    await enqueue(
      ctx,
      tx,
      await deliveriesOf(
        tx,
        due.map((one) => ({ ...one, chases: one.chases + 1 })),
      ),
    );
    return due.length;
  });
}

/** Notices whose time is up at an instant, a year after the erasure (the rule `erasure-notice`). */
export async function noticesPast(db: Db, now: Temporal.Instant): Promise<string[]> {
  const { period } = retention['erasure-notice'];
  // Counted backwards a month's end may be three days off: look at some more, and count each one forwards.
  const { rows } = await sql<{
    id: string;
    made: Temporal.Instant;
  }>`select id, made_at as made from privacy.erasure_notice
    where made_at <= ${addPeriod(now, `-${period}`).add({ hours: 96 })}`.execute(db);
  return rows.filter(({ made }) => Temporal.Instant.compare(addPeriod(made, period), now) <= 0).map(({ id }) => id);
}

/** Deletes the notices whose time is up. @returns how many went */
export async function forgetNotices(ctx: Context): Promise<number> {
  const past = await noticesPast(ctx.db, ctx.clock.now());
  const { numAffectedRows } = await sql`delete from privacy.erasure_notice where id = any(${past}::uuid[])`.execute(
    ctx.db,
  );
  return Number(numAffectedRows ?? 0n);
}

/** Who was told of an erasure, and who has confirmed: stands beside its certificate. */
export function noticesOf(db: Db, erasureId: string) {
  return db
    .selectFrom('privacy.erasure_notice')
    .select(['supplier_id as supplierId', 'told_at as toldAt', 'acknowledged_at as acknowledgedAt', 'chases'])
    .where('erasure_id', '=', erasureId)
    .execute();
}
