import type { Command } from 'commander';
import type { Context } from '#domain/context.ts';
import {
  type CheckedChain,
  chains,
  checkChain,
  checkDecisions,
  checkPromises,
  isWhole,
  noteHeads,
  type Verdict,
} from '#domain/privacy/index.ts';
import { commandContext, say, withDatabase } from './tools.ts';

/** Everything `verify` looks at, as it is now. */
async function lookAt(ctx: Context) {
  return {
    at: ctx.clock.now().toString(),
    promises: await checkPromises(ctx),
    decisions: await checkDecisions(ctx),
    chains: await Promise.all(chains.map(async (table) => ({ table, ...(await checkChain(ctx, table)) }))),
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

function stateOf({ rows, broken, noted, lost }: CheckedChain): string {
  if (broken !== null) return `the chain is broken, first at row ${broken}`;
  if (lost !== null) return `the chain is not as it was noted outside the database: row ${lost} is gone or is another`;
  if (noted === 0 && rows > 0) return 'the chain is whole; nothing was noted outside the database to hold it against';
  return 'the chain is whole, and as it was noted outside the database';
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
        const ctx = commandContext(app, opened);
        const found = await lookAt(ctx);
        const all = [...found.promises, ...found.decisions];
        const broken = all.filter(({ state }) => state === 'broken').map(({ id }) => id);
        if (json) say(JSON.stringify({ ...found, broken }, null, 2));
        else {
          for (const verdict of all) print(verdict);
          for (const chain of found.chains) say(`${chain.table}: ${chain.rows} rows, ${stateOf(chain)}.`);
          say(broken.length === 0 ? 'No promise is broken.' : `Broken: ${broken.join(', ')}.`);
        }
        if (broken.length > 0 || !found.chains.every(isWhole)) process.exitCode = 1;
        else await noteHeads(ctx);
      });
    });
}
