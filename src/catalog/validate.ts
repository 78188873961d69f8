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
import { coerce, type Raw, tooPrecise } from './raw.ts';
import type { Field, Value, Values } from './types.ts';

export type Errors = Readonly<Record<string, Text>>;

export interface Rules {
  /** Today in Europe/Stockholm. */
  readonly today: Temporal.PlainDate;
  /** Faults that show only when answers are read together. Runs when no field has a fault of its own. */
  readonly check?: ((values: Values) => Errors) | undefined;
}

/** Whether a field is asked, given the answers so far (`when`). */
export function isAsked(field: Field, values: Values): boolean {
  if (!field.when) return true;
  const given = values[field.when.field];
  const all: readonly Value[] = Array.isArray(given) ? given : given === undefined ? [] : [given];
  return field.when.is.some((wanted) => all.includes(wanted));
}

/**
 * Reads a submitted form: coerces each string, then applies the rules that JSON is read by (readJson). Keys that belong to no field are
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

// ---- the rules ----

const made = new WeakMap<Field, z.ZodType<Value>>();

/** A field's schema is made once, since making one takes far longer than using it; that of a date depends on the day. */
export function fieldSchema(field: Field, today: Temporal.PlainDate): z.ZodType<Value> {
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

const decimals = (allowed: number) => (value: number, ctx: z.RefinementCtx) => {
  if (Number(value.toFixed(allowed)) === value) return;
  const text = tooPrecise(allowed);
  ctx.addIssue({ code: 'custom', message: text.en, params: { text } });
};

/** Marks that nobody sees and that turn the text after them around, on our page and in a supplier's system. */
const direction = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

function cleanText(field: Field & { kind: 'text' | 'longtext' }, input: string): Parsed {
  const text = input.toWellFormed().normalize('NFC').replace(direction, '').replace(/\r\n?/g, '\n').trim();
  // Line breaks in a one-line answer could end up in a mail header; other control characters have no use anywhere.
  const control = field.kind === 'text' ? /\p{Cc}/u : /[^\P{Cc}\n\t]/u;
  if (text === '') return { ok: false, because: unanswered(field) };
  if (control.test(text))
    return {
      ok: false,
      because: t('Ta bort radbrytningar och styrtecken', 'Remove line breaks and control characters'),
    };
  // As JSON Schema counts them, and people: an emoji is one.
  const length = [...text].length;
  if (length <= field.maxLength) return { ok: true, value: text };
  const max = field.maxLength;
  return {
    ok: false,
    because: t(
      `Korta texten till högst ${formatNumber(max, 'sv')} tecken, den har ${formatNumber(length, 'sv')}`,
      `Shorten the text to ${formatNumber(max, 'en')} characters at most, it has ${formatNumber(length, 'en')}`,
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

// ---- what to say ----

/** What to do about a question that has no answer. */
export function unanswered(field: Field): Text {
  const picked = field.kind === 'choice' || field.kind === 'choices' || field.kind === 'yesno';
  return picked
    ? t(`Välj ett svar: «${field.label.sv}»`, `Choose an answer: “${field.label.en}”`)
    : t(`Fyll i «${field.label.sv}»`, `Fill in “${field.label.en}”`);
}

function explain(field: Field, issue: z.core.$ZodIssue): Text {
  const text: unknown = issue.code === 'custom' ? issue.params?.text : undefined;
  if (text) return text as Text;
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
