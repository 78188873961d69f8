import { sendLoginLink } from '#domain/access/index.ts';
import { nextArchivedDue } from '#domain/archive/index.ts';
import { beginDue, CampaignSender, homeOf } from '#domain/campaign/index.ts';
import { keepMail, keepText } from '#domain/contact/index.ts';
import type { Context } from '#domain/context.ts';
import { Dispatcher } from '#domain/delivery/index.ts';
import { intakePass, keep, renderers, whenSettled, workReactions } from '#domain/flow.ts';
import { fetchMail, type Losses, purgeMail } from '#domain/inbox/index.ts';
import { firstClock, firstNotice, type Intake } from '#domain/lead/index.ts';
import { answerSignUp, nextSubscriberDue } from '#domain/newsletter/index.ts';
import { ensurePolicyApplied, Proofs, verifyChain } from '#domain/privacy/index.ts';
import { startSchedule, type Tools } from '#domain/schedule.ts';
import { answerStaffRequest } from '#domain/staff/index.ts';
import { workSubmission } from '#domain/submission/index.ts';
import { noteRecipients } from '#domain/supplier/index.ts';
import { byKeys, openDatabase, sql, transact } from '#platform/db/index.ts';
import { scrub } from '#platform/db/scrub.ts';
import type { HttpOut } from '#platform/http-out/index.ts';
import { openMailStore, Watch } from '#platform/imap/index.ts';
import { type Jobs, Loop } from '#platform/jobs.ts';
import type { Log } from '#platform/log.ts';
import { createMailer } from '#platform/mail/index.ts';
import { createSms, type Sms, type SmsPort } from '#platform/phone/index.ts';
import { type QuarantineGate, standingAside, unlessClosed } from '#platform/quarantine.ts';
import { keepingCarrier, smtpCarrier } from '#platform/smtp/index.ts';
import { isOpenPage } from '#web/paths.ts';
import { leadOfService } from '#web/request-form.ts';
import type { ProductOptions } from './options.ts';

