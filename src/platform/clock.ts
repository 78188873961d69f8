import { timeZone as zone } from '#policy/period.ts';

/** Where the time comes from. Handed to whoever needs it, so that a test can set it. */
export interface Clock {
  /** In whole microseconds. */
  now(): Temporal.Instant;
}

/** PostgreSQL stores microseconds and rounds to the nearest: what is written as now must not come back as later than now. */
const whole = (instant: Temporal.Instant): Temporal.Instant =>
  instant.round({ smallestUnit: 'microsecond', roundingMode: 'floor' });

/** The clock of the machine: the only place that reads it. */
export const systemClock: Clock = { now: () => whole(Temporal.Now.instant()) };

export interface ManualClock extends Clock {
  /** Moves the clock by an ISO duration, calendar units counted as addPeriod does. */
  advance(duration: string): void;
  set(instant: Temporal.Instant | string): void;
}

/** A clock that stands still until it is moved. */
export function manualClock(start: Temporal.Instant | string): ManualClock {
  let at = whole(Temporal.Instant.from(start));
  return {
    now: () => at,
    advance(duration) {
      at = addPeriod(at, duration);
    },
    set(instant) {
      at = whole(Temporal.Instant.from(instant));
    },
  };
}

/** The date in Sweden at an instant. */
export function stockholmDate(instant: Temporal.Instant): Temporal.PlainDate {
  return instant.toZonedDateTimeISO(zone).toPlainDate();
}

/** When the Swedish day of an instant began. */
export function stockholmMidnight(instant: Temporal.Instant): Temporal.Instant {
  return instant.toZonedDateTimeISO(zone).startOfDay().toInstant();
}

/**
 * An instant plus an ISO 8601 duration ('P12M', '-P7D', 'PT10M'). Days and longer are counted in the Swedish calendar (D7): the
 * same time of day, and the month's last day when it has no such day. A time of day that summer time skips moves an hour
 * ahead; of one that comes twice it is the first. Hours and shorter are exact.
 */
export function addPeriod(instant: Temporal.Instant, period: string): Temporal.Instant {
  return instant.toZonedDateTimeISO(zone).add(period, { overflow: 'constrain' }).toInstant();
}

/** Whether a period that began at an instant is over by now, counted forward from when it began: the end of 31 January plus a month is 28 February. */
export const isOver = (since: Temporal.Instant, period: string, now: Temporal.Instant): boolean =>
  Temporal.Instant.compare(addPeriod(since, period), now) <= 0;

/**
 * What began later than this can't have had its period: to look rows up by. Counted back from now a month may come out three days too
 * early, or an hour; which of those found are over, isOver says.
 */
export const sinceAtTheLatest = (now: Temporal.Instant, period: string): Temporal.Instant =>
  addPeriod(now, `-${period}`).add({ hours: 3 * 24 + 2 });

/**
 * Splits what began in the past by whether its period is over, for tables too large to look at row by row: what began until `surely` is over,
 * what began after `perhaps` is not, and of the two hours' width on each side between them isOver says. A period counted forward does not grow
 * evenly where a month is short or the clock is changed.
 */
export function overSince(
  now: Temporal.Instant,
  period: string,
): { readonly surely: Temporal.Instant; readonly perhaps: Temporal.Instant } {
  let late = sinceAtTheLatest(now, period).epochMilliseconds;
  let early = late - 8 * 86_400_000;
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (isOver(Temporal.Instant.fromEpochMilliseconds(middle), period, now)) early = middle;
    else late = middle;
  }
  const about = Temporal.Instant.fromEpochMilliseconds(early);
  return { surely: about.subtract({ hours: 2 }), perhaps: about.add({ hours: 2 }) };
}
