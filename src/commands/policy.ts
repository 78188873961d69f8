import type { Command } from 'commander';
import type { Context } from '#domain/context.ts';
import { applyPolicy, isApplied, policyApplied, previewPolicy, rulesFingerprint } from '#domain/privacy/index.ts';
import { commandContext, say, withDatabase } from './tools.ts';

const short = (fingerprint: string) => fingerprint.slice(0, 12);

/** What applying would do. @returns how many requests would fall due at once */
async function diff(ctx: Context): Promise<number> {
  const applied = await policyApplied(ctx.db);
  say(
    applied
      ? `Applied:  edition ${applied.version}, rules ${short(applied.fingerprint)}, at ${applied.at}.`
      : 'Applied:  none yet.',
  );
  say(`In force: edition ${ctx.policyVersion}, rules ${short(rulesFingerprint())}.`);
  const preview = await previewPolicy(ctx.db, ctx.clock.now());
  say(`${'rule'.padEnd(18)}${['now', 'then', 'move', 'due at once'].map((word) => word.padStart(12)).join('')}`);
  for (const { rule, before, after, moved, due } of preview.rules)
    say(`${rule.padEnd(18)}${[before, after, moved, due].map((n) => String(n).padStart(12)).join('')}`);
  say(
    `Of ${preview.leads} requests ${preview.moved} clocks move${preview.earliest ? `, the earliest to ${preview.earliest}` : ''}; ${preview.due} fall due at once.`,
  );
  const { kept, moved, due } = preview.archived;
  say(`Of ${kept} archived requests ${moved} ends move; ${due} fall due at once.`);
  if (isApplied(ctx, applied) && preview.moved + moved === 0) say('Nothing to apply.');
  return preview.due + due;
}

/** `policy`: what a changed retention rule would do, and doing it. */
export function policyCommands(program: Command): void {
  const policy = program.command('policy').description('The retention rules and the clocks that are counted by them.');

  policy
    .command('diff')
    .description('Show how many requests the rules in force would move, and which fall due at once. Changes nothing.')
    .action(async () => {
      await withDatabase(false, async (app, opened) => {
        await diff(commandContext(app, opened));
      });
    });

  policy
    .command('apply')
    .description(
      'Count every clock anew by the rules in force. What falls due is erased by the next sweep, and can’t be brought back.',
    )
    .action(async () => {
      await withDatabase(false, async (app, opened) => {
        const ctx = commandContext(app, opened);
        await diff(ctx);
        const { moved, due } = await applyPolicy(ctx);
        say(`Applied: ${moved} clocks moved, ${due} fell due.`);
      });
    });
}
