import { hashToken } from '#platform/crypto.ts';
import type { Db } from '#platform/db/index.ts';
import type { Context } from '../context.ts';

/** Whose session a secret is, or undefined when there is none or it has ended. */
export async function sessionOf(ctx: Context, db: Db, token: string) {
  const row = await db
    .selectFrom('access.session')
    .select([
      'kind',
      'email_key as emailKey',
      'supplier_id as supplierId',
      'referral_id as referralId',
      'expires_at as expiresAt',
    ])
    .where('token_hash', '=', hashToken(token))
    .where('expires_at', '>', ctx.clock.now())
    .executeTakeFirst();
  if (row?.kind === 'customer' && row.emailKey)
    return { kind: 'customer', emailKey: row.emailKey, expiresAt: row.expiresAt } as const;
  if (row?.kind === 'supplier' && row.supplierId && row.referralId) {
    return {
      kind: 'supplier',
      supplierId: row.supplierId,
      referralId: row.referralId,
      expiresAt: row.expiresAt,
    } as const;
  }
  return undefined;
}
export type Session = NonNullable<Awaited<ReturnType<typeof sessionOf>>>;
