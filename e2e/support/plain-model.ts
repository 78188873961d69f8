/**
 * The promises about time, written a second time and in another way: whole seconds since 1970, the days of the civil calendar and
 * the European Union's rule for summer time. Shares nothing with the product; what the two disagree on is a fault of one of them.
 */
const hour = 3600;
const day = 86_400;

/** Days since 1970-01-01 of a date in the Gregorian calendar. */
function daysOf(year: number, month: number, dayOfMonth: number): number {
  const y = month > 2 ? year : year - 1;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + dayOfMonth - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** Year, month and day of a number of days since 1970-01-01: counted up from a first guess, plainly. */
function dateOf(days: number): { year: number; month: number; day: number } {
  let year = 1970 + Math.floor(days / 365.2425);
  while (daysOf(year + 1, 1, 1) <= days) year += 1;
  while (daysOf(year, 1, 1) > days) year -= 1;
  let month = 1;
  while (month < 12 && daysOf(year, month + 1, 1) <= days) month += 1;
  return { year, month, day: days - daysOf(year, month, 1) + 1 };
}

const lastSunday = (year: number, month: number): number => {
  const last = daysOf(year, month, 31);
  // 1970-01-01 was a Thursday.
  return last - ((((last + 4) % 7) + 7) % 7);
};

/** Seconds that Swedish clocks are ahead of UTC: summer time from 01:00 UTC on March's last Sunday to October's. */
export function offsetAt(at: number): number {
  const { year } = dateOf(Math.floor(at / day));
  const summer = at >= lastSunday(year, 3) * day + hour && at < lastSunday(year, 10) * day + hour;
  return summer ? 2 * hour : hour;
}

const monthLengths = (year: number, month: number): number =>
  (month === 12 ? daysOf(year + 1, 1, 1) : daysOf(year, month + 1, 1)) - daysOf(year, month, 1);

/** The instant of a Swedish wall-clock time: of two, the first; of none, an hour on. */
function instantOf(wall: number): number {
  if (offsetAt(wall - 2 * hour) === 2 * hour) return wall - 2 * hour;
  return wall - hour;
}

export function addDays(at: number, days: number): number {
  return instantOf(at + offsetAt(at) + days * day);
}

export function addMonths(at: number, months: number): number {
  const wall = at + offsetAt(at);
  const date = dateOf(Math.floor(wall / day));
  const index = date.year * 12 + date.month - 1 + months;
  const year = Math.floor(index / 12);
  const month = (((index % 12) + 12) % 12) + 1;
  const clamped = Math.min(date.day, monthLengths(year, month));
  return instantOf(daysOf(year, month, clamped) * day + (((wall % day) + day) % day));
}

/** The published numbers: P10, P11, D1 and D3. Written here once more, by hand. */
export interface Numbers {
  readonly noQuoteDays: number;
  readonly noContractMonths: number;
  readonly archiveMonths: number;
  readonly noticeDays: number;
}
export const published: Numbers = { noQuoteDays: 30, noContractMonths: 12, archiveMonths: 24, noticeDays: 3 };
