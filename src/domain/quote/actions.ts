import { createHash, randomUUID } from 'node:crypto';
import type { Values } from '#catalog/index.ts';
import { addPeriod } from '#platform/clock.ts';
import type { Tx } from '#platform/db/index.ts';
import { retention } from '#policy/retention.ts';
import { type Context, staffOf } from '../context.ts';
import { lockLead, moveLead } from '../lead/index.ts';
import { record } from '../ledger/index.ts';
import { moveReferral } from '../referral/index.ts';
import { allows, NotAllowed } from '../transitions.ts';
import { type QuoteMove, quoteMoves } from './quote.ts';

export interface Own {
  readonly id: string;
  readonly leadId: string;
  readonly supplierId: string;
  readonly service: string;
}

/** Moves a quote along its transition table, or throws NotAllowed. */
export async function moveQuote(
  tx: Tx,
  quoteId: string,
  move: QuoteMove,
  also: Record<string, unknown> = {},
): Promise<void> {
  const { from, to } = quoteMoves[move];
  const row = await tx
    .updateTable('brokerage.quote')
    .set({ ...also, state: to })
    .where('id', '=', quoteId)
    .where('state', 'in', from as readonly string[])
    .returning('id')
    .executeTakeFirst();
  if (!row) throw new NotAllowed('quote', move);
}

/**
 * Gives a quote, or corrects the one given before. A request that has waited 30 days without any quote is past: a quote
 * can't revive it (P10).
 * @param values checked against the service's quote fields
 * @param file a PDF; left out, a correction keeps the file it has
 * @returns the quote's id
 */
export async function giveQuote(
  ctx: Context,
  tx: Tx,
  referral: Own,
  values: Values,
  file?: Uint8Array,
): Promise<string> {
  const now = ctx.clock.now();
  const lead = await tx
    .selectFrom('brokerage.lead')
    .select(['received_at', 'first_quote_at'])
    .where('id', '=', referral.leadId)
    .forUpdate()
    .executeTakeFirst();
  if (!lead) throw new NotAllowed('lead', 'quote');
  const tooLate = Temporal.Instant.compare(now, addPeriod(lead.received_at, retention['lead.no-quote'].period)) >= 0;
  if (!lead.first_quote_at && tooLate) throw new NotAllowed('lead', 'quote');
  const before = await tx
    .selectFrom('brokerage.quote')
    .select(['id', 'revision'])
    .where('referral_id', '=', referral.id)
    .executeTakeFirst();
  const ids = { leadId: referral.leadId, referralId: referral.id, supplierId: referral.supplierId };
  const staffId = staffOf(ctx);
  const content = {
    values: JSON.stringify(values),
    valid_until: Temporal.PlainDate.from(values.validUntil as string),
    entered_by: staffId ?? null,
  };
  const by = staffId ? { by: 'staff' } : {};
  await moveLead(tx, referral.leadId, 'quote', lead.first_quote_at ? {} : { first_quote_at: now });
  await moveReferral(tx, referral.id, 'quote', { answered_at: now });
  const id = before?.id ?? randomUUID();
  if (before)
    await moveQuote(tx, id, 'correct', {
      ...content,
      revision: before.revision + 1,
      corrected_at: now,
      settled_at: null,
    });
  else {
    await tx
      .insertInto('brokerage.quote')
      .values({
        id,
        referral_id: referral.id,
        lead_id: referral.leadId,
        supplier_id: referral.supplierId,
        service: referral.service,
        state: 'open',
        received_at: now,
        ...content,
      })
      .execute();
  }
  if (file) await attach(tx, id, referral.supplierId, file, now);
  await record(
    ctx,
    tx,
    before ? 'quote.corrected' : 'quote.received',
    { ...ids, quoteId: id },
    before ? { revision: before.revision + 1, ...by } : by,
  );
  return id;
}

async function attach(
  tx: Tx,
  quoteId: string,
  supplierId: string,
  file: Uint8Array,
  now: Temporal.Instant,
): Promise<void> {
  await tx.deleteFrom('brokerage.quote_file').where('quote_id', '=', quoteId).execute();
  await tx
    .insertInto('brokerage.quote_file')
    .values({
      id: randomUUID(),
      quote_id: quoteId,
      supplier_id: supplierId,
      bytes: file.byteLength,
      sha256: createHash('sha256').update(file).digest(),
      content: Buffer.from(file),
      created_at: now,
    })
    .execute();
}

