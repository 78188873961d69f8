import { randomUUID } from 'node:crypto';
import { fieldsOf, type Measure, measured, withProduct, withRaw } from './measures.ts';
import { quantile, start } from './process.ts';
import type { ProductHandlers } from './product.ts';
import type { Row } from './table.ts';

/** Events in one beacon. */
const each = 2;

/** What somebody's browser sends when it opens a form. */
const beacon = JSON.stringify({
  page: '/el',
  referrer: 'https://sok.example',
  width: 1280,
  events: [{ k: 'view' }, { k: 'step', service: 'electricity', step: 1 }],
});

/** Beacons answered after their commit, beside a bare server that writes the same rows in the same batches; and the room by how much there is. */
export const visits: Measure = async (bench) => {
  const n = Math.round(20_000 * bench.scale);
  const people = Array.from({ length: 2000 }, () => `ak_val=ja.1.${randomUUID()}`);
  const warm = Math.round(n / 5);
  const bare = await withRaw(async (raw, origin) => {
    await raw.call('connect', await bench.database(), 10);
    await raw.call('storing', 'visits');
    await bench.load.call('beacons', origin, 64, beacon, people, warm);
    return measured(raw, () => bench.load.call('beacons', origin, 64, beacon, people, n));
  });
  const own = await withProduct(bench, 'web', async (product, origin) => {
    await bench.load.call('beacons', origin, 64, beacon, people, warm);
    const run = await measured(product, () => bench.load.call('beacons', origin, 64, beacon, people, n));
    const stored = await product.call('count', 'analytics.event');
    if (stored !== (warm + n) * each) throw new Error(`${stored} events are stored of ${(warm + n) * each}`);
    return run;
  });
  const events = (run: typeof own) => ({ ...fieldsOf(run), perSecond: run.perSecond * each, cpu: run.cpu / each });
  const rows: Row[] = [
    { what: 'events, 64 clients, two a beacon: bare node:http + pg, natural group commit', ...events(bare) },
    {
      what: 'events, 64 clients, two a beacon',
      ...events(own),
      ratio: own.perSecond / bare.perSecond,
      cpuRatio: bare.cpu / own.cpu,
      aim: '≥ 0.6',
    },
  ];
  return [...rows, ...(await room(bench))];
};

const room: Measure = async (bench) => {
  const rows: Row[] = [];
  const product = start<ProductHandlers>(bench.entry);
  const first = new Map<string, number>();
  const most = Number(process.env.BENCH_EVENTS ?? 1_000_000);
  try {
    for (const n of [100_000, 1_000_000, 10_000_000, 50_000_000].filter((size) => size <= most)) {
      const size = Math.round(n * bench.scale);
      await product.call('open', await bench.database());
      bench.say(`bench: visits, filling ${size}`);
      const ms = await product.call('fillVisits', size);
      rows.push({ what: `hours and days of ${size} events counted`, perSecond: (size / ms) * 1000 });
      for (const [what, days, fresh] of [
        ['room, 28 days', 28, false],
        ['room, 365 days', 365, false],
        ['room, 28 days, with today counted anew', 28, true],
      ] as const) {
        await product.call('timeRoom', days, fresh, 5);
        const times = await product.call('timeRoom', days, fresh, fresh ? 30 : 100);
        const p95 = quantile(times, 0.95);
        const before = first.get(what) ?? p95;
        first.set(what, before);
        rows.push({ what: `${what}, of ${size} events`, p50: quantile(times, 0.5), p95, ratio: p95 / before });
      }
    }
    return rows;
  } finally {
    await product.stop();
  }
};
