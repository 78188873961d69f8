import { type Command, Option } from 'commander';
import { type Errors, type Raw, serviceIds } from '#catalog/index.ts';
import type { Context } from '#domain/context.ts';
import {
  addPause,
  addSupplier,
  configureSupplier,
  NameTaken,
  newSupplierFields,
  pausesOf,
  readHours,
  readPause,
  readSettings,
  removePause,
  removeSupplier,
  rotateSecret,
  type SupplierChange,
  settingsFields,
  suppliers,
} from '#domain/supplier/index.ts';
import { NotAllowed } from '#domain/transitions.ts';
import { stockholmDate } from '#platform/clock.ts';
import { type Db, type Tx, transact } from '#platform/db/index.ts';
import { newWebhookSecret, validateEndpoint } from '#platform/http-out/index.ts';
import type { Opened } from '../open.ts';
import { commandContext, say, withDatabase } from './tools.ts';

interface Settings {
  email?: string;
  phone?: string;
  website?: string;
  services?: string;
  locale?: string;
  active?: 'yes' | 'no';
  cap?: string;
  weight?: string;
  days?: string;
  hours?: string;
  pauses?: string;
  webhook?: string;
}

/** `allkontrakt supplier`: the console's pages of suppliers, at the terminal. The actions are the same. */
export function supplierCommands(program: Command): void {
  const supplier = program
    .command('supplier')
    .description('The registry of suppliers: who may receive requests, and how.');
  supplier.command('list').description('Every supplier, its services and its channels.').action(list);
  contacts(
    supplier
      .command('set')
      .description('Change a supplier. An empty value removes; a new webhook gets a new secret, shown once.')
      .argument('<id>', 'the supplier, as in "supplier list"'),
  )
    .addOption(new Option('--active <yes|no>', 'whether it takes requests').choices(['yes', 'no']))
    .option('--cap <number>', 'most requests a day; empty: no limit')
    .option('--weight <1-100>', 'its share when more suppliers fit than a request goes to')
    .option('--days <1-7>', 'days of the week on which it takes requests, 1 is Monday: 12345')
    .option('--hours <from-to>', 'from when to when on those days, Swedish time: 08:00-17:00; empty: the whole day')
    .option('--pauses <days>', 'comma-separated days without requests, 2026-07-06..2026-07-31; empty: none')
    .option('--webhook <url>', 'https address that requests are posted to')
    .action(set);
  contacts(
    supplier
      .command('add')
      .description('Add a supplier. Its id is made of its name.')
      .argument('<name>', 'as customers see it'),
  ).action(add);
  supplier
    .command('remove')
    .description('Remove a supplier that has never been part of a request. Any other is switched off: set --active no.')
    .argument('<id>', 'the supplier, as in "supplier list"')
    .action((id: string) =>
      change(async (ctx, tx) => {
        await removeSupplier(ctx, tx, id);
        return `Removed ${id}.`;
      }),
    );
  supplier
    .command('rotate')
    .description('Make a new webhook secret, shown once. The old one signs beside it for 24 hours.')
    .argument('<id>', 'the supplier, as in "supplier list"')
    .action((id: string) =>
      change(async (ctx, tx) => `New webhook secret, shown only now: ${await rotateSecret(ctx, tx, id)}`),
    );
}

const contacts = (command: Command): Command =>
  command
    .option('--email <address>', 'where requests are mailed; shown to customers')
    .option('--phone <number>', 'shown to customers who have chosen it')
    .option('--website <url>', 'shown to customers')
    .option('--locale <sv|en>', 'language of mail to it')
    .option('--services <ids>', `comma-separated, of ${serviceIds.join(', ')}`);

/** Runs `work` in a transaction, as the terminal, and says what it returns. */
async function change(work: (ctx: Context, tx: Tx, opened: Opened) => Promise<string>): Promise<void> {
  await withDatabase(false, async (app, opened) => {
    const context = commandContext(app, opened);
    const said = await transact(app.db, (tx) => work(context, tx, opened)).catch((error) => {
      if (error instanceof NotAllowed) throw new Error(`${error.message}. See "allkontrakt supplier list".`);
      if (error instanceof NameTaken) throw new Error('That name belongs to a supplier, or no id can be made of it.');
      throw error;
    });
    say(said);
  });
}

