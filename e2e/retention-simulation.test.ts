import { describe, expect, it } from 'vitest';
import { chance, history, type Planned } from './support/histories.ts';
import type { Numbers } from './support/plain-model.ts';
import { type Plan, simulate } from './support/simulation.ts';

// `npm run test:simulation` runs the whole of it, in ten brokerages of their own; the everyday run is one of them, in fewer years. Ten
// companies come at a time: what falls due together is swept together, which costs less.
const whole = process.env.SIMULATE !== undefined;
const requests = Number(process.env.SIMULATE ?? 1000);
const worlds = whole ? 10 : 1;
const years = whole ? 5 : 3;
const wave = 10;
const each = Math.ceil(requests / worlds);
const hour = 3600;
const begins = Temporal.Instant.from('2027-01-01T00:00:00Z').epochMilliseconds / 1000;

/**
 * Random histories until there are so many requests, merged ones included, spread over a time.
 * @param wave so many companies arrive at each moment
 */
function histories(seed: number, count: number, seconds: number, wave = 1, pace = 1): Planned[] {
  const random = chance(seed);
  const plan: Planned[] = [];
  let moment = begins;
  for (let n = 0, arrived = 0; arrived < count; n += 1) {
    if (n % wave === 0) moment = begins + Math.floor(random() * seconds);
    const own = history(n, moment, random, pace);
    arrived += own.filter((event) => 'arrives' in event).length;
    plan.push(...own);
  }
  return plan.sort((a, b) => a.at - b.at);
}

/** A shorter edition in the middle, and back again: both ways, everything that is there gets other ends. */
const shorter: Numbers = { noQuoteDays: 25, noContractMonths: 10, archiveMonths: 18, noticeDays: 3 };
const original: Numbers = { noQuoteDays: 30, noContractMonths: 12, archiveMonths: 24, noticeDays: 3 };

function lives(seed: number): Plan {
  const hours = Math.round(years * 365.25 * 24);
  const share = (of: number) => begins + Math.floor(hours * of) * hour;
  return {
    begins,
    ends: begins + hours * hour,
    events: histories(20_261_122 + seed, each, (hours - 48) * hour, wave),
    editions: [
      { at: share(0.55), numbers: shorter },
      { at: share(0.75), numbers: original },
    ],
  };
}

describe('G4: none early, none late by more than an hour, none left behind', () => {
  it.each(Array.from({ length: worlds }, (_, i) => i + 1))(
    `seed %i: ${each} requests with random histories over ${years} years, swept hourly, beside a plain model of the rules`,
    async (seed) => {
      const began = performance.now();
      const { wrong, unproved, figures } = await simulate(lives(seed));
      process.stdout.write(
        `${JSON.stringify({ seed, years, ...figures, seconds: Math.round((performance.now() - began) / 1000) })}\n`,
      );
      expect(wrong).toEqual([]);
      expect(unproved).toEqual([]);
      expect(figures.erased).toBeGreaterThan(each / 4);
      expect(figures.archived).toBeGreaterThan(each / 20);
      expect(figures.merged).toBeGreaterThan(each / 20);
      expect(figures.archiveEnded).toBeGreaterThan(each / 100);
      expect(figures.refused).toBeGreaterThan(each / 4);
    },
    3_600_000,
  );

  it('the hours that are passed over are hours in which a sweep does nothing', async () => {
    const short: Numbers = { noQuoteDays: 10, noContractMonths: 1, archiveMonths: 1, noticeDays: 3 };
    const days = 50;
    const { wrong, figures } = await simulate({
      begins,
      ends: begins + days * 24 * hour,
      events: histories(11, 60, 20 * 24 * hour, 1, 0.1),
      editions: [{ at: begins + hour, numbers: short }],
      everyHour: true,
    });
    expect(wrong).toEqual([]);
    expect(figures.skipped).toBeGreaterThan(900);
    expect(figures.sweeps).toBeGreaterThan(50);
    expect(figures.archived).toBeGreaterThan(0);
  }, 300_000);
});
