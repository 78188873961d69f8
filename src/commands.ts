import { Command, Option } from 'commander';
import { type ServiceId, serviceIds } from '#catalog/index.ts';
import { failedDeliveries, replay } from '#domain/delivery/index.ts';
import { configureSupplier, suppliers } from '#domain/supplier/index.ts';
import { createVault } from '#platform/crypto.ts';
import { openDatabase, transact } from '#platform/db/index.ts';
import { migrate } from '#platform/db/migrate.ts';
import { newWebhookSecret, validateEndpoint } from '#platform/http-out/index.ts';
import { seedDemo, showcaseEmail } from '#worlds/demo.ts';
import { archiveCommands } from './commands/archive.ts';
import { backupCommands } from './commands/backup.ts';
import { policyCommands } from './commands/policy.ts';
import { retentionCommands } from './commands/retention.ts';
import { subjectCommands } from './commands/subject.ts';
import { say, withDatabase } from './commands/tools.ts';
import { userCommands } from './commands/user.ts';
import { verifyCommands } from './commands/verify.ts';
import { open } from './open.ts';
import { wakeOn } from './product.ts';

const program = new Command('allkontrakt')
  .description(
    'B2B brokerage: one request in, comparable quotes back. Settings come from the environment and .env; see .env.example.',
  )
  .showHelpAfterError('(run with --help for what it takes)');

program
  .command('start')
  .description('Start the product; the same as npm start.')
  .action(async () => {
    await import('./serve.ts');
  });

program
  .command('migrate')
  .description('Bring the database up to date. Runs by itself at start; here for deployments that want it before.')
  .action(async () => {
    const opened = await open({ migrate: false, seed: false, beside: true });
    const owner = openDatabase(opened.ownerConnection, undefined, 3);
    try {
      const ran = await migrate(owner.pool);
      say(ran.length === 0 ? 'The database is up to date.' : `Ran ${ran.join(', ')}.`);
    } finally {
      await owner.close();
      await opened.close();
    }
  });

program
  .command('seed')
  .description(
    'Fill the database: "demo" adds 40 invented companies with requests in every state over 14 months. Refused in production.',
  )
  .addArgument(program.createArgument('<world>', 'which world').choices(['demo']))
  .action(async () => {
    await withDatabase(true, async (app, opened) => {
      if (opened.config.production) throw new Error('The demo world is never put into a production database.');
      const done = await seedDemo(app.db, createVault(opened.secret), opened.clock.now());
      say(
        done
          ? `Added ${done.companies} companies and ${done.leads} requests. Every customer and figure is invented. Log in as ${showcaseEmail}.`
          : 'The demo world is there already; nothing was added.',
      );
    });
  });

const supplier = program
  .command('supplier')
  .description('The registry of suppliers: who may receive requests, and how.');

supplier
  .command('list')
  .description('Every supplier, its services and its channels.')
  .action(async () => {
    await withDatabase(false, async (app) => {
      for (const s of await suppliers(app.db)) {
        const channels =
          [s.email ? 'mail' : '', s.hasWebhook ? 'webhook' : ''].filter(Boolean).join('+') ||
          'no channel: receives nothing';
        say(
          `${s.id.padEnd(22)} ${s.active ? 'active  ' : 'inactive'}  ${(s.services.join(', ') || 'no service: receives nothing').padEnd(34)} ${channels}`,
        );
      }
    });
  });

interface Settings {
  email?: string;
  phone?: string;
  website?: string;
  services?: string;
  active?: 'yes' | 'no';
  cap?: string;
  weight?: string;
  webhook?: string;
}

