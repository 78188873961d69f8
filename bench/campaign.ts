import type { Pool } from 'pg';
import type { Context } from '#domain/context.ts';
import { transact } from '#platform/db/index.ts';
import { addSubscribers, beginPlain } from '../e2e/support/campaigns.ts';
import { cpuMs } from './process.ts';

/** Sends a campaign to so many new subscribers and to nobody else. @returns mails per second from its beginning to its end, and what it took */
export async function sendCampaign(ctx: Context, owner: Pool, n: number, html: string, text: string) {
  await owner.query('delete from newsletter.subscriber');
  const domains = 50;
  const addresses = Array.from({ length: n }, (_, i) => `lasare${i}@brevby${i % domains}.example`);
  await addSubscribers(ctx.db, ctx.vault, ctx.clock.now(), addresses);
  addresses.length = 0;
  await owner.query('vacuum analyze newsletter.subscriber, newsletter.recipient');
  await owner.query('checkpoint');
  let [heap, resident] = [0, 0];
  const look = setInterval(() => {
    const now = process.memoryUsage();
    heap = Math.max(heap, now.heapUsed);
    resident = Math.max(resident, now.rss);
  }, 100);
  const before = cpuMs();
  const started = performance.now();
  const id = await beginPlain(ctx.db, ctx.clock.now(), { html, text });
  await transact(ctx.db, (tx) => ctx.wake(tx, 'campaigns'));
  for (;;) {
    const { rows } = await owner.query('select state from newsletter.campaign where id = $1', [id]);
    if (rows[0]?.state === 'sent') break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  clearInterval(look);
  const megabytes = (bytes: number) => Math.round(bytes / 1e6);
  return {
    perSecond: n / ((performance.now() - started) / 1000),
    cpu: (cpuMs() - before) / n,
    heapMb: megabytes(heap),
    residentMb: megabytes(resident),
  };
}