/** The supplier takes its quote back; the last one open returns the request to waiting for quotes. */
export async function withdrawQuote(ctx: Context, tx: Tx, referral: Own, quoteId: string): Promise<void> {
  await lockLead(tx, referral.leadId);
  await moveQuote(tx, quoteId, 'withdraw', { settled_at: ctx.clock.now() });
  await moveReferral(tx, referral.id, 'unquote');
  await awaitQuotesAgain(tx, referral.leadId);
  await record(ctx, tx, 'quote.withdrawn', {
    leadId: referral.leadId,
    referralId: referral.id,
    supplierId: referral.supplierId,
    quoteId,
  });
}

/** A request whose last open quote is gone waits for quotes again. @returns whether that was so */
export async function awaitQuotesAgain(tx: Tx, leadId: string): Promise<boolean> {
  const left = await tx
    .selectFrom('brokerage.quote')
    .select('id')
    .where('lead_id', '=', leadId)
    .where('state', '=', 'open')
    .executeTakeFirst();
  if (!left) await moveLead(tx, leadId, 'unquote');
  return !left;
}

/** The customer chooses one quote; every other supplier still in play is passed over. */
export async function chooseQuote(ctx: Context, tx: Tx, leadId: string, quoteId: string): Promise<void> {
  const now = ctx.clock.now();
  await moveLead(tx, leadId, 'choose', { chosen_at: now });
  const quote = await tx
    .selectFrom('brokerage.quote')
    .select(['referral_id', 'supplier_id'])
    .where('id', '=', quoteId)
    .where('lead_id', '=', leadId)
    .executeTakeFirst();
  if (!quote) throw new NotAllowed('quote', 'choose');
  await moveQuote(tx, quoteId, 'choose');
  await moveReferral(tx, quote.referral_id, 'choose');
  const others = await tx
    .selectFrom('brokerage.referral')
    .select(['id', 'state'])
    .where('lead_id', '=', leadId)
    .where('id', '<>', quote.referral_id)
    .forUpdate()
    .execute();
  for (const other of others) {
    if (!['queued', 'sent', 'accepted', 'quoted', 'undeliverable'].includes(other.state)) continue;
    await moveReferral(tx, other.id, 'pass', { closed_at: now });
  }
  const rivals = await tx
    .selectFrom('brokerage.quote')
    .select(['id', 'state'])
    .where('lead_id', '=', leadId)
    .where('id', '<>', quoteId)
    .execute();
  for (const rival of rivals) if (allows(quoteMoves, 'pass', rival.state)) await moveQuote(tx, rival.id, 'pass');
  await record(ctx, tx, 'quote.chosen', {
    leadId,
    referralId: quote.referral_id,
    supplierId: quote.supplier_id,
    quoteId,
  });
}

/** The request has ended: what is still open or chosen in it was not the one. */
export async function closeQuotes(ctx: Context, tx: Tx, leadId: string): Promise<void> {
  await tx
    .updateTable('brokerage.quote')
    .set({ state: quoteMoves.close.to, settled_at: ctx.clock.now() })
    .where('lead_id', '=', leadId)
    .where('state', 'in', [...quoteMoves.close.from])
    .execute();
}

/** The chosen supplier reported that no contract came of it: the quotes passed over are open again. */
export async function restoreOthers(tx: Tx, leadId: string): Promise<void> {
  const rivals = await tx
    .selectFrom('brokerage.quote')
    .select(['id', 'referral_id'])
    .where('lead_id', '=', leadId)
    .where('state', '=', 'passed-over')
    .execute();
  for (const rival of rivals) {
    await moveQuote(tx, rival.id, 'restore');
    await moveReferral(tx, rival.referral_id, 'restore', { closed_at: null });
  }
}

/** The request is wanted again: what was passed over when it ended, or before, is open again. @returns whose they are, as referrals */
export async function reopenQuotes(tx: Tx, leadId: string): Promise<string[]> {
  const rows = await tx
    .updateTable('brokerage.quote')
    .set({ state: quoteMoves.restore.to, settled_at: null })
    .where('lead_id', '=', leadId)
    .where('state', 'in', [...quoteMoves.restore.from])
    .returning('referral_id as referralId')
    .execute();
  return rows.map(({ referralId }) => referralId);
}
