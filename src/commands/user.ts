import { type Command, Option } from 'commander';
import {
  AddressTaken,
  inviteStaff,
  issueStaffLink,
  removeStaff,
  rolesFrom,
  staffMembers,
  staffRoles,
} from '#domain/staff/index.ts';
import { NotAllowed } from '#domain/transitions.ts';
import { transact } from '#platform/db/index.ts';
import { readAddress, withInput } from './standard-input.ts';
import { commandContext, say, withDatabase } from './tools.ts';

/** Accounts of the console, for whoever runs the product. */
export function userCommands(program: Command): void {
  const user = program.command('user').description('Accounts of the console: who may work there, and as what.');
  user.command('list').description('Everybody with an account.').action(list);
  user
    .command('add')
    .description(
      'Invite somebody, whose e-mail address is the first line of the standard input and whose name is the second. Prints a link, good once in three days.',
    )
    .addOption(
      new Option('--role <roles...>', `of ${staffRoles.join(', ')}`).choices([...staffRoles]).makeOptionMandatory(),
    )
    .addOption(new Option('--locale <language>', 'of the mails').choices(['sv', 'en']).default('sv'))
    .action(add);
  user
    .command('link')
    .description('Print a new link for somebody whose address is the first line of the standard input.')
    .action(link);
  user
    .command('remove')
    .description('Remove the account of somebody whose address is the first line of the standard input, at once.')
    .action(remove);
}

async function list(): Promise<void> {
  await withDatabase(true, async (app) => {
    const all = await staffMembers(app.db);
    if (all.length === 0) say('Nobody has an account yet. See "allkontrakt user add --help".');
    for (const one of all)
      say(`${one.email.padEnd(32)} ${one.name.padEnd(24)} ${one.roles.join(', ')}${one.secured ? '' : '  (invited)'}`);
  });
}

async function add({ role, locale }: { role: string[]; locale: 'sv' | 'en' }): Promise<void> {
  const { email, name } = await withInput(async (input) => {
    const email = await readAddress(input);
    return { email, name: (await input.line('Their name: ')) || email.slice(0, email.indexOf('@')) };
  });
  await withDatabase(true, async (app, opened) => {
    const ctx = commandContext(app, opened);
    const token = await transact(app.db, async (tx) => {
      const id = await inviteStaff(ctx, tx, { email, name, locale, roles: rolesFrom(role) }, false);
      return issueStaffLink(ctx, tx, 'invitation', id);
    }).catch((error) => {
      if (error instanceof AddressTaken) throw new Error('The address has an account. See "allkontrakt user link".');
      throw error;
    });
    say('Invited. The link is good once, for three days:');
    say(ctx.links.console(locale, token));
  });
}

async function link(): Promise<void> {
  const email = await withInput(readAddress);
  await withDatabase(true, async (app, opened) => {
    const ctx = commandContext(app, opened);
    const who = (await staffMembers(app.db)).find((one) => one.email === email.toLowerCase());
    if (!who) throw new Error('Nobody has an account with that address.');
    const kind = who.secured ? 'login' : 'invitation';
    const token = await transact(app.db, (tx) => issueStaffLink(ctx, tx, kind, who.id));
    say(`The link is good once, for ${kind === 'login' ? 'ten minutes' : 'three days'}:`);
    say(ctx.links.console(who.locale, token));
  });
}

async function remove(): Promise<void> {
  const email = await withInput(readAddress);
  await withDatabase(true, async (app, opened) => {
    const ctx = commandContext(app, opened);
    const who = (await staffMembers(app.db)).find((one) => one.email === email.toLowerCase());
    if (!who) throw new Error('Nobody has an account with that address.');
    await transact(app.db, (tx) => removeStaff(ctx, tx, who.id)).catch((error) => {
      if (error instanceof NotAllowed) throw new Error('That is the last administrator: add another first.');
      throw error;
    });
    say('The account is gone, with its keys, codes and log-ins.');
  });
}
