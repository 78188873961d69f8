import { compare, type ServiceId, serviceById, type Values } from '#catalog/index.ts';
import { asSupplier, type Db } from '#platform/db/index.ts';
import type { QuoteState } from './quote.ts';

const columns = [
  'q.id',
  'q.lead_id as leadId',
  'q.referral_id as referralId',
  'q.supplier_id as supplierId',
  'q.service',
  'q.state',
  'q.values',
  'q.valid_until as validUntil',
  'q.revision',
  'q.received_at as receivedAt',
  'q.corrected_at as correctedAt',
  'q.entered_by as enteredBy',
] as const;

/** The quotes of a lead that were not taken back, with their suppliers' names and files. */
export async function quotesOf(db: Db, leadId: string) {
  const rows = await db
    .selectFrom('brokerage.quote as q')
    .innerJoin('brokerage.supplier as s', 's.id', 'q.supplier_id')
    .leftJoin('brokerage.quote_file as f', 'f.quote_id', 'q.id')
    .select([...columns, 's.name', 's.example', 'f.id as fileId', 'f.bytes as fileBytes'])
    .where('q.lead_id', '=', leadId)
    .where('q.state', '<>', 'withdrawn')
    .orderBy('q.received_at')
    .execute();
  return rows.map((r) => ({
    ...r,
    service: r.service as ServiceId,
    state: r.state as QuoteState,
    values: r.values as Values,
  }));
}
export type QuoteRow = Awaited<ReturnType<typeof quotesOf>>[number];

/** Whether a quote can still become, or became, a contract: one that was lost or has run out is shown but not ranked. */
export const isLive = (quote: Pick<QuoteRow, 'state' | 'validUntil'>, today: Temporal.PlainDate): boolean =>
  quote.state === 'open' ? Temporal.PlainDate.compare(quote.validUntil, today) >= 0 : quote.state !== 'lost';

/**
 * The comparison of a lead's quotes: the same whoever looks, the customer or the staff.
 * @param today in Stockholm
 */
export function comparisonOf(
  lead: { readonly service: ServiceId; readonly answers: Values },
  quotes: readonly QuoteRow[],
  today: Temporal.PlainDate,
) {
  const live = quotes.filter((q) => isLive(q, today)).map((q) => ({ id: q.id, values: q.values }));
  return compare(serviceById(lead.service), lead.answers, live);
}
export type Comparison = ReturnType<typeof comparisonOf>;

/** A supplier's own quote for one referral; row-level security hides the others'. */
export async function ownQuote(db: Db, supplierId: string, referralId: string) {
  const row = await asSupplier(db, supplierId, (tx) =>
    tx
      .selectFrom('brokerage.quote as q')
      .leftJoin('brokerage.quote_file as f', 'f.quote_id', 'q.id')
      .select([...columns, 'f.id as fileId', 'f.bytes as fileBytes'])
      .where('q.referral_id', '=', referralId)
      .executeTakeFirst(),
  );
  return row && { ...row, state: row.state as QuoteState, values: row.values as Values };
}

/** A quote's PDF. */
export function quoteFile(db: Db, fileId: string) {
  return db.selectFrom('brokerage.quote_file').select(['content', 'bytes']).where('id', '=', fileId).executeTakeFirst();
}
