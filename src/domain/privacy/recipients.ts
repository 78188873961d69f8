import type { Tx } from '#platform/db/index.ts';
import type { Recipient } from '../archive/index.ts';
import type { Context } from '../context.ts';
import { enqueue, type NewDelivery } from '../delivery/index.ts';
import { mayHaveReceived, noticesTo } from '../referral/index.ts';
import { suppliers } from '../supplier/index.ts';

type Notice = 'supplier.rectified' | 'supplier.restricted';

/**
 * Art. 19: tells the suppliers that have or may have received a request what has become of its data.
 * @param about of a correction: its case, and the names of the answers it changed; a supplier that never had any of them is not told
 * @returns how many suppliers are told
 */
export async function tellReceivers(
  ctx: Context,
  tx: Tx,
  leadId: string,
  kind: Notice,
  about?: { readonly caseId: string; readonly had: ReadonlySet<string> },
): Promise<number> {
  const received = await tx
    .selectFrom('brokerage.referral')
    .select(['id', 'lead_id', 'supplier_id'])
    .where('lead_id', '=', leadId)
    .where(mayHaveReceived('brokerage.referral'))
    .execute();
  const meant = received.filter(({ id }) => about?.had.has(id) ?? true);
  const registry = await suppliers(tx);
  await enqueue(
    ctx,
    tx,
    meant.flatMap((referral) => noticesTo(registry, referral, kind, about?.caseId)),
  );
  return meant.length;
}

/** The referrals of a request that were given any of some answers. Asked before a correction takes an answer away. */
export async function havingAny(tx: Tx, leadId: string, fields: readonly string[]): Promise<Set<string>> {
  const rows = await tx
    .selectFrom('brokerage.referral')
    .select(['id', 'payload'])
    .where('lead_id', '=', leadId)
    .execute();
  const has = (payload: unknown) => fields.some((field) => Object.hasOwn(payload as object, field));
  return new Set(rows.filter(({ payload }) => has(payload)).map(({ id }) => id));
}

/**
 * Art. 19 for an archived request: its referrals are gone, and who had received it stands in it. The notice is about the case, which
 * knows the request.
 * @param fields of a correction: only suppliers that had been given any of them are told
 * @returns how many suppliers are told
 */
export async function tellArchived(
  ctx: Context,
  tx: Tx,
  recipients: readonly Recipient[],
  kind: Notice,
  caseId: string,
  fields?: readonly string[],
): Promise<number> {
  const meant = recipients.filter((r) => !fields || r.fields.some((field) => fields.includes(field)));
  const registry = new Map((await suppliers(tx)).map((s) => [s.id, s]));
  await enqueue(
    ctx,
    tx,
    meant.flatMap(({ supplierId }): NewDelivery[] => {
      const supplier = registry.get(supplierId);
      const about = { leadId: null, supplierId, subjectId: caseId };
      return [
        ...(supplier?.email ? [{ kind, ...about } as const] : []),
        ...(supplier?.hasWebhook ? [{ kind: `${kind}.webhook`, channel: 'webhook', ...about } as const] : []),
      ];
    }),
  );
  return meant.length;
}
