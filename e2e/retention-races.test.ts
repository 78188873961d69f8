import { expect, it } from 'vitest';
import { seeds as everySeed, racing } from './support/racing.ts';

// `npm run test:simulation` runs all 500.
const seeds = Number(process.env.SEEDS ?? 40);

it(`G2, G4: ${seeds} seeds of two sweeps and the dispatcher against quotes, choices, contracts, erasures, objections and restrictions: no violation`, async () => {
  const { violations, figures } = await racing(everySeed(seeds));
  process.stdout.write(`${JSON.stringify({ seeds, ...figures, violations: violations.length })}\n`);
  expect(violations).toEqual([]);
  // Every actor has won some of its races, and every end has come about.
  for (const [what, n] of Object.entries(figures)) expect(n, what).toBeGreaterThan(0);
}, 3_600_000);
