import { constants, PerformanceObserver } from 'node:perf_hooks';
import type { Pool } from 'pg';
import type { Context } from '#domain/context.ts';
import { transact } from '#platform/db/index.ts';
import { addSubscribers, beginPlain } from '../e2e/support/campaigns.ts';

/** So many new subscribers, and nobody else. */
export async function fillSubscribers(ctx: Context, owner: Pool, n: number): Promise<void> {
  await owner.query('delete from newsletter.subscriber');
  const domains = 50;
  const addresses = Array.from({ length: n }, (_, i) => `lasare${i}@brevby${i % domains}.example`);
  await addSubscribers(ctx.db, ctx.vault, ctx.clock.now(), addresses);
  addresses.length = 0;
  await owner.query('vacuum analyze newsletter.subscriber, newsletter.recipient');
  await owner.query('checkpoint');
}

/** Sends a campaign to all. @returns mails per second from its beginning to its end, and what it took of memory: resident, and what a collection leaves */
export async function sendCampaign(ctx: Context, owner: Pool, n: number, html: string, text: string) {
  let [kept, resident] = [0, 0];
  const collected = new PerformanceObserver((list) => {
    const major = (list.getEntries() as (PerformanceEntry & { detail?: { kind?: number } })[]).some(
      ({ detail }) => detail?.kind === constants.NODE_PERFORMANCE_GC_MAJOR,
    );
    if (major) kept = Math.max(kept, process.memoryUsage().heapUsed);
  });
  collected.observe({ entryTypes: ['gc'] });
  const look = setInterval(() => {
    resident = Math.max(resident, process.memoryUsage.rss());
  }, 100);
  const started = performance.now();
  const id = await beginPlain(ctx.db, ctx.clock.now(), { html, text });
  await transact(ctx.db, (tx) => ctx.wake(tx, 'campaigns'));
  for (;;) {
    const { rows } = await owner.query('select state from newsletter.campaign where id = $1', [id]);
    if (rows[0]?.state === 'sent') break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const perSecond = n / ((performance.now() - started) / 1000);
  clearInterval(look);
  collected.disconnect();
  // A small one may end before anything has been collected.
  (globalThis as { gc?: () => void }).gc?.();
  kept = Math.max(kept, process.memoryUsage().heapUsed);
  const megabytes = (bytes: number) => Math.round(bytes / 1e6);
  return { perSecond, keptMb: megabytes(kept), residentMb: megabytes(resident) };
}
