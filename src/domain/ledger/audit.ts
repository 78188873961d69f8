import { type Db, sql } from '#platform/db/index.ts';

/**
 * Writes who did what to which id in the audit log, whose rows prove each other. No personal data: `detail` holds codes and counts (D5).
 * @param actor 'product', 'customer', 'terminal', or a role
 */
export async function audit(
  db: Db,
  at: Temporal.Instant,
  actor: string,
  action: string,
  subject: string | null,
  detail: Readonly<Record<string, string | number | boolean>> = {},
): Promise<void> {
  await sql`insert into ledger.audit (at, actor, action, subject, detail)
    values (${at}, ${actor}, ${action}, ${subject}::uuid, ${JSON.stringify(detail)}::jsonb)`.execute(db);
}
