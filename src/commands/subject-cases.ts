import { type Command, Option } from 'commander';
import {
  answerCase,
  askedRights,
  caseById,
  objectable,
  openCases,
  openWaiting,
  outcomeOf,
  type Refusal,
  refusals,
  refusalText,
  refuseCase,
  StillHeld,
} from '#domain/privacy/index.ts';
import { NotAllowed } from '#domain/transitions.ts';
import { stockholmDate } from '#platform/clock.ts';
import { type Tx, transact } from '#platform/db/index.ts';
import { type Locale, locales } from '#policy/text.ts';
import { readAddress, withInput } from './standard-input.ts';
import { commandContext, say, withDatabase } from './tools.ts';

interface Opening {
  readonly right: (typeof askedRights)[number];
  readonly purpose?: string;
  readonly locale: Locale;
}

/** Cases that wait: opened when somebody asks, confirmed by the person, answered or refused within one calendar month (P27, P29). */
export function caseCommands(single: Command): void {
  single
    .command('open')
    .description('Somebody has asked for a right by mail or telephone: mails a link to confirm that it is they.')
    .addOption(new Option('--right <right>', 'which').choices([...askedRights]).makeOptionMandatory())
    .addOption(new Option('--purpose <purpose>', 'of an objection').choices([...objectable]))
    .addOption(new Option('--locale <locale>', 'of the mails').choices([...locales]).default('sv'))
    .addHelpText(
      'after',
      '\nThe e-mail address is read from the first line of the standard input. It need not be known.',
    )
    .action(open);
  single.command('list').description('Every case that waits for an answer, the most urgent first.').action(list);
  single
    .command('answer')
    .description('Close a confirmed case, and mail the answer. What was asked is done first, by the commands above.')
    .argument('<id>', 'as in "subject case list"')
    .action(answer);
  single
    .command('refuse')
    .description('Refuse, and mail why and how to complain.')
    .argument('<id>', 'as in "subject case list"')
    .addOption(new Option('--ground <ground>', 'why').choices([...refusals]).makeOptionMandatory())
    .action((id: string, { ground }: { ground: Refusal }) => refuse(id, ground));
}

const open = ({ right, purpose, locale }: Opening): Promise<void> =>
  withInput(async (input) => {
    if ((right === 'objection') !== (purpose !== undefined))
      throw new Error('An objection is to one purpose: use --purpose, and only then.');
    const email = await readAddress(input);
    await withDatabase(false, async (app, opened) => {
      const ctx = commandContext(app, opened);
      const about = { right, locale, channel: 'mail', ...(purpose ? { purpose } : {}) } as const;
      const id = await transact(app.db, (tx) => openWaiting(ctx, tx, about, { email }));
      const found = await caseById(app.db, id);
      say(`Case ${id}  ${right}  to be answered by ${stockholmDate(found?.dueAt ?? ctx.clock.now())}`);
      say('A link to confirm it is being mailed to the person.');
    });
  });

async function list(): Promise<void> {
  await withDatabase(false, async (app, opened) => {
    const waiting = await openCases(app.db);
    if (waiting.length === 0) say('No case waits for an answer.');
    const now = opened.clock.now();
    for (const { id, right, purpose, channel, dueAt, confirmedAt } of waiting) {
      const late = Temporal.Instant.compare(dueAt, now) < 0;
      const what = purpose ? `${right} (${purpose})` : right;
      const parts = [`Case ${id}`, what, `by ${channel}`, `to be answered by ${stockholmDate(dueAt)}`];
      say([...parts, confirmedAt ? 'confirmed' : 'not confirmed', ...(late ? ['OVERDUE'] : [])].join('  '));
    }
  });
}

type Ctx = ReturnType<typeof commandContext>;

const verbs = {
  erasure: () => 'erase',
  objection: (purpose: string | null) => `object --purpose ${purpose}`,
  restriction: () => 'restrict',
} as const;

const answer = (id: string): Promise<void> =>
  close(id, async (ctx, tx) => {
    const outcome = await outcomeOf(ctx, tx, id).catch((error: unknown) => {
      if (!(error instanceof StillHeld)) throw error;
      const verb = verbs[error.right](error.purpose);
      throw new Error(`Data is held about the person. "allkontrakt subject ${verb}" does it, and answers the case.`);
    });
    const mailed = await answerCase(ctx, tx, id, outcome);
    say(mailed ? `The answer is being mailed: ${outcome}.` : 'There is no address to mail the answer to.');
  });

const refuse = (id: string, ground: Refusal): Promise<void> =>
  close(id, async (ctx, tx) => {
    const mailed = await refuseCase(ctx, tx, id, ground);
    const { sv, en } = refusalText(ground);
    say(mailed ? 'The person is mailed why, and how to complain:' : 'There is no address. Tell the person:');
    say(`\n${sv}\n\n${en}\n`);
  });

async function close(id: string, work: (ctx: Ctx, tx: Tx) => Promise<void>): Promise<void> {
  await withDatabase(false, async (app, opened) => {
    const ctx = commandContext(app, opened);
    await transact(app.db, (tx) => work(ctx, tx)).catch((error: unknown) => {
      if (error instanceof NotAllowed || (error as { code?: string }).code === '22P02')
        throw new Error(`No case "${id}" waits for an answer. See "allkontrakt subject case list".`);
      throw error;
    });
    say(`Closed case ${id}.`);
  });
}
