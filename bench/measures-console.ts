import { type Look, looks } from './console.ts';
import type { Measure } from './measures.ts';
import { quantile, start } from './process.ts';
import type { ProductHandlers } from './product.ts';
import type { Row } from './table.ts';

/** What a page of the console asks of the database, by how many requests there are, beside one row read by its key. */
export const lists: Measure = async (bench) => {
  const rows: Row[] = [];
  const first = new Map<string, number>();
  const product = start<ProductHandlers>(bench.entry);
  const add = (what: string, n: number, times: number[], aim: boolean) => {
    const p95 = quantile(times, 0.95);
    const before = first.get(what) ?? p95;
    first.set(what, before);
    rows.push({
      what: `${what}, of ${n}`,
      p50: quantile(times, 0.5),
      p95,
      ratio: p95 / before,
      ...(aim ? { aim: 'p95 ≤ 50 ms and ≤ 1.5 of the first' } : {}),
    });
  };
  try {
    for (const n of [10_000, 100_000, 1_000_000].map((size) => Math.round(size * bench.scale))) {
      if (n < 1000) continue;
      await product.call('open', await bench.database());
      bench.say(`bench: lists, filling ${n}`);
      await product.call('fillForConsole', n);
      add('one row by its key', n, await product.call('timeOneRow', 400), false);
      for (const look of Object.keys(looks) as Look[]) {
        await product.call('timeLook', look, 20);
        add(look, n, await product.call('timeLook', look, 200), true);
      }
      await product.call('timeLeadPage', 20);
      add('page of one request', n, await product.call('timeLeadPage', 200), true);
    }
    return rows;
  } finally {
    await product.stop();
  }
};
