import { addPeriod } from '#platform/clock.ts';
import { type Tx, transact } from '#platform/db/index.ts';
import type { Jobs } from '#platform/jobs.ts';
import { brokerageRules } from '#policy/brokerage-rules.ts';
import { retention } from '#policy/retention.ts';
import { loginMail } from './access/index.ts';
import { campaignMessages } from './campaign/index.ts';
import {
  customerMessages,
  customerWorkMessages,
  letterMail,
  noteCarried,
  smsStopped,
  textMessage,
} from './contact/index.ts';
import type { Context } from './context.ts';
import { type DeliveryKind, type Ended, enqueue, type Renderer, sweepDeliveries } from './delivery/index.ts';
import { inboxMessages, withReplyAddress } from './inbox/index.ts';
import { claimNext, joinIfOpen, type LeadForRouting, putOff } from './lead/index.ts';
import type { EventIds, EventType } from './ledger/index.ts';
import { noteUse, subscriberMessages } from './newsletter/index.ts';
import { type Keeping, noteTold, privacyMessages, retentionPass } from './privacy/index.ts';
import { noteSettled, referLead, supplierMessages, supplierWorkMessages } from './referral/index.ts';
import { routeLead } from './routing/index.ts';
import { staffLinkMail } from './staff/index.ts';
import { disableEndpoints } from './supplier/index.ts';

/**
 * The product on one page.
 *
 * A request: received → deduplicated → routed → referred → acknowledged, in one transaction of the worker's. It was stored,
 * validated and answered with a receipt before that; the stored row is what the worker finds, and a wake-up tells it to look.
 */
async function handleRequest(ctx: Context, tx: Tx, lead: LeadForRouting): Promise<void> {
  const open = lead.state === 'received' ? await joinIfOpen(ctx, tx, lead) : undefined;
  if (open) {
    const target = await tx
      .selectFrom('brokerage.lead')
      .select(['id', 'service', 'state', 'ticked', 'received_at as receivedAt'])
      .where('id', '=', open)
      .executeTakeFirstOrThrow();
    await referLead(ctx, tx, open, await routeLead(ctx, tx, target));
  } else {
    await referLead(ctx, tx, lead.id, await routeLead(ctx, tx, lead));
  }
  if (lead.state === 'received') {
    // P18: whoever subscribes by the same address has used the service today.
    const { email } = await tx
      .selectFrom('brokerage.lead')
      .select('email')
      .where('id', '=', lead.id)
      .executeTakeFirstOrThrow();
    await noteUse(ctx, tx, [email]);
    await enqueue(ctx, tx, [{ kind: 'customer.received', leadId: lead.id, once: '' }]);
  }
}

/** Everything else: event → what follows from it. Each right-hand side is a durable job, enqueued with its event. */
const whatFollows: Partial<Record<EventType, readonly Reaction[]>> = {
  'quote.received': [tellCustomer],
  'quote.corrected': [tellCustomer],
  'quote.chosen': [tellChosen, thankOthers, confirmChoice],
};

interface Happened extends EventIds {
  readonly leadId: string;
  readonly eventId: number;
}
type Reaction = (ctx: Context, tx: Tx, event: Happened) => Promise<void>;

/** Quotes that arrive close together are told of in one mail. */
async function tellCustomer(ctx: Context, tx: Tx, { leadId, eventId }: Happened): Promise<void> {
  const dueAt = addPeriod(ctx.clock.now(), brokerageRules.quoteMailBatching);
  await enqueue(ctx, tx, [{ kind: 'customer.quotes', leadId, dueAt, cause: eventId }]);
}

async function tellChosen(ctx: Context, tx: Tx, event: Happened): Promise<void> {
  await enqueue(ctx, tx, [
    {
      kind: 'supplier.chosen',
      leadId: event.leadId,
      referralId: event.referralId ?? null,
      supplierId: event.supplierId ?? null,
      cause: event.eventId,
    },
  ]);
}

/** The others learn that it was not they, and never who it was. */
async function thankOthers(ctx: Context, tx: Tx, { leadId, eventId }: Happened): Promise<void> {
  const others = await tx
    .selectFrom('brokerage.referral')
    .select(['id', 'supplier_id'])
    .where('lead_id', '=', leadId)
    .where('state', '=', 'passed-over')
    .where('sent_at', 'is not', null)
    .execute();
  await enqueue(
    ctx,
    tx,
    others.map((r) => ({
      kind: 'supplier.passed-over',
      leadId,
      referralId: r.id,
      supplierId: r.supplier_id,
      cause: eventId,
    })),
  );
}

async function confirmChoice(ctx: Context, tx: Tx, event: Happened): Promise<void> {
  await enqueue(ctx, tx, [
    { kind: 'customer.chosen', leadId: event.leadId, subjectId: event.quoteId as string, cause: event.eventId },
  ]);
}

