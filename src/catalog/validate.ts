// One file of some 250 lines: the schema, the reading of raw strings and their error texts change together, field kind by field kind.
import * as z from 'zod';
import type { Text } from '#policy/text.ts';
import { t } from './common.ts';
import { formatNumber } from './format.ts';
import {
  type Parsed,
  parseEmail,
  parseInstallationId,
  parseOrganisationNumber,
  parsePhone,
  parsePostcode,
} from './identity.ts';
import type { Field, Value, Values } from './types.ts';

export type Raw = Readonly<Record<string, string | readonly string[] | undefined>>;
export type Errors = Readonly<Record<string, Text>>;

export interface Rules {
  /** Today in Europe/Stockholm. */
  readonly today: Temporal.PlainDate;
  /** Faults that show only when answers are read together. Runs when no field has a fault of its own. */
  readonly check?: ((values: Values) => Errors) | undefined;
}

/** Every name these fields have in a form; a months field has twelve (`id.1` … `id.12`). */
export const fieldNames = (fields: readonly Field[]): string[] =>
  fields.flatMap((field) => (field.kind === 'months' ? monthNames(field.id) : [field.id]));
const monthNames = (id: string) => Array.from({ length: 12 }, (_, i) => `${id}.${i + 1}`);

/** Whether a field is asked, given the answers so far (`when`). */
export function isAsked(field: Field, values: Values): boolean {
  if (!field.when) return true;
  const given = values[field.when.field];
  const all: readonly Value[] = Array.isArray(given) ? given : given === undefined ? [] : [given];
  return field.when.is.some((wanted) => all.includes(wanted));
}

/**
 * Reads a submitted form: coerces each string, then applies the same rules as schemaFor. Keys that belong to no field are
 * ignored and a hidden field's answer is dropped. Yes/no arrives as 'yes' or 'no'. All faults are reported at once.
 */
export function parseFields(fields: readonly Field[], raw: Raw, rules: Rules) {
  const values: Record<string, Value> = {};
  const errors: Record<string, Text> = {};
  for (const field of fields) {
    if (!isAsked(field, values)) continue;
    const read = coerce(field, raw);
    if (!read.ok) errors[field.id] = read.because;
    else if (read.value === undefined) {
      if (field.required) errors[field.id] = unanswered(field);
    } else {
      const result = fieldSchema(field, rules.today).safeParse(read.value);
      if (result.success) values[field.id] = result.data;
      else errors[field.id] = explain(field, result.error.issues[0]!);
    }
  }
  if (rules.check && Object.keys(errors).length === 0) Object.assign(errors, rules.check(values));
  return { values: values as Values, errors: errors as Errors };
}

/**
 * The schema of typed JSON input with the same rules. Unknown keys are refused; a hidden field's answer is dropped.
 * errorsOf turns its issues into the texts of the form.
 */
export function schemaFor(fields: readonly Field[], rules: Rules) {
  const shape = fields.map((field) => {
    const schema = fieldSchema(field, rules.today);
    return [field.id, field.required && !field.when ? schema : schema.optional()] as const;
  });
  return z.strictObject(Object.fromEntries(shape)).transform((input, ctx): Values => {
    const values: Record<string, Value> = {};
    const fault = (id: string, text: Text) =>
      ctx.addIssue({ code: 'custom', path: [id], message: text.en, params: { text } });
    for (const field of fields) {
      if (!isAsked(field, values)) continue;
      const value = input[field.id];
      if (value !== undefined) values[field.id] = value;
      else if (field.required) fault(field.id, unanswered(field));
    }
    if (rules.check && ctx.issues.length === 0)
      for (const [id, text] of Object.entries(rules.check(values))) fault(id, text);
    return values;
  });
}

/** The first fault of each field, as the form says it. A key that is no field's gets its own entry. */
export function errorsOf(fields: readonly Field[], error: z.ZodError): Errors {
  const errors: Record<string, Text> = {};
  for (const issue of error.issues) {
    const id = String(issue.path[0] ?? '');
    const field = fields.find((candidate) => candidate.id === id);
    if (field) errors[id] ??= explain(field, issue);
    else if (issue.code === 'unrecognized_keys')
      for (const key of issue.keys) errors[key] = t('Okänt fält, ta bort det', 'Unknown field, remove it');
  }
  return errors;
}

// ---- the rules ----

const made = new WeakMap<Field, z.ZodType<Value>>();

/** A field's schema is made once, since making one takes far longer than using it; that of a date depends on the day. */
function fieldSchema(field: Field, today: Temporal.PlainDate): z.ZodType<Value> {
  if (field.kind === 'date') return newSchema(field, today);
  const schema = made.get(field) ?? newSchema(field, today);
  made.set(field, schema);
  return schema;
}