/** Everything that happens without anybody asking: loops, jobs, the schedule, and the mailbox that is watched. */
export async function startWorker(
  options: ProductOptions,
  ctx: Context,
  queue: Jobs,
  gate: QuarantineGate,
  { httpOut, sms, intake }: { httpOut: HttpOut; sms: SmsPort['send'] | undefined; intake: Intake },
) {
  const { log } = options;
  const jobs = standingAside(queue, gate);
  const { name, address } = options.mailFrom;
  const mailer = createMailer({
    smtpUrl: options.smtpUrl,
    from: `${name} <${address}>`,
    keep: (mail) => keepMail(ctx.db, ctx.clock, mail),
  });
  const caught = options.production
    ? undefined
    : async (sms: Sms) => {
        await keepText(ctx.db, ctx.clock, sms);
        return { kind: 'carried', id: null } as const;
      };
  await applyRules(ctx, log);
  await noteRecipients(ctx.db, ctx.clock.now(), options.processors ?? []);
  const tools = toolsOf(options, ctx);
  const onError = (event: string) => (error: unknown) => log.error({ event, err: error }, 'the worker goes on');
  const dispatcher = new Dispatcher(ctx, {
    httpOut,
    mailer,
    sms: createSms(sms ?? caught),
    renderers,
    settled: whenSettled,
    mailDomain: address.slice(address.indexOf('@') + 1),
    random: Math.random,
    onError: onError('dispatch.error'),
  });
  const sending = openDatabase(options.connection, 'app', 3, byKeys);
  const campaigns = new CampaignSender(ctx, {
    db: sending.db,
    ...options.campaigns,
    carrier: options.smtpUrl
      ? smtpCarrier({ url: options.smtpUrl })
      : keepingCarrier((mail) => keepMail(ctx.db, ctx.clock, mail)),
    from: options.mailFrom,
    closed: () => gate.closed,
    onError: onError('campaign.error'),
  });
  const loops = {
    intake: new Loop(
      unlessClosed(gate, () => intakePass(ctx)),
      onError('intake.error'),
    ),
    dispatch: new Loop(
      unlessClosed(gate, () => dispatcher.pass()),
      onError('dispatch.error'),
    ),
    retention: new Loop(
      unlessClosed(gate, () => keep(ctx, tools)),
      onError('retention.error'),
    ),
    // Others' servers are asked where its links lead: what is under way doesn't wait for them.
    planned: new Loop(
      unlessClosed(gate, () => beginDue(ctx, { probe: httpOut.look, home: homeOf(ctx), ownPage: isOpenPage })),
      onError('campaign.error'),
    ),
    campaigns: new Loop(
      unlessClosed(gate, () => campaigns.pass()),
      onError('campaign.error'),
    ),
  };
  dispatcher.onRoom = () => loops.dispatch.wake();
  campaigns.onRoom = () => loops.campaigns.wake();
  await workReactions(ctx, jobs);
  await jobs.work('login-links', (payload) =>
    transact(ctx.db, (tx) => sendLoginLink(ctx, tx, String(payload.requestId))),
  );
  await jobs.work('staff-links', (payload) =>
    transact(ctx.db, (tx) => answerStaffRequest(ctx, tx, String(payload.requestId))),
  );
  await jobs.work('sign-ups', (payload) => transact(ctx.db, (tx) => answerSignUp(ctx, tx, String(payload.requestId))));
  await jobs.work('submissions', (payload) =>
    workSubmission(ctx, { intake, leadFrom: leadOfService }, String(payload.submissionId)),
  );
  await startSchedule(ctx, jobs, tools);
  for (const loop of Object.values(loops)) loop.start();
  const watch = watchMail(options, ctx, gate);
  watch?.start();
  return {
    tools,
    wake(name: string | undefined) {
      for (const [key, loop] of Object.entries(loops)) if (name === undefined || name === key) loop.wake();
    },
    async settle() {
      while (await anythingWaits(ctx)) {
        for (const loop of Object.values(loops)) loop.wake();
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    async stop() {
      await Promise.all([watch?.stop(), ...Object.values(loops).map((loop) => loop.stop())]);
      const patience = new Promise((resolve) => setTimeout(resolve, 4000).unref());
      await Promise.all([Promise.race([dispatcher.idle(), patience]), campaigns.stop()]);
      await sending.close();
      mailer.close();
    },
  };
}

const storeOf = ({ url, folder }: NonNullable<ProductOptions['imap']>) => openMailStore({ url, putAwayIn: folder });

/** Fetches mail as it comes, for as long as the process runs. */
function watchMail({ imap, log }: ProductOptions, ctx: Context, gate: QuarantineGate): Watch | undefined {
  if (!imap) return undefined;
  const onError = (error: unknown) => log.warn({ event: 'mail.error', err: error }, 'mail is fetched again soon');
  const losses: Losses = new Map();
  return new Watch({
    ...imap,
    open: () => storeOf(imap),
    pass: async (store) => {
      if (!gate.closed) await fetchMail(ctx, store, onError, losses);
    },
    onError,
  });
}

/** Clocks follow the rules in force before anything is erased by them. */
async function applyRules(ctx: Context, log: Log): Promise<void> {
  const done = await ensurePolicyApplied(ctx);
  if (done.kind === 'waiting') {
    log.warn(
      { event: 'policy.waiting', count: done.preview.due },
      'the retention rules have changed and would make many requests fall due at once: look with "allkontrakt policy diff", then run "allkontrakt policy apply"',
    );
  } else if (done.kind === 'applied') {
    log.info({ event: 'policy.applied', count: done.applied.moved }, 'clocks counted by the rules in force');
  }
}

/** What the schedule needs beside the context. */
export function toolsOf({ ownerConnection, folders = [], log, imap }: ProductOptions, ctx: Context): Tools {
  const onError = (error: unknown) =>
    log.warn({ event: 'mail.purge', err: error }, 'erased mail waits to be deleted from the mail server');
  return {
    purgeMail: imap && (() => purgeMail(ctx, () => storeOf(imap), onError)),
    folders,
    proofs: new Proofs(),
    scrub: ownerConnection
      ? async () => {
          const owner = openDatabase(ownerConnection, undefined, 1);
          await scrub(owner.pool).finally(owner.close);
        }
      : undefined,
    async printHeads() {
      for (const table of ['ledger.audit', 'privacy.certificate'] as const) {
        const { head, rows } = await verifyChain(ctx.db, table);
        log.info({ event: `head.${table}`, head: head ?? 'none', count: rows }, 'head of a chain');
      }
    },
  };
}

/** Whether something is due or under way right now: requests, reactions, deliveries. */
async function anythingWaits(ctx: Context): Promise<boolean> {
  const { rows } = await sql<{ waits: boolean }>`
    select exists (select from brokerage.lead where state = 'received')
      or exists (select from jobs.job where name in ('reactions', 'login-links', 'staff-links', 'sign-ups', 'submissions') and state < 'completed')
      or coalesce(least(${firstClock}, ${firstNotice}, ${nextArchivedDue}, ${nextSubscriberDue}) <= ${ctx.clock.now()}, false)
      or exists (select from privacy.erasure where certified_at is null)
      or exists (select from newsletter.campaign where state = 'scheduled' and starts_at <= ${ctx.clock.now()})
      or exists (select from newsletter.campaign c where c.state = 'sending' and (not c.filled
          or exists (select from newsletter.recipient r where r.campaign_id = c.id and r.due_at <= ${ctx.clock.now()})
          or not exists (select from newsletter.recipient r where r.campaign_id = c.id))
        and not exists (select from newsletter.sender where waits_until > ${ctx.clock.now()}))
      or exists (select from brokerage.delivery d left join brokerage.supplier s on s.id = d.supplier_id and d.channel = 'webhook'
        where d.state = 'sending' or (d.state = 'pending' and d.due_at <= ${ctx.clock.now()}
          and coalesce(s.breaker_retry_at <= ${ctx.clock.now()}, true))) as waits`.execute(ctx.db);
  return rows[0]?.waits ?? false;
}
