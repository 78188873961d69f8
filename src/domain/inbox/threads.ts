import { type Db, sql } from '#platform/db/index.ts';
import type { ReadMail } from '#platform/imap/index.ts';
import type { Context } from '../context.ts';
import { emailKeyOf, isActive, type LeadState } from '../lead/index.ts';
import { isMarked, referencesIn } from './reply-address.ts';

/** Where a mail belongs. */
export interface Thread {
  readonly leadId?: string;
  readonly by?: 'token' | 'message';
  readonly supplierId?: string;
  /** Whether the address it came from has an open request. */
  readonly knownAddress: boolean;
}

interface Candidate {
  readonly id: string;
  readonly state: LeadState;
  readonly joinedTo: string | null;
  readonly emailKey: Buffer;
  readonly restrictedAt: Temporal.Instant | null;
}

const candidate = [
  'id',
  'state',
  'joined_to as joinedTo',
  'email_key as emailKey',
  'restricted_at as restrictedAt',
] as const;

/**
 * Finds the request a mail belongs to: by the address it was sent to, which only we can make, whoever sends it; or by what it answers, when
 * it comes from the request's own address, or from the supplier it was sent to. A request that is over, or restricted, takes none.
 */
export async function threadOf(ctx: Context, tx: Db, mail: ReadMail): Promise<Thread> {
  const from = mail.from?.address;
  const key = from ? emailKeyOf(ctx.vault, from) : undefined;
  const supplierId = from ? await supplierOf(tx, from) : undefined;
  const knownAddress = key ? await hasOpen(tx, key) : false;
  const whose = { knownAddress, ...(supplierId ? { supplierId } : {}) };
  const marked = await byToken(ctx, tx, mail.to);
  if (marked) return { leadId: marked, by: 'token', ...whose };
  const answered = await byMessage(ctx, tx, mail.answers, key, supplierId);
  return answered ? { leadId: answered, by: 'message', ...whose } : whose;
}

async function byToken(ctx: Context, tx: Db, to: readonly string[]): Promise<string | undefined> {
  for (const { reference, mark } of referencesIn(ctx, to)) {
    const lead = await tx
      .selectFrom('brokerage.lead')
      .select(candidate)
      .where('reference', '=', reference)
      .forKeyShare()
      .executeTakeFirst();
    if (!lead || !isMarked(ctx, lead.id, mark)) continue;
    const open = await openOf(tx, lead as Candidate);
    if (open) return open;
  }
  return undefined;
}

async function byMessage(
  ctx: Context,
  tx: Db,
  answers: readonly string[],
  key: Buffer | undefined,
  supplierId: string | undefined,
): Promise<string | undefined> {
  const domain = ctx.mailbox?.address.split('@')[1];
  const ids = answers.flatMap((id) => {
    const [, uuid, at] = /^<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@([^>]+)>$/i.exec(id) ?? [];
    return uuid && at?.toLowerCase() === domain?.toLowerCase() ? [uuid.toLowerCase()] : [];
  });
  for (const id of ids) {
    const delivery = await tx
      .selectFrom('brokerage.delivery')
      .select(['lead_id as leadId', 'audience', 'supplier_id as supplierId'])
      .where('id', '=', id)
      .executeTakeFirst();
    if (!delivery?.leadId) continue;
    const lead = await tx
      .selectFrom('brokerage.lead')
      .select(candidate)
      .where('id', '=', delivery.leadId)
      .forKeyShare()
      .executeTakeFirst();
    if (!lead) continue;
    const own =
      delivery.audience === 'supplier'
        ? supplierId !== undefined && supplierId === delivery.supplierId
        : key !== undefined && lead.emailKey.equals(key);
    const open = own ? await openOf(tx, lead as Candidate) : undefined;
    if (open) return open;
  }
  return undefined;
}

/** The request itself when it is open; the one it was merged into, when that is the same person's. */
async function openOf(tx: Db, lead: Candidate): Promise<string | undefined> {
  if (lead.restrictedAt) return undefined;
  if (isActive(lead.state)) return lead.id;
  if (lead.state !== 'joined' || !lead.joinedTo) return undefined;
  const into = await tx
    .selectFrom('brokerage.lead')
    .select(candidate)
    .where('id', '=', lead.joinedTo)
    .forKeyShare()
    .executeTakeFirst();
  return into && !into.restrictedAt && isActive(into.state as LeadState) && into.emailKey.equals(lead.emailKey)
    ? into.id
    : undefined;
}

async function supplierOf(tx: Db, address: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select id from brokerage.supplier where lower(email) = ${address.toLowerCase()} order by id limit 1`.execute(tx);
  return rows[0]?.id;
}

async function hasOpen(tx: Db, key: Buffer): Promise<boolean> {
  const rows = await tx.selectFrom('brokerage.lead').select('state').where('email_key', '=', key).execute();
  return rows.some(({ state }) => isActive(state as LeadState));
}
