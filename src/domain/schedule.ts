import { addPeriod } from '#platform/clock.ts';
import type { Jobs } from '#platform/jobs.ts';
import { retention } from '#policy/retention.ts';
import { sweepAccess } from './access/index.ts';
import { sweepChoices } from './consent/index.ts';
import { remindOutcomes, sweepCaught } from './contact/index.ts';
import type { Context } from './context.ts';
import { sweepMail } from './correspondence/index.ts';
import { renderers, retryWaiting, sweep } from './flow.ts';
import { chaseNotices, forgetCases, forgetNotices, type Keeping, removeBackups, sweepNow } from './privacy/index.ts';
import { forgetOldSourceSecrets } from './source/index.ts';
import { sweepStaff } from './staff/index.ts';
import { sweepSubmissions } from './submission/index.ts';
import { forgetOldSecrets, noteRecipients } from './supplier/index.ts';
import { makeMonths, rollUp, sweepVisits } from './visit/index.ts';

/** What some jobs need beside the context. */
export interface Tools extends Omit<Keeping, 'renderers'> {
  /** Rewrites the database's files so that nothing erased is left in them; undefined where the process has no right to. */
  readonly scrub?: (() => Promise<void>) | undefined;
  /** Logs the heads of the hash chains, so that a chain that is rewritten whole shows, too. */
  readonly printHeads: () => Promise<void>;
  /** Deletes from the mail server what is erased here; undefined where no mail is read. */
  readonly purgeMail?: (() => Promise<unknown>) | undefined;
}

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
  sweep: {
    cron: '0 * * * *',
    why: 'P8–P11, D1, D3: what is due is erased, archived and announced. A loop does it within seconds; this finds what it missed.',
    // Well within the two minutes after which the queue would take it for dead and begin another.
    run: (ctx: Context, tools: Tools) => sweepNow(ctx, { ...tools, renderers }, { seconds: 60 }),
  },
  'chase-notices': {
    cron: '30 8 * * *',
    why: 'Art. 19: a supplier that has not confirmed an erasure is asked again.',
    run: (ctx: Context) => chaseNotices(ctx),
  },
  'forget-cases': {
    cron: '20 * * * *',
    why: 'Whose a rights case was is forgotten a month after the answer; a new address that nobody confirms lapses.',
    run: (ctx: Context) => forgetCases(ctx),
  },
  'sweep-visits': {
    cron: '15 * * * *',
    why: 'P24: what was measured goes after its months, counted for each event; the months to come get their tables.',
    run: async (ctx: Context) => {
      await makeMonths(ctx);
      // Counted before it goes.
      await rollUp(ctx);
      await sweepVisits(ctx);
      await sweepChoices(ctx);
    },
  },
  'forget-notices': {
    cron: '25 * * * *',
    why: 'Which supplier was told of an erasure is forgotten a year after it.',
    run: (ctx: Context) => forgetNotices(ctx),
  },
  'remove-backups': {
    cron: '35 * * * *',
    why: 'P30: a backup is removed when its time is up; the list of erasures no longer reaches back to clean it.',
    run: (ctx: Context) => removeBackups(ctx),
  },
  scrub: {
    cron: '30 3 * * *',
    why: 'P30: deleted rows lie in the database’s files until they are rewritten.',
    run: async (_ctx: Context, tools: Tools) => tools.scrub?.(),
  },
  'prune-ledger': {
    cron: '50 * * * *',
    why: 'P30: the list of erasures outside the database is kept a little longer than any backup, and no longer.',
    run: (ctx: Context) => ctx.outside?.prune(addPeriod(ctx.clock.now(), `-${retention['erasure-ledger'].period}`)),
  },
  'note-recipients': {
    cron: '10 * * * *',
    why: 'P26: a change of the registry that no command has made is on the published list of recipients within the hour.',
    run: (ctx: Context) => noteRecipients(ctx.db, ctx.clock.now()),
  },
  'forget-secrets': {
    cron: '40 * * * *',
    why: 'A secret that was rotated, of a supplier’s webhooks or of a system that sends requests, is deleted; it stopped working a day after it.',
    run: async (ctx: Context) => (await forgetOldSecrets(ctx)) + (await forgetOldSourceSecrets(ctx)),
  },
  'print-heads': {
    cron: '45 3 * * *',
    why: 'The heads of the audit log and the certificates in another place than the database.',
    run: (_ctx: Context, tools: Tools) => tools.printHeads(),
  },
  'sweep-access': {
    cron: '*/5 * * * *',
    why: 'Used and expired links, sessions and counters are deleted when their time is up.',
    run: async (ctx: Context) => (await sweepAccess(ctx, ctx.db)) + (await sweepStaff(ctx, ctx.db)),
  },
  'sweep-mail': {
    cron: '40 * * * *',
    why: 'Mail to us that belongs to no request goes a month after somebody dealt with it, or after 90 days.',
    run: (ctx: Context) => sweepMail(ctx),
  },
  'purge-mail': {
    cron: '*/5 * * * *',
    why: 'P30: mail that is erased here is erased on the mail server, too, and it is tried until it is.',
    run: async (_ctx: Context, tools: Tools) => tools.purgeMail?.(),
  },
  'sweep-submissions': {
    cron: '*/15 * * * *',
    why: 'What other sites’ forms sent waits at most 14 days for somebody; one whose job was lost is shown to them.',
    run: (ctx: Context) => sweepSubmissions(ctx),
  },
  'sweep-caught': {
    cron: '15 * * * *',
    why: 'Mail that was caught for want of an SMTP server is personal data, too, and goes after a week.',
    run: (ctx: Context) => sweepCaught(ctx.db, ctx.clock.now()),
  },
} as const;

/** Puts every recurring job in the queue's calendar. */
export async function startSchedule(ctx: Context, jobs: Pick<Jobs, 'every'>, tools: Tools): Promise<void> {
  for (const [name, { cron, run }] of Object.entries(schedule)) {
    await jobs.every(name, cron, async () => {
      await run(ctx, tools);
    });
  }
}
