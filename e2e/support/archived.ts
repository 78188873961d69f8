import { randomUUID } from 'node:crypto';
import { emailKeyOf } from '#domain/lead/index.ts';
import { sql } from '#platform/db/index.ts';
import type { House } from './house.ts';

/** Everything in an archived request that is about its person. */
export const archivedPerson = {
  company_name: 'Arkivets Bageri AB',
  organisation_number: '5599000147',
  contact_name: 'Arkiverad Inköpare',
  email: 'arkiverad@norrgarden.example',
  phone: '+46701740699',
  quote_values: { note: 'enligt samtal med inköparen' },
} as const;

/** A request as it would be put in the archive. */
export function archivedRow(h: Pick<House, 'ctx'>, changes: Readonly<Record<string, unknown>> = {}) {
  const id = randomUUID();
  const email = String(changes.email ?? archivedPerson.email);
  return {
    ...archivedPerson,
    id,
    reference: id.slice(0, 8).toUpperCase(),
    service: 'electricity',
    locale: 'sv',
    email_key: `\\x${emailKeyOf(h.ctx.vault, email).toString('hex')}`,
    supplier_id: 'savera',
    recipients: ['savera', 'tallmo-energi', 'ljusakra-kraft'].map((supplierId) => ({
      ...{ supplierId, referralId: randomUUID(), name: supplierId, sentAt: '2026-01-02T09:00:00Z', fields: ['email'] },
    })),
    reported_by: 'customer',
    policy_version: h.ctx.policyVersion,
    received_at: '2026-01-01T09:00:00Z',
    contract_at: '2026-02-02T09:00:00Z',
    erase_at: '2028-02-02T09:00:00Z',
    ...changes,
  };
}

/** Puts one there, by the archive's own door. @returns its id */
export async function putArchived(
  h: Pick<House, 'ctx'>,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const row = archivedRow(h, changes);
  await sql`select archive.put(${JSON.stringify(row)}::jsonb)`.execute(h.ctx.db);
  return row.id;
}
