import type * as z from 'zod';
import type { Text } from '#policy/text.ts';
import { t } from './common.ts';
import { formatNumber } from './format.ts';
import type { Field, Value, Values } from './types.ts';
import { type Errors, fieldSchema, isAsked, type Rules, unanswered } from './validate.ts';

export interface ReadJson {
  readonly values: Values;
  readonly errors: Errors;
  /** Keys that belong to no field. */
  readonly unknown: readonly string[];
}

/**
 * Reads typed JSON by the rules that a form is read by (parseFields): a hidden field's answer is dropped, and all faults are told at once.
 * Unlike a form's, its types are what they are to be, and nothing is read as something else.
 */
export function readJson(fields: readonly Field[], input: Readonly<Record<string, unknown>>, rules: Rules): ReadJson {
  const values: Record<string, Value> = {};
  const errors: Record<string, Text> = {};
  for (const field of fields) {
    const asked = isAsked(field, values);
    const given = Object.hasOwn(input, field.id) ? input[field.id] : undefined;
    if (given === undefined) {
      if (asked && field.required) errors[field.id] = unanswered(field);
      continue;
    }
    const result = fieldSchema(field, rules.today).safeParse(given);
    if (!result.success) errors[field.id] = faultIn(field, result.error.issues);
    else if (asked) values[field.id] = result.data;
  }
  const unknown = Object.keys(input).filter((key) => !fields.some(({ id }) => id === key));
  if (rules.check && Object.keys(errors).length === 0) Object.assign(errors, rules.check(values));
  return { values, errors, unknown };
}

/** What the rule itself says, and of another type or a value out of bounds what was to be sent. */
const faultIn = (field: Field, [first]: readonly z.core.$ZodIssue[]): Text =>
  (first?.code === 'custom' && (first.params?.text as Text | undefined)) || expected(field);

/** What a field takes, as JSON has it. */
function expected(field: Field): Text {
  switch (field.kind) {
    case 'integer':
      return number(t('ett heltal', 'a whole number'), field.min, field.max, field.unit);
    case 'decimal':
      return number(t('ett tal', 'a number'), field.min, field.max, field.unit);
    case 'months': {
      const { sv, en } = number(t('tolv tal', 'twelve numbers'), 0, field.max, field.unit);
      return t(`${sv}, i en lista`, `${en}, in a list`);
    }
    case 'yesno':
      return t('Skicka true eller false', 'Send true or false');
    case 'choice':
      return t(`Skicka en av: ${idsOf(field)}`, `Send one of: ${idsOf(field)}`);
    case 'choices':
      return t(
        `Skicka en lista med en eller flera av: ${idsOf(field)}`,
        `Send a list of one or more of: ${idsOf(field)}`,
      );
    case 'date':
      return t('Skicka datumet som text, "2026-03-12"', 'Send the date as text, "2026-03-12"');
    case 'text':
    case 'longtext':
      return t(
        `Skicka text, högst ${formatNumber(field.maxLength, 'sv')} tecken`,
        `Send text, ${formatNumber(field.maxLength, 'en')} characters at most`,
      );
    default:
      return t('Skicka text', 'Send text');
  }
}

const idsOf = ({ options }: Extract<Field, { options: unknown }>): string => options.map(({ id }) => id).join(', ');

const number = (what: Text, min: number, max: number, unit: Text | undefined): Text =>
  t(
    `Skicka ${what.sv} mellan ${formatNumber(min, 'sv')} och ${formatNumber(max, 'sv')}${unit ? ` ${unit.sv}` : ''}, inte text`,
    `Send ${what.en} between ${formatNumber(min, 'en')} and ${formatNumber(max, 'en')}${unit ? ` ${unit.en}` : ''}, not text`,
  );
