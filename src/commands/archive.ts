import { type Command, Option } from 'commander';
import { type ReadReason, type Recipient, readReasons } from '#domain/archive/index.ts';
import { noteHeads } from '#domain/privacy/index.ts';
import { stockholmDate } from '#platform/clock.ts';
import { openDatabase, sql, type Tx, transact } from '#platform/db/index.ts';
import { openHeadsFile } from '#platform/heads-file.ts';
import { type Opened, open } from '../open.ts';
import { table } from './keeping.ts';
import { say } from './tools.ts';

/** The archive, as its keeper sees it (P9, D1, D5). */
export function archiveCommands(program: Command): void {
  const archive = program
    .command('archive')
    .description(
      'Requests that ended in a contract. The product itself can’t read them; these commands can, and it is noted.',
    );
  archive
    .command('list')
    .description('Every archived request: its id and when it is erased, and nothing about anybody.')
    .action(list);
  archive
    .command('read')
    .description('Show one archived request. That it was read, when and why is written in the audit log.')
    .argument('<id>', 'as in "archive list"')
    .addOption(new Option('--reason <reason>', 'why it must be read').choices([...readReasons]).makeOptionMandatory())
    .action(read);
}

/** Steps down to the archivist for one transaction: the rights to two functions, and no others. */
async function asArchivist(work: (tx: Tx, opened: Opened) => Promise<void>): Promise<void> {
  const opened = await open({ migrate: false, seed: false, beside: true });
  const owner = openDatabase(opened.ownerConnection, undefined, 1);
  try {
    await transact(owner.db, async (tx) => {
      await sql`set local role archivist`.execute(tx);
      await work(tx, opened);
    });
    const heads = openHeadsFile(opened.config.erasureLedger, () => opened.clock.now());
    await noteHeads({ db: owner.db, heads });
  } finally {
    await owner.close();
    await opened.close();
  }
}

interface Entry {
  readonly id: string;
  readonly reference: string;
  readonly service: string;
  readonly contract_at: Temporal.Instant;
  readonly erase_at: Temporal.Instant;
  readonly restricted: boolean;
}

async function list(): Promise<void> {
  await asArchivist(async (tx) => {
    const { rows } = await sql<Entry>`select * from archive.entries()`.execute(tx);
    if (rows.length === 0) {
      say('Nothing is archived.');
      return;
    }
    const cells = rows.map((r) => [
      ...[r.id, r.reference, r.service, stockholmDate(r.contract_at).toString(), stockholmDate(r.erase_at).toString()],
      r.restricted ? 'restricted' : '',
    ]);
    for (const line of table(['id', 'reference', 'service', 'contract', 'erased', ''], cells)) say(line);
  });
}

interface Archived {
  readonly [column: string]: unknown;
  readonly quote_values: Readonly<Record<string, unknown>>;
  readonly recipients: readonly Recipient[];
}

async function read(id: string, { reason }: { reason: ReadReason }): Promise<void> {
  const none = new Error(`There is no archived request "${id}". See "allkontrakt archive list".`);
  await asArchivist(async (tx, { clock }) => {
    const { rows } = await sql<Archived>`
      select * from archive.read(${id}, ${reason}, 'archivist', ${clock.now()})`.execute(tx);
    // What isn't there has not been read: the line in the log is taken back with the transaction.
    if (!rows[0]) throw none;
    print(rows[0]);
  }).catch((error: unknown) => {
    const { code } = error as { code?: string };
    if (code === '22P02') throw none;
    if (code === '42501' && String(error).includes('restricted'))
      throw new Error('This request is restricted: its person has asked that nobody read it (art. 18).');
    throw error;
  });
}

function print({ quote_values, recipients, email_key, ...rest }: Archived): void {
  const width = 22;
  for (const [column, value] of Object.entries(rest))
    if (value !== null) say(`${column.replaceAll('_', ' ').padEnd(width)}${value}`);
  say('quote');
  for (const [field, value] of Object.entries(quote_values)) say(`  ${field.padEnd(width - 2)}${value}`);
  say('received by');
  for (const { name, sentAt, fields } of recipients)
    say(`  ${name.padEnd(width - 2)}${sentAt ?? 'opened'}: ${fields.join(', ')}`);
  say('');
  say('That this was read is in the audit log.');
}
