import { noteLoginRequest } from '#domain/access/index.ts';
import type { Context } from '#domain/context.ts';
import { reactWith } from '#domain/flow.ts';
import { Intake } from '#domain/lead/index.ts';
import { noteSignUp } from '#domain/newsletter/index.ts';
import { schedule } from '#domain/schedule.ts';
import { noteStaffRequest } from '#domain/staff/index.ts';
import { keepSubmission } from '#domain/submission/index.ts';
import { testEndpoint } from '#domain/supplier/index.ts';
import { Collector } from '#domain/visit/index.ts';
import { createAuth } from '#platform/auth.ts';
import { createVault } from '#platform/crypto.ts';
import { openDatabase, sql, transact } from '#platform/db/index.ts';
import { pendingMigrations } from '#platform/db/migrate.ts';
import { createHttpOut, validateEndpoint } from '#platform/http-out/index.ts';
import { listen, startJobs, wake } from '#platform/jobs.ts';
import { senderStanding, systemTxt } from '#platform/mail/index.ts';
import { createMetrics } from '#platform/metrics.ts';
import { createElks, createVoice, type VoicePort } from '#platform/phone/index.ts';
import { policyEdition } from '#platform/policy-edition.ts';
import { QuarantineGate } from '#platform/quarantine.ts';
import { dkimRecord } from '#platform/smtp/index.ts';
import { retention } from '#policy/retention.ts';
import { createApp } from '#web/app.tsx';
import { serveAssets } from '#web/assets.ts';
import { linksFrom } from '#web/links.ts';
import { listenHttp } from '#web/listen.ts';
import { Live } from '#web/live.ts';
import type { Route } from '#web/sitemap.ts';
import type { ProductOptions } from './options.ts';
import { startWorker, toolsOf } from './worker.ts';

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
    keepSubmission: (sourceId, content, leftOut) =>
      transact(db, async (tx) => {
        const submissionId = await keepSubmission(ctx, tx, sourceId, content, leftOut);
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

async function workerLag(ctx: Context): Promise<number> {
  const now = ctx.clock.now();
  const { rows } = await sql<{ oldest: Temporal.Instant | null }>`
    select least((select min(received_at) from brokerage.lead where state = 'received'),
      (select min(due_at) from brokerage.delivery where state = 'pending')) as oldest`.execute(ctx.db);
  const oldest = rows[0]?.oldest;
  return oldest ? Math.max(0, Math.round(now.since(oldest).total('seconds'))) : 0;
}