function newSchema(field: Field, today: Temporal.PlainDate): z.ZodType<Value> {
  switch (field.kind) {
    case 'integer':
      return z.int().min(field.min).max(field.max);
    case 'decimal':
      return z.number().min(field.min).max(field.max).superRefine(decimals(field.decimals));
    case 'text':
    case 'longtext':
      return stringBy((input) => cleanText(field, input));
    case 'choice':
      return z.enum(field.options.map(({ id }) => id));
    case 'choices':
      return z
        .array(z.enum(field.options.map(({ id }) => id)))
        .min(1)
        .transform((ids) => field.options.map(({ id }) => id).filter((id) => ids.includes(id)));
    case 'yesno':
      return z.boolean();
    case 'date':
      return stringBy((input) => parseDate(input, field.future ? today : undefined));
    case 'months':
      return z.array(z.number().min(0).max(field.max)).length(12);
    default:
      return stringBy(parsers[field.kind]);
  }
}

const parsers = {
  'installation-id': parseInstallationId,
  postcode: parsePostcode,
  'organisation-number': parseOrganisationNumber,
  email: parseEmail,
  phone: parsePhone,
} as const;

const stringBy = (parse: (input: string) => Parsed) =>
  z
    .string()
    .max(20_000)
    .transform((input, ctx): string => {
      const parsed = parse(input.trim());
      if (parsed.ok) return parsed.value;
      ctx.addIssue({ code: 'custom', message: parsed.because.en, params: { text: parsed.because } });
      return z.NEVER;
    });

const tooPrecise = (allowed: number) =>
  t(
    `Skriv med högst ${allowed} decimaler, och tusental som 84 000`,
    `Write at most ${allowed} decimals, and thousands like 84 000`,
  );

const decimals = (allowed: number) => (value: number, ctx: z.RefinementCtx) => {
  if (Number(value.toFixed(allowed)) === value) return;
  const text = tooPrecise(allowed);
  ctx.addIssue({ code: 'custom', message: text.en, params: { text } });
};

function cleanText(field: Field & { kind: 'text' | 'longtext' }, input: string): Parsed {
  const text = input.toWellFormed().normalize('NFC').replace(/\r\n?/g, '\n').trim();
  // Line breaks in a one-line answer could end up in a mail header; other control characters have no use anywhere.
  const control = field.kind === 'text' ? /\p{Cc}/u : /[^\P{Cc}\n\t]/u;
  if (text === '') return { ok: false, because: unanswered(field) };
  if (control.test(text))
    return {
      ok: false,
      because: t('Ta bort radbrytningar och styrtecken', 'Remove line breaks and control characters'),
    };
  if (text.length <= field.maxLength) return { ok: true, value: text };
  const max = field.maxLength;
  return {
    ok: false,
    because: t(
      `Korta texten till högst ${formatNumber(max, 'sv')} tecken, den har ${formatNumber(text.length, 'sv')}`,
      `Shorten the text to ${formatNumber(max, 'en')} characters at most, it has ${formatNumber(text.length, 'en')}`,
    ),
  };
}

function parseDate(input: string, notBefore: Temporal.PlainDate | undefined): Parsed {
  const wrong = { ok: false, because: t('Skriv datumet som 2026-03-12', 'Write the date like 2026-03-12') } as const;
  if (!/^(19|20|21)\d{2}-\d{2}-\d{2}$/.test(input)) return wrong;
  let date: Temporal.PlainDate;
  try {
    date = Temporal.PlainDate.from(input);
  } catch {
    return { ok: false, because: t('Det datumet finns inte i kalendern', 'That date is not in the calendar') };
  }
  if (notBefore && Temporal.PlainDate.compare(date, notBefore) < 0)
    return { ok: false, because: t('Välj i dag eller ett senare datum', 'Choose today or a later date') };
  return { ok: true, value: date.toString() };
}

// ---- raw strings ----

type Read = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly because: Text };

function coerce(field: Field, raw: Raw): Read {
  if (field.kind === 'months') return coerceMonths(field, raw);
  const given = Object.hasOwn(raw, field.id) ? raw[field.id] : undefined;
  const all = (typeof given === 'string' ? [given] : (given ?? [])).map((text) => text.trim()).filter((s) => s !== '');
  const first = all[0];
  if (first === undefined) return { ok: true, value: undefined };
  if (field.kind === 'choices') return { ok: true, value: [...new Set(all)] };
  if (field.kind === 'yesno') return { ok: true, value: first === 'yes' ? true : first === 'no' ? false : first };
  if (field.kind === 'integer') return parseNumber(first, 0, field.unit);
  if (field.kind === 'decimal') return parseNumber(first, field.decimals, field.unit);
  return { ok: true, value: first };
}

