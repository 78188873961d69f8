// Long because here the parts are put together, each with what it needs of the others.
import { noteLoginRequest, sendLoginLink } from '#domain/access/index.ts';
import { nextArchivedDue } from '#domain/archive/index.ts';
import { beginDue, CampaignSender, homeOf, type SenderPorts } from '#domain/campaign/index.ts';
import { keepMail, keepText } from '#domain/contact/index.ts';
import type { Context } from '#domain/context.ts';
import { Dispatcher } from '#domain/delivery/index.ts';
import { intakePass, keep, reactWith, renderers, whenSettled, workReactions } from '#domain/flow.ts';
import { fetchMail, type Losses, purgeMail } from '#domain/inbox/index.ts';
import { firstClock, firstNotice, Intake, type IntakeLimits } from '#domain/lead/index.ts';
import { answerSignUp, nextSubscriberDue, noteSignUp } from '#domain/newsletter/index.ts';
import { ensurePolicyApplied, type Folder, Proofs, verifyChain } from '#domain/privacy/index.ts';
import { schedule, startSchedule, type Tools } from '#domain/schedule.ts';
import { answerStaffRequest, noteStaffRequest } from '#domain/staff/index.ts';
import { keepSubmission, workSubmission } from '#domain/submission/index.ts';
import { noteRecipients, testEndpoint } from '#domain/supplier/index.ts';
import { Collector } from '#domain/visit/index.ts';
import { createAuth } from '#platform/auth.ts';
import type { Clock } from '#platform/clock.ts';
import type { Elks } from '#platform/config.ts';
import { createVault } from '#platform/crypto.ts';
import { byKeys, type Connection, openDatabase, sql, transact } from '#platform/db/index.ts';
import { pendingMigrations } from '#platform/db/migrate.ts';
import { scrub } from '#platform/db/scrub.ts';
import { createHttpOut, type HttpOut, validateEndpoint } from '#platform/http-out/index.ts';
import { openMailStore, Watch } from '#platform/imap/index.ts';
import type { ProxyTrust } from '#platform/ip.ts';
import { type Jobs, Loop, listen, startJobs, wake } from '#platform/jobs.ts';
import type { Log } from '#platform/log.ts';
import { createMailer, type ResolveTxt, senderStanding, systemTxt } from '#platform/mail/index.ts';
import { createMetrics } from '#platform/metrics.ts';
import { createElks, createSms, createVoice, type Sms, type SmsPort, type VoicePort } from '#platform/phone/index.ts';
import { policyEdition } from '#platform/policy-edition.ts';
import { QuarantineGate, standingAside, unlessClosed } from '#platform/quarantine.ts';
import { dkimRecord, keepingCarrier, smtpCarrier } from '#platform/smtp/index.ts';
import type { Engaged } from '#policy/recipients.ts';
import { retention } from '#policy/retention.ts';
import { createApp } from '#web/app.tsx';
import { serveAssets } from '#web/assets.ts';
import type { Assets } from '#web/face.ts';
import { linksFrom } from '#web/links.ts';
import { listenHttp } from '#web/listen.ts';
import { Live } from '#web/live.ts';
import { isOpenPage } from '#web/paths.ts';
import { leadOfService } from '#web/request-form.ts';
import type { Route } from '#web/sitemap.ts';

