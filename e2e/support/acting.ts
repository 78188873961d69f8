import { endRequest, reportContract, reportLost } from '#domain/contract/index.ts';
import { erasePerson, objectTo, restrictArchive, restrictRequest } from '#domain/privacy/index.ts';
import { chooseQuote, giveQuote, withdrawQuote } from '#domain/quote/index.ts';
import { declineReferral } from '#domain/referral/index.ts';
import { NotAllowed } from '#domain/transitions.ts';
import { sql, type Tx, transact } from '#platform/db/index.ts';
import { aQuote, type House, organisationNumber } from './house.ts';
import type { Act, Asked } from './plain-brokerage.ts';

/** What the product knows a request of a history by. */
export interface Known {
  readonly id: string;
  readonly emailKey: Buffer;
}

/** Stores requests that come at one moment and hands them to their suppliers, as the product does. */
export async function arrive(h: House, all: readonly Asked[]): Promise<Known[]> {
  const receipts = await Promise.all(
    all.map((asked) =>
      h.store({
        company: {
          email: `${asked.person}@simulerad.example`,
          organisationNumber: organisationNumber(asked.company % 10_000),
        },
        ticked: asked.ticked,
      }),
    ),
  );
  await h.route();
  const ids = receipts.map((receipt) => receipt.leadId);
  const { rows } = await sql<Known>`
    select id, email_key as "emailKey" from brokerage.lead where id = any(${ids}::uuid[])`.execute(h.ctx.db);
  return ids.map((id) => rows.find((row) => row.id === id)!);
}

async function partOf(tx: Tx, leadId: string, supplierId: string) {
  const { rows } = await sql<{ id: string; quote: string | null }>`
    select r.id, q.id as quote from brokerage.referral r left join brokerage.quote q on q.referral_id = r.id
    where r.lead_id = ${leadId} and r.supplier_id = ${supplierId}`.execute(tx);
  const [row] = rows;
  if (!row) throw new NotAllowed('referral', 'load');
  return { ...row, leadId, supplierId, service: 'electricity' };
}

/** Does what is planned, with the product's own actions. @returns whether the product let it happen */
export async function perform(h: House, known: Known, act: Act): Promise<boolean> {
  try {
    await transact(h.ctx.db, (tx) =>
      'supplier' in act ? bySupplier(h, tx, known, act) : byCustomer(h, tx, known, act),
    );
    return true;
  } catch (error) {
    if (error instanceof NotAllowed) return false;
    throw error;
  }
}

async function bySupplier(
  { ctx }: House,
  tx: Tx,
  { id }: Known,
  act: Act & { readonly supplier: string },
): Promise<void> {
  const part = await partOf(tx, id, act.supplier);
  if (act.what === 'quote') return void (await giveQuote(ctx, tx, part, aQuote));
  if (act.what === 'decline') return declineReferral(ctx, tx, part, 'no-capacity');
  if (act.what === 'contract') return reportContract(ctx, tx, part.id, act.by);
  if (act.what === 'lost') return reportLost(ctx, tx, part.id);
  if (!part.quote) throw new NotAllowed('quote', act.what);
  if (act.what === 'choose') return chooseQuote(ctx, tx, id, part.quote);
  return withdrawQuote(ctx, tx, part, part.quote);
}

async function byCustomer(
  { ctx }: House,
  tx: Tx,
  { id, emailKey }: Known,
  { what }: Exclude<Act, { readonly supplier: string }>,
): Promise<void> {
  if (what === 'withdrawn' || what === 'no-contract') await endRequest(ctx, tx, id, what);
  else if (what === 'erase-person') await erasePerson(ctx, tx, emailKey, 'page');
  else if (what === 'object') await objectTo(ctx, tx, emailKey, 'brokerage', 'page');
  else if (what === 'restrict' || what === 'lift') {
    // Asking for what is so already is no fault, and nothing happens: here it counts as turned down.
    const told = await restrictRequest(ctx, tx, emailKey, id, what === 'restrict', 'page');
    if (told === undefined) throw new NotAllowed('lead', what);
  } else await restrictArchive(ctx, tx, emailKey, what === 'restrict-archive', 'page');
}
