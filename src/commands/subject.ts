import { open as openFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { emailKeyOf, leadsOf } from '#domain/lead/index.ts';
import {
  answerCase,
  archivedFields,
  casesOf,
  certificatesOf,
  exportPerson,
  objectable,
  openCase,
} from '#domain/privacy/index.ts';
import { stockholmDate } from '#platform/clock.ts';
import { transact } from '#platform/db/index.ts';
import { printCertificate } from './erased.ts';
import { countsTable } from './keeping.ts';
import { readAddress, withInput } from './standard-input.ts';
import { caseCommands } from './subject-cases.ts';
import { caseLine, correctable, erase, known, object, rectify, restrict } from './subject-rights.ts';
import { commandContext, inCallersFolder, say, withDatabase } from './tools.ts';

const fromInput = `
The person’s e-mail address is read from the first line of the standard input, or asked for at a terminal. It is never an argument:
arguments are seen by others on the machine and kept in histories. Make sure first that it is the person who asks.`;

/** The rights of a person who asks by mail or telephone (P8, P27–P29), by hand. */
export function subjectCommands(program: Command): void {
  const subject = program
    .command('subject')
    .description(
      'The rights of a person: everything that is held, corrected, locked, erased. Each is a case with a deadline.',
    )
    .addHelpText('after', fromInput);
  const about = (name: string, what: string) => subject.command(name).description(what).addHelpText('after', fromInput);
  const one = ['--request <reference>', 'this request only'] as const;
  const sure = ['--yes', 'without asking first'] as const;
  about('find', 'What is held about a person: requests, and how many rows of which tables. Opens no case.').action(
    find,
  );
  about(
    'export',
    'Everything that is held about a person, with recipients, purposes and clocks, as JSON (art. 15, 20).',
  )
    .option('--output <file>', 'a new file that only you can read; the standard output when left out')
    .action(exportData);
  about(
    'rectify',
    `Correct a request, and tell the suppliers that have it (art. 16). The lines after the address are corrections, name=value, of ${correctable.join(', ')}, and the service’s own questions. email=… mails a link to the new address, and changes nothing until it is used.`,
  )
    .option(...one)
    .option(
      '--archived',
      `what is archived of the person, or the archived request given (${archivedFields.join(', ')})`,
    )
    .action(rectify);
  about('erase', 'Erase a person, or one request, and print the certificates (art. 17). Complete when it returns.')
    .option(...one)
    .option(...sure)
    .action(erase);
  about('restrict', 'Lock a person’s requests and what is archived: nothing is sent, used or erased (art. 18).')
    .option(...one)
    .action((options) => restrict(true, options));
  about('lift', 'End a restriction; the clocks run again.')
    .option(...one)
    .action((options) => restrict(false, options));
  about('object', 'An objection to one purpose (art. 21).')
    .addOption(new Option('--purpose <purpose>', 'which').choices([...objectable]).makeOptionMandatory())
    .option(...sure)
    .action(object);
  about('cases', 'A person’s cases, newest first.').action(cases);
  subject
    .command('certificate')
    .description('The proof of an erasure.')
    .argument('<id>', 'of the erasure, or of a request that was erased')
    .action(certificate);
  caseCommands(subject.command('case').description('A case of somebody who has asked by mail or telephone.'));
}

type Ctx = ReturnType<typeof commandContext>;

const withAddress = (work: (ctx: Ctx, emailKey: Buffer, address: string) => Promise<void>): Promise<void> =>
  withInput(async (input) => {
    const address = await readAddress(input);
    await withDatabase(false, async (app, opened) => {
      const ctx = commandContext(app, opened);
      await work(ctx, emailKeyOf(ctx.vault, address), address);
    });
  });

const find = (): Promise<void> =>
  withAddress(async (ctx, emailKey, address) => {
    const counts = await known(ctx, emailKey, address);
    for (const lead of await leadsOf(ctx.db, emailKey))
      say(`Request ${lead.reference}  ${lead.id}  ${lead.service}  ${lead.state}  ${stockholmDate(lead.receivedAt)}`);
    for (const line of countsTable('table', 'rows', counts)) say(line);
  });

const exportData = ({ output }: { output?: string }): Promise<void> =>
  withAddress(async (ctx, emailKey, address) => {
    await known(ctx, emailKey, address);
    const path = output === undefined ? undefined : inCallersFolder(output);
    const file = path === undefined ? undefined : await newFile(path);
    try {
      const id = await transact(ctx.db, (tx) => openCase(ctx, tx, { right: 'access', emailKey, channel: 'terminal' }));
      const data = `${JSON.stringify(await exportPerson(ctx, ctx.db, emailKey, address), null, 2)}\n`;
      if (file) await file.writeFile(data);
      else process.stdout.write(data);
      await transact(ctx.db, (tx) => answerCase(ctx, tx, id, 'done'));
      const [own] = (await casesOf(ctx.db, emailKey)).filter((one) => one.id === id);
      if (own) process.stderr.write(`${caseLine(own)}\n`);
    } finally {
      await file?.close();
    }
    if (path) say(`Wrote ${path}.`);
  });

const newFile = (path: string) =>
  openFile(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST' ? new Error(`${path} is there already. Give a new name.`) : error;
  });

const cases = (): Promise<void> =>
  withAddress(async (ctx, emailKey) => {
    const own = await casesOf(ctx.db, emailKey);
    if (own.length === 0) throw new Error('There is no case by that address.');
    for (const one of own) say(caseLine(one));
  });

async function certificate(id: string): Promise<void> {
  await withDatabase(false, async (app, opened) => {
    const ctx = commandContext(app, opened);
    const none = new Error(`There is no erasure, and no erased request, "${id}".`);
    const found = await certificatesOf(ctx, [id]).catch((error: { code?: string }) => {
      throw error.code === '22P02' ? none : error;
    });
    if (found.length === 0) throw none;
    for (const one of found) await printCertificate(ctx, one);
  });
}
