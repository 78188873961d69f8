import type { Tx } from '#platform/db/index.ts';
import { archivedOf, restrictArchived } from '../archive/index.ts';
import type { Context } from '../context.ts';
import { cancel, resume } from '../delivery/index.ts';
import { restrictLead } from '../lead/index.ts';
import { record } from '../ledger/index.ts';
import { answerCase, type CaseChannel, openCase } from './cases.ts';
import { tellArchived, tellReceivers } from './recipients.ts';
import { ownLead } from './rights.ts';

/**
 * Art. 18: restricts a request, or lifts that. What waits to leave is stopped in the same transaction, log-in links excepted; when the
 * restriction is lifted it waits again, and whatever no longer holds by then is not sent.
 * @returns how many suppliers are told; undefined when it is as asked already: asking twice changes nothing
 * @throws NotAllowed when the request isn't the person's, or has been ended for erasure
 */
export async function restrictRequest(
  ctx: Context,
  tx: Tx,
  emailKey: Buffer,
  leadId: string,
  on: boolean,
  channel: CaseChannel,
): Promise<number | undefined> {
  const { restrictedAt } = await ownLead(tx, emailKey, leadId);
  if ((restrictedAt !== null) === on) return undefined;
  await restrictLead(tx, leadId, on ? ctx.clock.now() : null);
  await ctx.outside?.wished({ kind: 'restricted', leadId, on });
  if (restrictedAt) {
    // Who has not heard of the restriction yet need not hear of it any more.
    const kinds = ['supplier.restricted', 'supplier.restricted.webhook'] as const;
    await cancel(ctx, tx, { leadId, kinds }, 'lifted');
    await resume(ctx, tx, leadId, restrictedAt);
    await ctx.wake(tx, 'intake');
  } else await cancel(ctx, tx, { leadId, but: 'customer.login' }, 'restricted');
  await record(ctx, tx, on ? 'lead.restricted' : 'lead.unrestricted', { leadId });
  const told = await tellReceivers(ctx, tx, leadId, 'supplier.restricted');
  const id = await openCase(ctx, tx, { right: 'restriction', emailKey, leadId, channel });
  await answerCase(ctx, tx, id, on ? 'restricted' : 'lifted');
  return told;
}

/**
 * Art. 18 for what is archived: one request, or all of the person's. Meanwhile nobody reads it and its clock stands still.
 * @returns the references of those that were changed; none when it is as asked already
 */
export async function restrictArchive(
  ctx: Context,
  tx: Tx,
  emailKey: Buffer,
  on: boolean,
  channel: CaseChannel,
  archiveId?: string,
): Promise<string[]> {
  const changed = new Set(await restrictArchived(tx, emailKey, archiveId, on ? ctx.clock.now() : null));
  if (changed.size > 0)
    await ctx.outside?.wished({ kind: 'archive-restricted', emailKey: emailKey.toString('hex'), archiveId, on });
  const own = (await archivedOf(ctx, tx, emailKey, 'correction')).filter(({ id }) => changed.has(id));
  for (const { id: leadId, recipients } of own) {
    const id = await openCase(ctx, tx, { right: 'restriction', purpose: 'archive', emailKey, leadId, channel });
    await tellArchived(ctx, tx, recipients, 'supplier.restricted', id);
    await answerCase(ctx, tx, id, on ? 'restricted' : 'lifted');
  }
  return own.map(({ reference }) => reference);
}