supplier
  .command('set')
  .description('Change a supplier. An empty value removes; a new webhook gets a new secret, shown once.')
  .argument('<id>', 'the supplier, as in "supplier list"')
  .option('--email <address>', 'where requests are mailed; shown to customers')
  .option('--phone <number>', 'shown to customers who have chosen it')
  .option('--website <url>', 'shown to customers')
  .option('--services <ids>', `comma-separated, of ${serviceIds.join(', ')}`)
  .addOption(new Option('--active <yes|no>', 'whether it takes requests').choices(['yes', 'no']))
  .option('--cap <number>', 'most requests a day; empty: no limit')
  .option('--weight <1-100>', 'its share when more suppliers fit than a request goes to')
  .option('--webhook <url>', 'https address that requests are posted to')
  .action(async (id: string, settings: Settings) => {
    await withDatabase(false, async (app, opened) => {
      const change = readSettings(settings, !opened.config.production);
      const vault = createVault(opened.secret);
      const context = { clock: opened.clock, vault } as Parameters<typeof configureSupplier>[0];
      const known = await transact(app.db, (tx) => configureSupplier(context, tx, id, change));
      if (!known) throw new Error(`There is no supplier "${id}". See "allkontrakt supplier list".`);
      say(`Changed ${id}.`);
      if (change.webhook) say(`Webhook secret, shown only now: ${change.webhook.secret}`);
    });
  });

function readSettings(s: Settings, development: boolean): Parameters<typeof configureSupplier>[3] {
  const services =
    s.services === undefined
      ? undefined
      : s.services
          .split(',')
          .map((x) => x.trim())
          .filter(Boolean);
  const unknown = services?.find((x) => !(serviceIds as readonly string[]).includes(x));
  if (unknown) throw new Error(`There is no service "${unknown}". Services: ${serviceIds.join(', ')}.`);
  const fault = s.webhook ? validateEndpoint(s.webhook, { development }) : undefined;
  if (fault) throw new Error(fault.en);
  const whole = (text: string, name: string, min: number, max: number) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < min || value > max)
      throw new Error(`--${name} takes a whole number from ${min} to ${max}.`);
    return value;
  };
  return {
    ...(s.email === undefined ? {} : { email: s.email || null }),
    ...(s.phone === undefined ? {} : { phone: s.phone || null }),
    ...(s.website === undefined ? {} : { website: s.website || null }),
    ...(s.active === undefined ? {} : { active: s.active === 'yes' }),
    ...(s.cap === undefined ? {} : { dailyCap: s.cap === '' ? null : whole(s.cap, 'cap', 0, 1_000_000) }),
    ...(s.weight === undefined ? {} : { weight: whole(s.weight, 'weight', 1, 100) }),
    ...(services === undefined ? {} : { services: services as ServiceId[] }),
    ...(s.webhook === undefined ? {} : { webhook: s.webhook ? { url: s.webhook, secret: newWebhookSecret() } : null }),
  };
}

const delivery = program.command('delivery').description('What is to leave the house: look into what did not arrive.');

delivery
  .command('failed')
  .description('Deliveries that ended dead or refused, newest first, with the reason.')
  .action(async () => {
    await withDatabase(false, async (app) => {
      const failed = await failedDeliveries(app.db);
      if (failed.length === 0) say('Nothing has failed.');
      for (const d of failed) {
        say(
          `${d.id}  ${d.reference ?? '(erased)'}  ${d.state.padEnd(7)} ${d.kind.padEnd(26)} ${d.supplierId ?? ''}  ${d.reason}, ${d.attempts} attempts, ${d.endedAt}`,
        );
      }
    });
  });

delivery
  .command('replay')
  .description('Try a dead or refused delivery again from the start, with the same id as before.')
  .argument('<id>', 'the delivery, as in "delivery failed"')
  .action(async (id: string) => {
    await withDatabase(false, async (app, opened) => {
      const context = { clock: opened.clock, wake: wakeOn } as Parameters<typeof replay>[0];
      await transact(app.db, (tx) => replay(context, tx, id)).catch((error: unknown) => {
        const { name, code } = error as { name?: string; code?: string };
        if (name === 'NotAllowed' || code === '22P02') {
          throw new Error(`There is no dead or refused delivery "${id}". See "allkontrakt delivery failed".`);
        }
        throw error;
      });
      say(`Delivery ${id} is due again.`);
    });
  });

userCommands(program);
verifyCommands(program);
policyCommands(program);
backupCommands(program);
retentionCommands(program);
archiveCommands(program);
subjectCommands(program);

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
