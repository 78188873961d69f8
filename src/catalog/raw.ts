import type { Text } from '#policy/text.ts';
import { t } from './common.ts';
import type { Field, Values } from './types.ts';

/** A form as it was sent, name by name. */
export type Raw = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Every name these fields have in a form; a months field has twelve (`id.1` … `id.12`). */
export const fieldNames = (fields: readonly Field[]): string[] =>
  fields.flatMap((field) => (field.kind === 'months' ? monthNames(field.id) : [field.id]));
const monthNames = (id: string) => Array.from({ length: 12 }, (_, i) => `${id}.${i + 1}`);

/** Stored answers as the form that asks for them would have sent them: what parseFields reads back as the same. */
export function asForm(values: Values): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([id, value]): [string, string | string[]][] => {
      if (!Array.isArray(value)) return [[id, written(value as string | number | boolean)]];
      if (typeof value[0] === 'number') return value.map((month, i) => [monthNames(id)[i]!, written(month)]);
      return [[id, value.map(String)]];
    }),
  );
}

function written(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'number' ? String(value).replace('.', ',') : value;
}

type Read = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly because: Text };

/** What was written in a field, as the type that its schema checks; undefined when it is empty. */
export function coerce(field: Field, raw: Raw): Read {
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

export const tooPrecise = (allowed: number) =>
  t(
    `Skriv med högst ${allowed} decimaler, och tusental som 84 000`,
    `Write at most ${allowed} decimals, and thousands like 84 000`,
  );
