import { type Field, type Question, quoteFieldsOf, services } from '#catalog/index.ts';
import { SealError } from '#platform/crypto.ts';
import { sql, type Tx } from '#platform/db/index.ts';
import type { GoneArchived } from '../archive/index.ts';
import type { Context } from '../context.ts';
import { erasurePlace } from '../ledger/index.ts';

/**
 * What a value is. `own`: a person's own, that nobody else has unless somebody has just the same. `word`: what anybody might say,
 * so that it is also another's where it stands in what that one has said. `key`: bytes.
 */
const kinds = {
  email: 'own',
  phone: 'own',
  'organisation-number': 'own',
  identity: 'own',
  company: 'own',
  ip: 'own',
  'one-time number': 'own',
  'current-supplier': 'word',
  message: 'word',
  answer: 'word',
  question: 'word',
  note: 'word',
  mail: 'word',
  quote: 'word',
  'address-key': 'key',
  'organisation-key': 'key',
  'body-hash': 'key',
  'file-hash': 'key',
} as const;
export type NeedleKind = keyof typeof kinds;

/** A value as it was stored, keys in hex. */
export type Sought = readonly [kind: NeedleKind, value: string];

/** One value of a person's that must be nowhere afterwards. */
export interface Needle {
  readonly kind: NeedleKind;
  readonly manner: (typeof kinds)[NeedleKind];
  /** The value as it was written and as it would be written otherwise, in small letters. */
  readonly forms: readonly string[];
  /** A fingerprint's own bytes. */
  readonly bytes?: Buffer;
  /** The value is longer than what is looked for. */
  readonly cut?: boolean;
}

/** Shorter ones say too little to be looked for: they are found everywhere. */
const shortest = 6;
/** The beginning is enough of a long text, and is what is left when somebody has cut it. */
const longest = 60;

/** A text as it is compared: composed, in small letters, with one space where there is any. */
export function plain(text: string): string {
  const small = text.normalize('NFC').toLowerCase();
  return /[^\S ]| {2}/.test(small) ? small.replace(/\s+/g, ' ') : small;
}

/** The beginning of a text as it is compared. */
export const beginning = (text: string): string => plain(text).trim().slice(0, longest);

const digits = (text: string): string => text.replaceAll(/\D/g, '');

/** A value in every way that it is looked for: small letters, composed; numbers also bare, as they are dialled at home, and with their century. */
export function formsOf(kind: NeedleKind, value: string): string[] {
  const forms = new Set([beginning(value)]);
  const bare = digits(value);
  if (kind === 'phone' && bare.length >= 8) {
    forms.add(bare);
    if (bare.startsWith('46')) for (const before of ['0', '0046', '460']) forms.add(before + bare.slice(2));
  }
  if (kind === 'organisation-number' && bare.length >= 10) {
    const ten = bare.slice(-10);
    for (const before of ['', '16', '19', '20']) {
      forms.add(before + ten);
      forms.add(`${before}${ten.slice(0, 6)}-${ten.slice(6)}`);
    }
  }
  if (kind === 'answer' && /^[\d\s-]{8,}$/.test(value)) forms.add(bare);
  return [...forms].filter((form) => form.length >= shortest);
}

/** What is looked for of a value; undefined when it says too little. */
export function needleOf([kind, value]: Sought): Needle | undefined {
  const manner = kinds[kind];
  if (manner === 'key') {
    const bytes = Buffer.from(value, 'hex');
    return { kind, manner, forms: [value.toLowerCase(), bytes.toString('base64').toLowerCase()], bytes };
  }
  const forms = formsOf(kind, value);
  return forms.length > 0 ? { kind, manner, forms, cut: plain(value).trim().length > longest } : undefined;
}