/** One pass of the intake loop: handles the next stored request. @returns how many were handled */
export async function intakePass(ctx: Context): Promise<number> {
  let claimed: string | undefined;
  try {
    return await transact(ctx.db, async (tx) => {
      const lead = await claimNext(tx, 'received', ctx.clock.now());
      if (!lead) return 0;
      claimed = lead.id;
      await handleRequest(ctx, tx, lead);
      return 1;
    });
  } catch (error) {
    // One request that fails must not stand in the way of those behind it: it is tried again in a minute.
    if (claimed) await putOff(ctx.db, claimed, ctx.clock.now().add({ minutes: 1 })).catch(() => {});
    throw error;
  }
}

/**
 * Tries the requests again that no supplier could take an hour ago or more, until their 30 days are over (P10).
 * @returns how many were tried
 */
export async function retryWaiting(ctx: Context): Promise<number> {
  const before = ctx.clock.now().subtract({ minutes: 55 });
  const since = addPeriod(ctx.clock.now(), `-${retention['lead.no-quote'].period}`);
  let tried = 0;
  for (; tried < 1000; tried += 1) {
    const found = await transact(ctx.db, async (tx) => {
      const lead = await claimNext(tx, 'waiting', before, since);
      if (lead) await handleRequest(ctx, tx, lead);
      return Boolean(lead);
    });
    if (!found) break;
  }
  return tried;
}

/** Ends what waits in vain, with everything that follows from its ending. */
export function sweep(ctx: Context): Promise<void> {
  return transact(ctx.db, async (tx) => whenSettled(ctx, tx, await sweepDeliveries(tx, ctx.clock.now())));
}

/**
 * What the clocks have come to: one pass over requests to erase, archive and announce, with what else follows from the policy. A
 * request's clock is written beside its facts by whoever changes them; `privacy/sweep.ts` derives it again before it acts.
 *
 *   no quote in 30 days, no contract in 12 months → told three days ahead, erased, told that it is
 *   ended by the customer, objected, asked to be erased → erased at once
 *   contract → archived at once, erased 24 months later
 *   sign-up unconfirmed for 7 days, service unused for 24 months → subscriber erased
 *   every erasure → recipients told, log-ins and copies gone, scanned for, certified
 */
export function keep(ctx: Context, rest: Omit<Keeping, 'renderers'> = {}): Promise<number> {
  return retentionPass(ctx, { ...rest, renderers });
}

const queue = 'reactions';

/** Enqueues what follows from an event, in the transaction that recorded it: the `react` of the context. */
export function reactWith(jobs: Pick<Jobs, 'send'>): Context['react'] {
  return async (tx, type, ids, eventId) => {
    const named = whatFollows[type] ?? [];
    await jobs.send(
      tx,
      queue,
      named.map((reaction) => ({ ...ids, type, reaction: reaction.name, eventId })),
    );
  };
}

/** Carries out reactions. Each runs in a transaction of its own and may be run again without harm. */
export function workReactions(ctx: Context, jobs: Pick<Jobs, 'work'>): Promise<void> {
  return jobs.work(queue, async (payload) => {
    const reaction = whatFollows[payload.type as EventType]?.find((r) => r.name === payload.reaction);
    if (reaction) await transact(ctx.db, (tx) => reaction(ctx, tx, payload as unknown as Happened));
  });
}

/** Who words what: one renderer for every kind of delivery. */
export const renderers: Readonly<Record<DeliveryKind, Renderer>> = withReplyAddress({
  ...supplierMessages,
  ...supplierWorkMessages,
  ...customerMessages,
  ...customerWorkMessages,
  ...privacyMessages,
  'customer.login': loginMail,
  'customer.message': letterMail,
  ...inboxMessages,
  'customer.sms': textMessage,
  'staff.sms-stopped': smsStopped,
  'staff.link': staffLinkMail,
  ...subscriberMessages,
  ...campaignMessages,
});

/**
 * What follows when deliveries have been tried, in the transaction that writes down how it went. An endpoint that is gone is
 * taken out of use, and staff are told once, however many deliveries were on their way there.
 */
export async function whenSettled(ctx: Context, tx: Tx, ended: readonly Ended[]): Promise<void> {
  await noteSettled(ctx, tx, ended);
  await noteTold(ctx, tx, ended);
  await noteCarried(ctx, tx, ended);
  const gone = ended.filter((d) => d.kind === 'supplier.referral.webhook' && d.status === 410);
  const bySupplier = new Map(gone.map((d) => [d.supplierId ?? '', d.id]));
  const disabled = await disableEndpoints(ctx, tx, [...bySupplier.keys()]);
  await enqueue(
    ctx,
    tx,
    disabled.map((supplierId) => ({
      kind: 'staff.endpoint-gone',
      leadId: null,
      supplierId,
      subjectId: bySupplier.get(supplierId) ?? '',
    })),
  );
}
