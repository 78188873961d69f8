import type { Tx } from '#platform/db/index.ts';

/** One value of a person's that must be nowhere afterwards. */
export interface Needle {
  readonly leadId: string;
  readonly kind: string;
  /** The value as it was written and as it would be written otherwise, in small letters. */
  readonly forms: readonly string[];
  /** Keyed fingerprints, as bytes. */
  readonly bytes?: readonly Buffer[];
}

/** Shorter ones say too little to be looked for: they are found everywhere. */
const shortest = 6;

const digits = (text: string): string => text.replaceAll(/\D/g, '');

/** A value in every way that it is looked for: small letters, composed; numbers also bare, and as they are dialled at home. */
export function formsOf(kind: string, value: string): string[] {
  const plain = value.normalize('NFC').trim().toLowerCase();
  const forms = new Set([plain]);
  const bare = digits(value);
  if (kind === 'phone' && bare.length >= 8) {
    forms.add(bare);
    if (bare.startsWith('46')) forms.add(`0${bare.slice(2)}`);
  }
  if (kind === 'organisation-number' && bare.length >= 10) {
    forms.add(bare.slice(-10));
    forms.add(`${bare.slice(-10, -4)}-${bare.slice(-4)}`);
  }
  // The beginning is enough of a long text, and is what is left when somebody has cut it.
  return [...forms].map((form) => form.slice(0, 60)).filter((form) => form.length >= shortest);
}

/** A keyed fingerprint as it may be written, whole: cut, it could not be told from another's. */
export const formsOfKey = (key: Buffer) => ({
  forms: [key.toString('hex'), key.toString('base64').toLowerCase()],
  bytes: [key],
});

/** Collects what is to be looked for once some requests are deleted. Called before, in the deleting transaction. */
export async function needlesOf(tx: Tx, leadIds: readonly string[]): Promise<Needle[]> {
  if (leadIds.length === 0) return [];
  const leads = await tx.selectFrom('brokerage.lead').selectAll().where('id', 'in', leadIds).execute();
  const questions = await tx
    .selectFrom('brokerage.question')
    .select(['lead_id', 'body'])
    .where('lead_id', 'in', leadIds)
    .execute();
  const quotes = await tx
    .selectFrom('brokerage.quote')
    .select(['lead_id', 'values'])
    .where('lead_id', 'in', leadIds)
    .execute();
  const found: Needle[] = [];
  const add = (leadId: string, kind: string, value: string | null | undefined) => {
    const forms = value ? formsOf(kind, value) : [];
    if (forms.length > 0) found.push({ leadId, kind, forms });
  };
  for (const lead of leads) {
    add(lead.id, 'email', lead.email);
    add(lead.id, 'phone', lead.phone);
    add(lead.id, 'organisation-number', lead.organisation_number);
    add(lead.id, 'identity', lead.contact_name);
    add(lead.id, 'company', lead.company_name);
    add(lead.id, 'message', lead.message);
    for (const text of longTexts(lead.answers)) add(lead.id, 'answer', text);
    for (const [kind, key] of [
      ['address-key', lead.email_key],
      ['organisation-key', lead.organisation_key],
    ] as const) {
      found.push({ leadId: lead.id, kind, ...formsOfKey(key) });
    }
    add(lead.id, 'one-time number', lead.idempotency_key);
  }
  for (const { lead_id, body } of questions) add(lead_id, 'question', body);
  for (const { lead_id, values } of quotes) for (const text of longTexts(values)) add(lead_id, 'quote', text);
  return found;
}

/** Texts of answers that are somebody's own words or numbers: codes of a choice are everybody's. */
function longTexts(answers: unknown): string[] {
  if (answers === null || typeof answers !== 'object') return [];
  return Object.values(answers).filter(
    (value): value is string => typeof value === 'string' && (/\d{8}/.test(value) || /\s\S+\s/.test(value)),
  );
}

/**
 * Whether it is the keyed hash of an address and nothing else. The list of erasures outside the database holds those, and must: it is
 * what a restored backup is cleaned by (the rule `erasure-ledger`).
 */
export const isAddressKey = ({ kind }: Needle): boolean => kind === 'address-key';
