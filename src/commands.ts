import { Command } from 'commander';
import { failedDeliveries, replay } from '#domain/delivery/index.ts';
import { createVault } from '#platform/crypto.ts';
import { openDatabase, transact } from '#platform/db/index.ts';
import { migrate } from '#platform/db/migrate.ts';
import { wake } from '#platform/jobs.ts';
import { seedDemo, showcaseEmail } from '#worlds/demo.ts';
import { archiveCommands } from './commands/archive.ts';
import { backupCommands } from './commands/backup.ts';
import { policyCommands } from './commands/policy.ts';
import { retentionCommands } from './commands/retention.ts';
import { subjectCommands } from './commands/subject.ts';
import { supplierCommands } from './commands/supplier.ts';
import { say, withDatabase } from './commands/tools.ts';
import { userCommands } from './commands/user.ts';
import { verifyCommands } from './commands/verify.ts';
import { open } from './open.ts';

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
      const context = { clock: opened.clock, wake, actor: 'terminal' } as Parameters<typeof replay>[0];
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

supplierCommands(program);
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
