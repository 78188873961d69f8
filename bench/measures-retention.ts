import type { Measure } from './measures.ts';
import { median, quantile, start } from './process.ts';
import type { ProductHandlers } from './product.ts';
import type { Row } from './table.ts';

/** Erasing what is due, with certificates, notices and last messages, beside bare statements that delete the same rows. */
export const erasure: Measure = async (bench) => {
  const n = Math.round(100_000 * bench.scale);
  const product = start<ProductHandlers>(bench.entry);
  try {
    await product.call('open', await bench.database());
    await product.call('fillRequests', n, true);
    const raw = await product.call('deleteRaw', 500);
    await product.call('open', await bench.database());
    await product.call('fillRequests', n, true);
    const own = await product.call('eraseAll');
    const left = await product.call('count', 'brokerage.lead');
    if (left > 0) throw new Error(`${left} requests are left`);
    const unproved = await product.call('count', 'privacy.erasure where certified_at is null');
    if (unproved > 0) throw new Error(`${unproved} erasures have no certificate`);
    const limit = raw.rows / (raw.ms / 1000);
    const speed = (ms: number) => ({ perSecond: own.rows / (ms / 1000), ratio: own.rows / (ms / 1000) / limit });
    return [
      { what: `erasing ${n} due requests, rows: bare DELETE, 500 requests a transaction`, perSecond: limit },
      { what: `erasing ${n} due requests, rows: notices and last messages written`, ...speed(own.erasing) },
      {
        what: `erasing ${n} due requests, rows: the same, scanned for and certified`,
        ...speed(own.erasing + own.proving),
      },
    ];
  } finally {
    await product.stop();
  }
};

/** What it costs to look when nothing is due, by how much is stored. */
export const sweep: Measure = async (bench) => {
  const rows: Row[] = [];
  let first: number | undefined;
  const product = start<ProductHandlers>(bench.entry);
  try {
    for (const n of [10_000, 100_000, 1_000_000].map((size) => Math.round(size * bench.scale))) {
      await product.call('open', await bench.database());
      await product.call('fillRequests', n, false);
      await product.call('fillArchive', n);
      await product.call('idlePasses', 50);
      const times = await product.call('idlePasses', 300);
      const p50 = median(times);
      first ??= p50;
      rows.push({
        what: `sweep, nothing due among ${n} requests and as many archived`,
        p50,
        p95: quantile(times, 0.95),
        ratio: p50 / first,
        aim: '≤ 1.5 of the first',
      });
    }
    return rows;
  } finally {
    await product.stop();
  }
};
