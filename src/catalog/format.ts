import { timeZone } from '#policy/period.ts';
import type { Locale, Text } from '#policy/text.ts';
import {
  formatInstallationId,
  formatOrganisationNumber,
  formatPhone,
  formatPostcode,
  isSoleTrader,
} from './identity.ts';
import type { Field, Value } from './types.ts';

const tag = { sv: 'sv-SE', en: 'en-GB' } as const satisfies Record<Locale, string>;
const numberFormats = new Map<string, Intl.NumberFormat>();
const dateFormats = new Map<string, Intl.DateTimeFormat>();

function numberFormat(locale: Locale, options: Intl.NumberFormatOptions) {
  const key = `${locale}:${options.style}:${options.minimumFractionDigits}:${options.maximumFractionDigits}`;
  const known = numberFormats.get(key) ?? new Intl.NumberFormat(tag[locale], { signDisplay: 'negative', ...options });
  numberFormats.set(key, known);
  return known;
}

function dateFormat(locale: Locale, options: Intl.DateTimeFormatOptions) {
  const key = `${locale}:${options.dateStyle}:${options.timeStyle}:${options.month}:${options.weekday}`;
  const known =
    dateFormats.get(key) ?? new Intl.DateTimeFormat(tag[locale], { timeZone: 'Europe/Stockholm', ...options });
  dateFormats.set(key, known);
  return known;
}

/** 84 000 or 64,9: grouped, with at most so many decimals (2 unless told). */
export function formatNumber(value: number, locale: Locale, decimals = 2): string {
  return numberFormat(locale, { style: 'decimal', minimumFractionDigits: 0, maximumFractionDigits: decimals }).format(
    value,
  );
}

/** SEK in whole kronor with no-break spaces: 57 504 kr, SEK 57,504. With `exact`, öre are shown when there are any. */
export function formatKr(amount: number, locale: Locale, exact = false): string {
  const digits = exact && Math.round(amount * 100) % 100 !== 0 ? 2 : 0;
  const number = formatNumberFixed(amount, locale, digits);
  return locale === 'sv' ? `${number}\u00a0kr` : `SEK\u00a0${number}`;
}

function formatNumberFixed(value: number, locale: Locale, digits: number) {
  return numberFormat(locale, {
    style: 'decimal',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);
}

/** 12 mars 2026, 12 March 2026. An instant is read in Europe/Stockholm (D7). */
export function formatDate(date: Temporal.PlainDate | Temporal.Instant, locale: Locale): string {
  return dateFormat(locale, { dateStyle: 'long' }).format(date).replaceAll(' ', '\u00a0');
}

/** "09.14" / "09:14", in Stockholm (D7). */
export function formatTime(when: Temporal.Instant, locale: Locale): string {
  const { hour, minute } = when.toZonedDateTimeISO(timeZone);
  return [hour, minute].map((part) => String(part).padStart(2, '0')).join(locale === 'sv' ? '.' : ':');
}

/** When something is to happen: "i dag 08.00", "måndag 08.00", and more than six days ahead "13 juli 2026 08.00". In Stockholm (D7). */
export function formatComing(when: Temporal.Instant, now: Temporal.Instant, locale: Locale): string {
  const [day, today] = [when, now].map((at) => at.toZonedDateTimeISO(timeZone).toPlainDate()) as [
    Temporal.PlainDate,
    Temporal.PlainDate,
  ];
  const { days } = today.until(day);
  const named = days === 0 ? { sv: 'i dag', en: 'today' }[locale] : dateFormat(locale, { weekday: 'long' }).format(day);
  return `${days > 6 ? formatDate(day, locale) : named} ${formatTime(when, locale)}`;
}

/** What a formula is written with, in one language. */
export interface Pen {
  readonly locale: Locale;
  readonly n: (value: number, decimals?: number) => string;
  readonly kr: (amount: number) => string;
  readonly say: (sv: string, en: string) => string;
}

const pen = (locale: Locale): Pen => ({
  locale,
  n: (value, decimals) => formatNumber(value, locale, decimals),
  kr: (amount) => formatKr(amount, locale, true),
  say: (sv, en) => (locale === 'sv' ? sv : en),
});
const pens = { sv: pen('sv'), en: pen('en') };

/** The same sentence in every language. */
export const both = (write: (pen: Pen) => string): Text => ({ sv: write(pens.sv), en: write(pens.en) });

/** What an answer is called where answers are listed. */
export const nameOf = (field: Field, locale: Locale): string => (field.short ?? field.label)[locale];

/** A stored answer as people read it: 84 000 kWh, 12 mars 2026, an option's label, Ja, +46 70 174 06 05. Personal numbers are masked. */
export function formatValue(field: Field, value: Value, locale: Locale): string {
  if (Array.isArray(value)) return formatList(field, value, locale);
  if (typeof value === 'boolean') return locale === 'sv' ? (value ? 'Ja' : 'Nej') : value ? 'Yes' : 'No';
  if (typeof value === 'number') return formatQuantity(field, value, locale);
  return formatString(field, String(value), locale);
}

function formatQuantity(field: Field, value: number, locale: Locale) {
  const unit = 'unit' in field ? field.unit?.[locale] : undefined;
  if (unit === 'kr' || unit === 'SEK') return formatKr(value, locale, true);
  const number = formatNumber(value, locale, field.kind === 'decimal' ? field.decimals : 2);
  return unit === undefined ? number : `${number}\u00a0${unit}`;
}

function formatList(field: Field, value: readonly (string | number)[], locale: Locale) {
  if (field.kind !== 'months') return value.map((id) => optionLabel(field, String(id), locale)).join(', ');
  const month = dateFormat(locale, { month: 'short' });
  const parts = value.map((amount, i) => {
    const name = month.format(new Temporal.PlainDate(2026, Math.min(i, 11) + 1, 1));
    return `${name}\u00a0${formatNumber(Number(amount), locale)}`;
  });
  return `${parts.join(', ')} ${field.unit[locale]}`;
}

const optionLabel = (field: Field, id: string, locale: Locale) =>
  ('options' in field ? field.options.find((option) => option.id === id)?.label[locale] : undefined) ?? id;

function formatString(field: Field, value: string, locale: Locale): string {
  switch (field.kind) {
    case 'choice':
    case 'choices':
      return optionLabel(field, value, locale);
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(value) ? formatDate(Temporal.PlainDate.from(value), locale) : value;
    case 'organisation-number':
      return formatOrganisationNumber(value, isSoleTrader(value), locale);
    case 'phone':
      return formatPhone(value);
    case 'postcode':
      return formatPostcode(value);
    case 'installation-id':
      return formatInstallationId(value);
    default:
      return value;
  }
}