/** Collects what is to be looked for once some requests are deleted. Called before, in the deleting transaction. */
export async function soughtOf(tx: Tx, leadIds: readonly string[]): Promise<Sought[]> {
  if (leadIds.length === 0) return [];
  const found: Sought[] = [];
  const add = (kind: NeedleKind, value: string | Buffer | null | undefined) => {
    if (value) found.push([kind, typeof value === 'string' ? value.slice(0, 4 * longest) : value.toString('hex')]);
  };
  const leads = await tx.selectFrom('brokerage.lead').selectAll().where('id', 'in', leadIds).execute();
  for (const lead of leads) {
    add('email', lead.email);
    add('phone', lead.phone);
    add('organisation-number', lead.organisation_number);
    add('identity', lead.contact_name);
    add('company', lead.company_name);
    add('current-supplier', lead.current_supplier);
    add('message', lead.message);
    add('ip', typeof lead.ip === 'string' ? lead.ip.replace(/\/(32|128)$/, '') : undefined);
    for (const text of said(questionsOf(lead.service), lead.answers)) add('answer', text);
    add('address-key', lead.email_key);
    add('organisation-key', lead.organisation_key);
    add('body-hash', lead.body_hash);
    add('one-time number', lead.idempotency_key);
  }
  const asked = tx.selectFrom('brokerage.question').select('body').where('lead_id', 'in', leadIds);
  for (const { body } of await asked.execute()) add('question', body);
  for (const table of ['brokerage.note', 'brokerage.task'] as const) {
    const noted = tx.selectFrom(table).select('body').where('lead_id', 'in', leadIds);
    for (const { body } of await noted.execute()) add('note', body);
  }
  const sent = tx
    .selectFrom('brokerage.message')
    .select(['subject', 'body', 'carrier_id'])
    .where('lead_id', 'in', leadIds);
  for (const { subject, body, carrier_id } of await sent.execute()) {
    add('message', subject);
    add('message', body);
    add('one-time number', carrier_id);
  }
  const mailed = tx
    .selectFrom('brokerage.mail_in')
    .select(['from_address', 'from_name', 'supplier_id', 'subject', 'body'])
    .where('lead_id', 'in', leadIds);
  for (const mail of await mailed.execute()) {
    // A supplier's is in the registry, and stays there.
    if (!mail.supplier_id) add('email', mail.from_address);
    if (!mail.supplier_id) add('identity', mail.from_name);
    add('mail', mail.subject);
    add('mail', mail.body);
  }
  const called = tx.selectFrom('brokerage.call').select(['note', 'carrier_id']).where('lead_id', 'in', leadIds);
  for (const { note, carrier_id } of await called.execute()) {
    add('note', note);
    add('one-time number', carrier_id);
  }
  const quoted = tx.selectFrom('brokerage.quote').select(['service', 'values']).where('lead_id', 'in', leadIds);
  for (const { service, values } of await quoted.execute())
    for (const text of said(fieldsOf(service), values)) add('quote', text);
  const files = await sql<{ sha256: Buffer }>`select f.sha256 from brokerage.quote_file f
    join brokerage.quote q on q.id = f.quote_id where q.lead_id = any(${[...leadIds]}::uuid[])`.execute(tx);
  for (const { sha256 } of files.rows) add('file-hash', sha256);
  return unlike(found);
}

/** The same of archived requests that have just been deleted. */
export function soughtOfArchived(gone: readonly GoneArchived[]): Sought[] {
  const found: Sought[] = [];
  for (const one of gone) {
    found.push(['email', one.email], ['phone', one.phone], ['identity', one.contactName], ['company', one.companyName]);
    if (one.organisationNumber) found.push(['organisation-number', one.organisationNumber]);
    found.push(['address-key', one.emailKey.toString('hex')]);
    for (const text of said(fieldsOf(one.service), one.quoteValues)) found.push(['quote', text.slice(0, 4 * longest)]);
  }
  return unlike(found);
}

const unlike = (all: readonly Sought[]): Sought[] => [...new Map(all.map((one) => [one.join('\0'), one])).values()];

const serviceOf = (id: string) => services.find((service) => service.id === id);
const questionsOf = (service: string): readonly Question[] => serviceOf(service)?.questions ?? [];
function fieldsOf(id: string): readonly Field[] {
  const service = serviceOf(id);
  return service ? quoteFieldsOf(service) : [];
}

/** Choices, yes and no, counts, prices and dates are everybody's. */
const everybodys: readonly Field['kind'][] = ['integer', 'decimal', 'choice', 'choices', 'yesno', 'date', 'postcode'];

/** Answers that are somebody's own words or numbers, by what the catalogue says that they are; of a field it no longer has, every text. */
function said(fields: readonly Field[], answers: unknown): string[] {
  if (answers === null || typeof answers !== 'object') return [];
  return Object.entries(answers).flatMap(([id, value]): string[] => {
    const kind = fields.find((field) => field.id === id)?.kind;
    if (kind && everybodys.includes(kind)) return [];
    if (Array.isArray(value)) return kind === 'months' ? [value.join(', '), value.join(',')] : [];
    return typeof value === 'string' ? [value] : [];
  });
}

/** The values as they lie in the row of their erasure until it is proved: encrypted, for this one row. */
export function sealNeedles(ctx: Context, erasureId: string, sought: readonly Sought[]): string {
  return ctx.vault.seal(JSON.stringify(sought), erasurePlace(erasureId));
}

/** @returns undefined when there are none, or they were sealed with a key that is not known any more: then nothing can be looked for */
export function openNeedles(ctx: Context, erasureId: string, sealed: string | null): Needle[] | undefined {
  if (sealed === null) return undefined;
  try {
    const sought = JSON.parse(ctx.vault.unseal(sealed, erasurePlace(erasureId))) as Sought[];
    return sought.flatMap((one) => needleOf(one) ?? []);
  } catch (error) {
    if (error instanceof SealError) return undefined;
    throw error;
  }
}
