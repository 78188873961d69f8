import type { Command } from 'commander';
import type { Context } from '#domain/context.ts';
import { checkDecisions, checkPromises, type Verdict, verifyChain } from '#domain/privacy/index.ts';
import { commandContext, say, withDatabase } from './tools.ts';

const chains = ['privacy.certificate', 'ledger.audit'] as const;

/** Everything `verify` looks at, as it is now. */
async function lookAt(ctx: Context) {
  return {
    at: ctx.clock.now().toString(),
    promises: await checkPromises(ctx),
    decisions: await checkDecisions(ctx),
    chains: await Promise.all(chains.map(async (table) => ({ table, ...(await verifyChain(ctx.db, table)) }))),
  };
}

const marks = { kept: 'kept      ', 'not-in-use': 'not in use', broken: 'BROKEN    ' } as const;

function print(verdict: Verdict): void {
  const [first, ...rest] = verdict.evidence.map((text) => text.en.replaceAll('\u00a0', ' '));
  say(`${verdict.id.padEnd(4)} ${marks[verdict.state]}  ${first ?? ''}`);
  for (const line of rest) say(`${' '.repeat(17)}${line}`);
  for (const { name, ok, value } of verdict.checks) if (!ok) say(`${' '.repeat(17)}fails: ${name}: ${value}`);
  if (verdict.state === 'broken') say(`${' '.repeat(17)}test: ${verdict.test}`);
}

/** `verify`: whether what we have promised is so, in the database as it is. */
export function verifyCommands(program: Command): void {
  program
    .command('verify')
    .description(
      'Check every promise and decision, and both hash chains, against the database as it is now. Exits with 1 when one is broken.',
    )
    .option('--json', 'everything that was looked at, as JSON')
    .action(async ({ json = false }: { json?: boolean }) => {
      await withDatabase(false, async (app, opened) => {
        const found = await lookAt(commandContext(app, opened));
        const all = [...found.promises, ...found.decisions];
        const broken = all.filter(({ state }) => state === 'broken').map(({ id }) => id);
        if (json) say(JSON.stringify({ ...found, broken }, null, 2));
        else {
          for (const verdict of all) print(verdict);
          for (const { table, rows, broken: row } of found.chains)
            say(
              `${table}: ${rows} rows, ${row === null ? 'the chain is whole' : `the chain is broken, first at row ${row}`}.`,
            );
          say(broken.length === 0 ? 'No promise is broken.' : `Broken: ${broken.join(', ')}.`);
        }
        if (broken.length > 0 || found.chains.some((chain) => chain.broken !== null)) process.exitCode = 1;
      });
    });
}