export interface ProductOptions {
  readonly connection: Connection;
  readonly role: 'all' | 'web' | 'worker';
  readonly clock: Clock;
  readonly secret: Uint8Array;
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly production: boolean;
  readonly smtpUrl?: string | undefined;
  /** Who carries text messages; without it they are caught in development, and can't be sent in production. */
  readonly elks?: Elks | undefined;
  /** In the address at which newsletters that have come back are told of. */
  readonly bounceSecret?: string | undefined;
  /** Origins whose pages may show the form in a frame; nobody's when left out. */
  readonly embedders?: readonly string[] | undefined;
  /** Above the foot when left out. */
  readonly consentPlace?: 'foot' | 'head' | undefined;
  /** Sites whose pages may call the API. */
  readonly apiOrigins?: readonly string[] | undefined;
  readonly mailFrom: { readonly name: string; readonly address: string };
  /** Stands in for the name servers in tests. */
  readonly resolveTxt?: ResolveTxt;
  /** The mailbox that mail to us is fetched from; undefined: none is. */
  readonly imap?:
    | {
        readonly url: string;
        readonly folder: string;
        readonly marksReplies: boolean;
        /** How long to wait after failures in a row, and how long to rest between looks; for tests. */
        readonly retryMs?: readonly number[];
        readonly restMs?: number;
      }
    | undefined;
  readonly trust: ProxyTrust;
  readonly log: Log;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Built client files and their addresses. */
  readonly assets: Assets & { readonly folder: string | undefined; readonly loader?: string };
  readonly limits?: IntakeLimits;
  /** With the rights of the database's owner: lets the nightly cleaning rewrite its files. */
  readonly ownerConnection?: Connection | undefined;
  /** Folders of files that the scan after an erasure looks through. */
  readonly folders?: readonly Folder[];
  /** Whom the operator has engaged, for the policy page and the register. */
  readonly processors?: readonly Engaged[];
  /** Google Analytics, where it is on. */
  readonly google?: string | undefined;
  /** The list of what was erased and sent, outside the database. */
  readonly outside?: Context['outside'];
  /** How long a supplier's server has to answer a test; as long as for anything else when left out. */
  readonly testMs?: number;
  /** The ends of the hash chains, outside the database. */
  readonly heads?: Context['heads'];
  /** How campaigns leave: at what pace, signed by which key; the rest is for tests. */
  readonly campaigns?: Partial<
    Pick<SenderPorts, 'perSecond' | 'perDomain' | 'dkim' | 'lanes' | 'retrySeconds' | 'waitSeconds'>
  >;
}

export interface Product {
  readonly ctx: Context;
  /** The port listened on. */
  readonly port: number;
  readonly routes: readonly Route[];
  /** Who listens to what happens. */
  readonly live: Live;
  /** Handles what waits right now and returns when there is no more; for tests and commands. */
  settle(): Promise<void>;
  /** Runs a recurring job now. */
  run(job: keyof typeof schedule): Promise<void>;
  /** Answers what has begun, finishes what runs, closes everything; at most ten seconds. */
  stop(): Promise<void>;
}