async function list(): Promise<void> {
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
}

function set(id: string, settings: Settings): Promise<void> {
  return change(async (ctx, tx, { config, clock }) => {
    const today = stockholmDate(clock.now());
    const wanted: SupplierChange = {
      ...settingsFrom(settings, today),
      ...(await hoursFrom(tx, id, settings)),
      ...webhookFrom(settings, !config.production),
    };
    if (!(await configureSupplier(ctx, tx, id, wanted)))
      throw new Error(`There is no supplier "${id}". See "allkontrakt supplier list".`);
    if (settings.pauses !== undefined) await setPauses(ctx, tx, id, settings.pauses, today);
    const secret = wanted.webhook ? `\nWebhook secret, shown only now: ${wanted.webhook.secret}` : '';
    return `Changed ${id}.${secret}`;
  });
}

function add(name: string, settings: Settings): Promise<void> {
  return change(async (ctx, tx, { clock }) => {
    const today = stockholmDate(clock.now());
    const raw = { supplierName: name, locale: 'sv', ...rawOf(settings) };
    const read = readSettings(newSupplierFields, raw, today);
    if ('errors' in read) throw new Error(firstOf(read.errors));
    return `Added ${await addSupplier(ctx, tx, { ...read.change, name: read.name })}.`;
  });
}

/** What was said at the terminal, by the names of the console's form. */
function rawOf(s: Settings): Record<string, string | readonly string[]> {
  const services = s.services?.split(',').map((x) => x.trim());
  const unknown = services?.find((x) => x && !(serviceIds as readonly string[]).includes(x));
  if (unknown) throw new Error(`There is no service "${unknown}". Services: ${serviceIds.join(', ')}.`);
  const given = {
    ...{ services, active: s.active, supplierEmail: s.email, supplierPhone: s.phone, supplierWebsite: s.website },
    ...{ locale: s.locale, dailyCap: s.cap, weight: s.weight },
  };
  return Object.fromEntries(Object.entries(given).flatMap(([id, v]) => (v === undefined ? [] : [[id, v]])));
}

function settingsFrom(s: Settings, today: Temporal.PlainDate): SupplierChange {
  const raw: Raw = rawOf(s);
  const read = readSettings(
    settingsFields.filter(({ id }) => id in raw),
    raw,
    today,
  );
  if ('errors' in read) throw new Error(firstOf(read.errors));
  return read.change;
}

const firstOf = (errors: Errors): string =>
  Object.entries(errors)
    .map(([id, text]) => `${id}: ${text.en}.`)
    .join(' ');

/** Days or hours, whichever was given, with the other as it stands. */
async function hoursFrom(tx: Db, id: string, { days, hours }: Settings): Promise<Pick<SupplierChange, 'hours'>> {
  if (days === undefined && hours === undefined) return {};
  const now = (await suppliers(tx)).find((s) => s.id === id);
  const [opens = '', closes = ''] = hours?.split('-') ?? [now?.opensAt ?? '', now?.closesAt ?? ''];
  const read = readHours([...(days ?? now?.openDays.join('') ?? '1234567')], opens, closes);
  if ('errors' in read) throw new Error(firstOf(read.errors));
  return { hours: read.hours };
}

/** The pauses are to be these and no others. */
async function setPauses(ctx: Context, tx: Tx, id: string, text: string, today: Temporal.PlainDate): Promise<void> {
  const wanted = text.split(',').filter(Boolean);
  for (const pause of await pausesOf(tx, id, today)) await removePause(ctx, tx, id, pause.id);
  for (const one of wanted) {
    const [from = '', to = from] = one.trim().split('..');
    const read = readPause(from, to, today);
    if ('errors' in read) throw new Error(firstOf(read.errors));
    await addPause(ctx, tx, id, read.pause);
  }
}

function webhookFrom({ webhook }: Settings, development: boolean): Pick<SupplierChange, 'webhook'> {
  if (webhook === undefined) return {};
  const fault = webhook ? validateEndpoint(webhook, { development }) : undefined;
  if (fault) throw new Error(fault.en);
  return { webhook: webhook ? { url: webhook, secret: newWebhookSecret() } : null };
}
