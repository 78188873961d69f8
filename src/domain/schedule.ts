import type { Jobs } from '#platform/jobs.ts';
import { sweepAccess } from './access/index.ts';
import { remindOutcomes, sweepCaught } from './contact/index.ts';
import type { Context } from './context.ts';
import { retryWaiting, sweep } from './flow.ts';

/** Every recurring job, with when (Stockholm time) and why. */
export const schedule = {
  'sweep-deliveries': {
    cron: '* * * * *',
    why: 'A delivery whose worker died is made again, and none waits for an endpoint that is gone (G3).',
    run: (ctx: Context) => sweep(ctx),
  },
  'retry-waiting': {
    cron: '5 * * * *',
    why: 'A request that no supplier could take is offered again when caps have been lifted or suppliers woken.',
    run: (ctx: Context) => retryWaiting(ctx),
  },
  'remind-outcomes': {
    cron: '0 9 * * *',
    why: 'D2: customers are asked for the outcome after 14, 30 and 90 days, suppliers after 14 and 30.',
    run: (ctx: Context) => remindOutcomes(ctx, ctx.db),
  },
  'sweep-access': {
    cron: '*/5 * * * *',
    why: 'Used and expired links, sessions and counters are deleted when their time is up.',
    run: (ctx: Context) => sweepAccess(ctx, ctx.db),
  },
  'sweep-caught': {
    cron: '15 * * * *',
    why: 'Mail that was caught for want of an SMTP server is personal data, too, and goes after a week.',
    run: (ctx: Context) => sweepCaught(ctx.db, ctx.clock.now()),
  },
} as const;

/** Puts every recurring job in the queue's calendar. */
export async function startSchedule(ctx: Context, jobs: Pick<Jobs, 'every'>): Promise<void> {
  for (const [name, { cron, run }] of Object.entries(schedule)) {
    await jobs.every(name, cron, async () => {
      await run(ctx);
    });
  }
}