/** Puts the parts together: database, jobs, mail, web and worker, as far as the role asks for them. */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const { log, clock, role, connection } = options;
  const { db, pool, close } = openDatabase(connection, 'app');
  const working = role !== 'web';
  const jobs = await startJobs(connection, log, working);
  const gate = new QuarantineGate(pool);
  let worker: Awaited<ReturnType<typeof startWorker>> | undefined;
  // A restore looks for whoever listens, after it has closed the database: the ears come first, the look after them.
  const live = new Live();
  const ears = await listen(
    connection,
    {
      allkontrakt: (name) => {
        if (name === undefined || name === 'quarantine') void gate.look();
        worker?.wake(name);
      },
      allkontrakt_live: (said) => live.hear(said),
    },
    log,
  );
  const closeAll = async () => {
    gate.stop();
    await ears.stop();
    await worker?.stop();
    await jobs.stop(5000);
    await close();
  };
  await gate.start().catch(async (error) => {
    await closeAll();
    throw error;
  });
  const ctx: Context = {
    db,
    clock,
    vault: createVault(options.secret),
    links: linksFrom(options.baseUrl),
    policyVersion: policyEdition,
    mailbox: options.imap && { address: options.mailFrom.address, marksReplies: options.imap.marksReplies },
    react: reactWith(jobs),
    wake,
    outside: options.outside,
    heads: options.heads,
  };
  const httpOut = createHttpOut({ development: !options.production, now: () => clock.now() });
  const elks = options.elks && createElks({ ...options.elks, dryRun: !options.production }, httpOut);
  const intake = new Intake(ctx, options.limits);
  if (working) worker = await startWorker(options, ctx, jobs, gate, { httpOut, sms: elks?.sms, intake });
  const metrics = createMetrics();
  const readiness = async () => {
    const migrations = await pendingMigrations(pool).then(
      (p) => p.length === 0,
      () => undefined,
    );
    return {
      database: migrations !== undefined,
      quarantined: gate.closed,
      migrations: migrations ?? false,
      working,
      workerLagSeconds: await workerLag(ctx).catch(() => undefined),
    };
  };
  const auth = createAuth({
    connection,
    secret: ctx.vault.deriveKey('auth').toString('base64url'),
    baseUrl: options.baseUrl,
    secure: options.baseUrl.startsWith('https:'),
    sessionSeconds: Temporal.Duration.from(retention['staff-session'].period).total('seconds'),
  });
  const { app, map } = createApp({
    ctx,
    baseUrl: options.baseUrl,
    apiOrigins: options.apiOrigins,
    intake,
    visits: new Collector(ctx, new URL(options.baseUrl).host),
    metrics,
    log,
    readiness,
    assets: options.assets,
    loader: options.assets.loader,
    embedders: options.embedders,
    consentPlace: options.consentPlace,
    trust: options.trust,
    processors: options.processors,
    google: options.google,
    secure: options.baseUrl.startsWith('https:'),
    development: !options.production && !options.smtpUrl,
    sms: options.elks !== undefined || !options.production,
    voice: voiceOf(options, elks?.call),
    bounceSecret: options.bounceSecret,
    opsOnly: role === 'worker',
    closed: () => gate.closed,
    auth,
    live,
    probe: httpOut.look,
    sender: senderOf(options),
    endpoints: {
      fault: (url) => validateEndpoint(url, { development: !options.production }),
      test: (who, supplierId) => testEndpoint(who, httpOut.post, supplierId, options.testMs),
    },
    requestStaffLink: (email) =>
      transact(db, async (tx) => jobs.send(tx, 'staff-links', [{ requestId: await noteStaffRequest(ctx, tx, email) }])),
    requestNewsletter: (wanted) =>
      transact(db, async (tx) => jobs.send(tx, 'sign-ups', [{ requestId: await noteSignUp(ctx, tx, wanted) }])),
    keepSubmission: (sourceId, content) =>
      transact(db, async (tx) => {
        const submissionId = await keepSubmission(ctx, tx, sourceId, content);
        await jobs.send(tx, 'submissions', submissionId ? [{ submissionId }] : []);
      }),
    requestLogin: (emailKey) =>
      transact(db, async (tx) =>
        jobs.send(tx, 'login-links', [{ requestId: await noteLoginRequest(ctx, tx, emailKey) }]),
      ),
  });
  if (options.assets.folder) serveAssets(app, options.assets.folder);
  const server = await listenHttp(app, options);
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    live.stop();
    await server.stop();
    await auth.close();
    await closeAll();
    await httpOut.close();
  };
  return {
    ctx,
    port: server.port,
    routes: map.routes,
    live,
    settle: async () => worker?.settle(),
    run: async (job) => {
      await schedule[job].run(ctx, worker?.tools ?? toolsOf(options, ctx));
    },
    stop: () => (stopping ??= stop()),
  };
}

/** What receivers of mail look up about us, as it is when it is asked for. */
function senderOf({ mailFrom: { address }, smtpUrl, campaigns, resolveTxt = systemTxt() }: ProductOptions) {
  const key = campaigns?.dkim;
  const dkim = key && { selector: key.selector, record: dkimRecord(key) };
  const smtpHost = smtpUrl && new URL(smtpUrl).hostname;
  return {
    domain: address.slice(address.lastIndexOf('@') + 1),
    look: () => senderStanding({ address, smtpHost, dkim }, resolveTxt),
  };
}

/** Who dials: 46elks with a number of ours, or nobody; outside production a peer on this machine, or only the notes. */
function voiceOf({ production, elks }: ProductOptions, call: VoicePort['connect'] | undefined): VoicePort | undefined {
  const real = elks?.callFrom && call && (production || isLoopback(elks.url));
  if (real) return createVoice(call);
  return production ? undefined : createVoice(async () => ({ kind: 'carried', id: null }));
}

const isLoopback = (url: string): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);

async function startWorker(
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

function toolsOf({ ownerConnection, folders = [], log, imap }: ProductOptions, ctx: Context): Tools {
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

async function workerLag(ctx: Context): Promise<number> {
  const now = ctx.clock.now();
  const { rows } = await sql<{ oldest: Temporal.Instant | null }>`
    select least((select min(received_at) from brokerage.lead where state = 'received'),
      (select min(due_at) from brokerage.delivery where state = 'pending')) as oldest`.execute(ctx.db);
  const oldest = rows[0]?.oldest;
  return oldest ? Math.max(0, Math.round(now.since(oldest).total('seconds'))) : 0;
}
