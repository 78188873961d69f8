import type { Locale } from './text.ts';

/** An ISO 8601 duration with one unit. Days and longer are calendar periods, not multiples of 24 hours (D7). */
export type Period = `P${number}${'D' | 'M'}` | `PT${number}${'H' | 'M' | 'S'}`;

/** The time zone people live in (D7); storage is UTC. */
export const timeZone = 'Europe/Stockholm';

const units = {
  D: { sv: ['en dag', 'dagar'], en: ['one day', 'days'] },
  M: { sv: ['en månad', 'månader'], en: ['one month', 'months'] },
  TH: { sv: ['en timme', 'timmar'], en: ['one hour', 'hours'] },
  TM: { sv: ['en minut', 'minuter'], en: ['one minute', 'minutes'] },
  TS: { sv: ['en sekund', 'sekunder'], en: ['one second', 'seconds'] },
} as const;
type Unit = keyof typeof units;

function parse(period: Period): { count: number; unit: Unit } {
  const match = /^P(T?)(\d+)([DMHS])$/.exec(period);
  const unit = `${match?.[1] ?? ''}${match?.[3] ?? ''}`;
  if (!match || !Object.hasOwn(units, unit)) throw new RangeError(`Not a period of one unit: ${period}`);
  return { count: Number(match[2]), unit: unit as Unit };
}

/**
 * The period as people read it: "30 dagar", "12 månader", "en månad"; zero is "genast".
 * @throws RangeError when it isn't an ISO duration with one unit
 */
export function periodText(period: Period, locale: Locale): string {
  const { count, unit } = parse(period);
  if (count === 0) return locale === 'sv' ? 'genast' : 'at once';
  const [one, many] = units[unit][locale];
  return count === 1 ? one : `${count} ${many}`;
}

/** The number of the period's own unit: 30 for P30D, 12 for P12M. */
export function periodCount(period: Period): number {
  return parse(period).count;
}

/** Whole seconds, for cookies and cache headers. Only hours, minutes, seconds and days of 24 hours; a month has no fixed length. */
export function periodSeconds(period: Period): number {
  const { count, unit } = parse(period);
  if (unit === 'M') throw new RangeError(`${period} has no fixed length in seconds`);
  return count * { D: 86_400, TH: 3600, TM: 60, TS: 1 }[unit];
}
