import { formatDate, formatNumber, services } from '#catalog/index.ts';
import { rights } from '#policy/rights.ts';
import type { Locale } from '#policy/text.ts';
import { formatList } from '../ui/format.ts';
import { consoleWords } from './console.texts.ts';
import { inboxWords } from './inbox/inbox.texts.ts';
import { workWords } from './leads/lead-work.texts.ts';
import { leadWords } from './leads/leads.texts.ts';
import { subscriberWords } from './newsletter/subscribers.texts.ts';
import { privacyWords } from './privacy/privacy.texts.ts';
import { reasonWords } from './reasons.texts.ts';
import { sourceWords } from './sources/sources.texts.ts';
import { securityWords } from './staff/security.texts.ts';
import { supplierPageWords } from './suppliers/suppliers.texts.ts';
import { editableBy } from './texts/wording.view.ts';
import { trailDetailWords } from './trail-detail.texts.ts';

/** Names of suppliers by their ids, as the registry has them now. */
export type Names = ReadonlyMap<string, string>;

type Say = (code: string, locale: Locale) => string | undefined;
type Words = Readonly<Record<string, string>>;
const among = (words: object, code: string): string | undefined => (words as Words)[code];
const each =
  (say: Say): Say =>
  (codes, locale) =>
    formatList(
      codes.split(' ').map((code) => say(code, locale) ?? code),
      locale,
    );

const serviceName: Say = (code, locale) => services.find(({ id }) => id === code)?.name[locale];

/** "12345 08:00-17:00": the days by their numbers, and the hours. */
const hours: Say = (code, locale) => {
  const t = supplierPageWords(locale).one;
  const [, days = '', from, to] = /^([1-7]+) (\d\d:\d\d)[^-]*-(\d\d:\d\d)/.exec(code) ?? [];
  if (!days) return undefined;
  const whole = from === '00:00' && to === '24:00';
  if (whole && days.length === 7) return t.always;
  const names = [...days].map((day) => t.dayNames[Number(day) - 1] ?? day);
  return t.daily(formatList(names, locale), whole ? t.wholeDay : `${from}–${to}`);
};

/** "2026-07-01..2026-07-31": the first day and the last. */
const days: Say = (code, locale) => {
  if (!/^\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d$/.test(code)) return undefined;
  const [from, to] = code.split('..').map((day) => formatDate(Temporal.PlainDate.from(day), locale));
  return from && to && supplierPageWords(locale).one.pause(from, to);
};

/** How the value of a key is said where it is a code that a page of its own has words for. */
const sayings: Readonly<Record<string, Say>> = {
  days,
  hours,
  service: serviceName,
  services: each(serviceName),
  right: (code, locale) => Object.values(rights).find(({ id }) => id === code)?.name[locale],
  roles: each((code, locale) => among(consoleWords(locale).roles, code)),
  factor: (code, locale) => among(securityWords(locale).security.factors, code),
  key: (code, locale) => editableBy(code)?.label[locale],
  channel: (code, locale) => among(subscriberWords(locale).channels, code),
  source: (code, locale) => among(leadWords(locale).lead.sources, code),
  kind: (code, locale) => among({ ...inboxWords(locale).kinds, ...sourceWords(locale).kinds }, code),
  outcome: (code, locale) => reasonWords(code, locale),
  reason: (code, locale) =>
    among(privacyWords(locale).archive.reasons, code) ??
    Object.entries(workWords(locale).closing.reasons).find(([id]) => id === code)?.[1].label,
};

function saidOne(key: string, value: unknown, locale: Locale, names: Names): string {
  const t = trailDetailWords(locale);
  if (typeof value === 'number') return key === 'outcome' ? String(value) : formatNumber(value, locale);
  const code = String(value);
  if (code === 'true' || code === 'false') return code === 'true' ? t.yes : t.no;
  if (code === '-') return '–';
  if (key === 'supplier') return names.get(code) ?? code;
  return t.codes[key]?.[code] ?? sayings[key]?.(code, locale) ?? code;
}

/**
 * What a row of the audit log says beside who, what and which, in words: "Tjänster: El → El och Juridik". A key or a code that has none, of a later
 * version say, as it stands.
 */
export function detailSaid(
  detail: Readonly<Record<string, unknown>>,
  locale: Locale,
  names: Names = new Map(),
): readonly string[] {
  const { keys } = trailDetailWords(locale);
  // The database orders keys by their length; the words have an order that reads.
  const order = Object.keys(keys);
  const placeOf = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  const entries = Object.entries(detail).sort(([a], [b]) => placeOf(a) - placeOf(b));
  return entries.map(([key, value]) => {
    const sides = typeof value === 'string' ? value.split(' → ') : [value];
    return `${keys[key] ?? key}: ${sides.map((side) => saidOne(key, side, locale, names)).join(' → ')}`;
  });
}
