import { allowedFields, type Question, type ServiceId, serviceFields, supplierById } from '#catalog/index.ts';
import { timeZone } from '#policy/period.ts';

/** When a supplier takes requests, in Swedish time (D7): it decides when one goes to it, and not whether (decision 0026). */
export interface Schedule {
  /** Days of the week, 1 = Monday. */
  readonly openDays: readonly number[];
  /** Of each of those days: from this minute, as "08:00"; null: the whole day. */
  readonly opensAt: string | null;
  /** Up to this minute, which is not in it; "24:00" is the day's end. */
  readonly closesAt: string | null;
  /** Days without requests, as "2026-07-06", the first and the last included. */
  readonly pauses: readonly { readonly from: string; readonly to: string }[];
}

/** A supplier as the registry holds it: the only place a request can be sent to (P3). */
export interface RegisteredSupplier extends Schedule {
  readonly id: string;
  readonly name: string;
  readonly example: boolean;
  readonly active: boolean;
  readonly locale: 'sv' | 'en';
  readonly email: string | null;
  readonly website: string | null;
  readonly phone: string | null;
  readonly dailyCap: number | null;
  readonly weight: number;
  readonly hasWebhook: boolean;
  readonly services: readonly ServiceId[];
}

/** Whether anything can reach it at all. */
export const hasChannel = (supplier: Pick<RegisteredSupplier, 'email' | 'hasWebhook'>): boolean =>
  supplier.email !== null || supplier.hasWebhook;

/**
 * What a supplier receives of a request for a service (P4): the catalogue's own list for it, and of one that the operator has added
 * what every supplier of the service receives.
 * @param registered one that is in the registry: a row of it, or an id that a foreign key holds to it
 */
export const fieldsFor = (service: ServiceId, registered: { readonly id: string }): readonly Question[] =>
  supplierById(registered.id) ? allowedFields(service, registered.id) : serviceFields(service);

export type Taking = 'open' | 'paused' | 'out-of-hours';

/**
 * Whether it takes requests at an instant, by the clock on a Swedish wall. The hour that the autumn's night has twice is read twice the
 * same, and one that the spring's skips is never shown: who opens at 02:30 that night opens at 03:00.
 */
export function takesAt({ openDays, opensAt, closesAt, pauses }: Schedule, at: Temporal.Instant): Taking {
  const there = at.toZonedDateTimeISO(timeZone);
  const day = there.toPlainDate().toString();
  if (pauses.some(({ from, to }) => from <= day && day <= to)) return 'paused';
  const time = there.toPlainTime().toString({ smallestUnit: 'minute' });
  const within = opensAt === null || closesAt === null || (opensAt <= time && time < closesAt);
  return within && openDays.includes(there.dayOfWeek) ? 'open' : 'out-of-hours';
}

/** A supplier is given what it may have within so many hours: over a weekend, and not over a holiday (decision 0026). */
const opensWithinHours = 72;

/** So many days ahead it is looked for when a supplier opens: about as long as a request is kept without a quote (P10). */
const daysAhead = 31;

/** The first instant from `at` on at which it takes requests; undefined when none comes for as long as a request is kept. */
export function nextOpening(schedule: Schedule, at: Temporal.Instant): Temporal.Instant | undefined {
  if (takesAt(schedule, at) === 'open') return at;
  const today = at.toZonedDateTimeISO(timeZone).toPlainDate();
  for (let n = 0; n <= daysAhead; n += 1) {
    const [first] = beginnings(today.add({ days: n }), schedule.opensAt)
      .filter((begins) => Temporal.Instant.compare(begins, at) >= 0 && takesAt(schedule, begins) === 'open')
      .sort(Temporal.Instant.compare);
    if (first) return first;
  }
  return undefined;
}

/** Where on a day it can begin to be open: at midnight, at its hour, whichever of the two that is, and where the clock is moved. */
function beginnings(day: Temporal.PlainDate, opensAt: string | null): Temporal.Instant[] {
  const midnight = day.toZonedDateTime(timeZone);
  const hour = day.toPlainDateTime(opensAt ?? '00:00');
  const hours = (['earlier', 'later'] as const).map((disambiguation) =>
    hour.toZonedDateTime(timeZone, { disambiguation }),
  );
  const moved = midnight.hoursInDay === 24 ? null : midnight.getTimeZoneTransition('next');
  return [midnight, ...hours, ...(moved ? [moved] : [])].map((there) => there.toInstant());
}

/** When a request that is decided on now goes to it: at once, or when it opens; undefined when that is too far ahead. */
export function opensInTime(schedule: Schedule, now: Temporal.Instant): Temporal.Instant | undefined {
  const opens = nextOpening(schedule, now);
  return opens && Temporal.Instant.compare(opens, now.add({ hours: opensWithinHours })) <= 0 ? opens : undefined;
}

/** Whether it can have a request that is decided on now, and otherwise why not: a pause, or days so few that none is near. */
export function takesInTime(schedule: Schedule, now: Temporal.Instant): Taking {
  if (opensInTime(schedule, now)) return 'open';
  return opensInTime({ ...schedule, pauses: [] }, now) ? 'paused' : 'out-of-hours';
}

/** Whether a supplier can be given a request now, and otherwise what is in the way: first what only the operator can change. */
export type Standing = 'inactive' | 'no-service' | 'no-channel' | Taking;
export function standingOf(s: RegisteredSupplier, at: Temporal.Instant): Standing {
  if (s.services.length === 0) return 'no-service';
  if (!hasChannel(s)) return 'no-channel';
  return s.active ? takesAt(s, at) : 'inactive';
}

/** Where the secrets of a supplier's endpoint open. */
export const secretPlace = (id: string): string => `supplier.${id}.webhook_secret`;

/** An id made of a name: "Söderberg & Partners" → "soderberg-partners". Empty when nothing of it can be written so. */
export const idFrom = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '');