function coerceMonths(field: Field & { kind: 'months' }, raw: Raw): Read {
  const given = monthNames(field.id).map((name) => String((Object.hasOwn(raw, name) && raw[name]) || '').trim());
  if (given.every((month) => month === '')) return { ok: true, value: undefined };
  if (given.some((month) => month === ''))
    return {
      ok: false,
      because: t(
        'Fyll i alla tolv månader, eller lämna alla tomma',
        'Fill in all twelve months, or leave them all empty',
      ),
    };
  const read = given.map((month) => parseNumber(month, 2, field.unit));
  return read.find((month) => !month.ok) ?? { ok: true, value: read.map((month) => month.ok && month.value) };
}

/**
 * A number as people in Sweden write it: spaces of any kind between thousands, decimal comma (or point), the field's own unit
 * behind, at most so many decimals. 84,000 is refused rather than read as 84 or 84 000. Adding 0 turns −0 into 0.
 */
export function parseNumber(input: string, allowed: number, unit?: Text): Read & { value?: number } {
  const compact = input.replace(/[\s']/g, '').replace(/^[\u2212\u2013]/, '-');
  const match = /^(-?)(\d{1,3}(?:\.\d{3})+(?=,)|\d{1,3}(?:,\d{3})+(?=\.)|\d*)(?:[.,](\d+))?(.*)$/.exec(compact);
  const [, sign = '', whole = '', fraction = '', tail = ''] = match ?? [];
  if (whole + fraction === '' || !ownUnit(tail, unit))
    return {
      ok: false,
      because: unit
        ? t(`Skriv bara ett tal, i ${unit.sv}`, `Write only a number, in ${unit.en}`)
        : t('Skriv bara ett tal', 'Write only a number'),
    };
  if (allowed === 0 && fraction !== '')
    return {
      ok: false,
      because: t(
        'Skriv ett heltal utan punkt och komma, som 84 000',
        'Write a whole number without point or comma, like 84 000',
      ),
    };
  if (fraction.length > allowed) return { ok: false, because: tooPrecise(allowed) };
  return { ok: true, value: Number(`${sign}${whole.replace(/[.,]/g, '') || '0'}.${fraction || '0'}`) + 0 };
}

/** Nothing, the field's unit, or the first part of it («kr» for kr/mån); anything else (MWh, tkr) would change the number. */
function ownUnit(tail: string, unit: Text | undefined): boolean {
  const written = tail.toLowerCase();
  const own = unit ? [unit.sv, unit.en].map((text) => text.toLowerCase().replace(/\s/g, '')) : [];
  const kronor = own.some((text) => /^kr\b/.test(text)) ? ['kr', 'sek', 'kronor', ':-'] : [];
  return ['', ...own, ...own.map((text) => text.split('/')[0]), ...kronor].includes(written);
}

// ---- what to say ----

function unanswered(field: Field): Text {
  const picked = field.kind === 'choice' || field.kind === 'choices' || field.kind === 'yesno';
  return picked
    ? t(`Välj ett svar: «${field.label.sv}»`, `Choose an answer: “${field.label.en}”`)
    : t(`Fyll i «${field.label.sv}»`, `Fill in “${field.label.en}”`);
}

function explain(field: Field, issue: z.core.$ZodIssue): Text {
  const text: unknown = issue.code === 'custom' ? issue.params?.text : undefined;
  if (text) return text as Text;
  if (issue.code === 'invalid_type' && issue.input === undefined) return unanswered(field);
  if (field.kind === 'integer' || field.kind === 'decimal') return between(field.min, field.max, field.unit);
  if (field.kind === 'months') return between(0, field.max, field.unit);
  if (field.kind === 'text' || field.kind === 'longtext')
    return t(
      `Skriv högst ${formatNumber(field.maxLength, 'sv')} tecken`,
      `Write ${formatNumber(field.maxLength, 'en')} characters at most`,
    );
  return unanswered(field);
}

const between = (min: number, max: number, unit: Text | undefined) =>
  t(
    `Skriv ett tal mellan ${formatNumber(min, 'sv')} och ${formatNumber(max, 'sv')}${unit ? ` ${unit.sv}` : ''}`,
    `Write a number between ${formatNumber(min, 'en')} and ${formatNumber(max, 'en')}${unit ? ` ${unit.en}` : ''}`,
  );
