import { commonQuestions, parseFields } from '#catalog/index.ts';
import { archivedList, archiveRoom, isArchived } from '#domain/archive/index.ts';
import type { Context } from '#domain/context.ts';
import { emailKeyOf, leadOf, leadsOf } from '#domain/lead/index.ts';
import type { Rectification } from '#domain/personal.ts';
import {
  answerCase,
  casesOf,
  erasePerson,
  eraseRequest,
  findPerson,
  type Objectable,
  objectTo,
  openCase,
  rectifyRequest,
  restrictArchive,
  restrictRequest,
  sweepNow,
  whoseIs,
} from '#domain/privacy/index.ts';
import { NotAllowed } from '#domain/transitions.ts';
import { stockholmDate } from '#platform/clock.ts';
import { type Tx, transact } from '#platform/db/index.ts';
import { eraseFully, type Goal } from './erased.ts';
import { withKeeping } from './keeping.ts';
import { confirm, readAddress, type StandardInput, withInput } from './standard-input.ts';
import { say } from './tools.ts';

/** What a person can have corrected by a command; the names are those of the questions. */
export const correctable = ['companyName', 'contactName', 'phone', 'postcode', 'currentSupplier', 'message'] as const;

/** One case as it stands. @param case_ as casesOf gives it */
export function caseLine(case_: Awaited<ReturnType<typeof casesOf>>[number]): string {
  const { id, right, purpose, state, outcome, dueAt } = case_;
  const what = purpose ? `${right} (${purpose})` : right;
  const how = outcome ? `${state}: ${outcome}` : state;
  return `Case ${id}  ${what}  to be answered by ${stockholmDate(dueAt)}  ${how}`;
}

/** The newest case of a person, told to whoever gave the command. */
async function sayCase(tx: Tx, emailKey: Buffer): Promise<void> {
  const [newest] = await casesOf(tx, emailKey);
  if (newest) say(caseLine(newest));
}

/** @throws Error when nothing is held by an address: no request, nothing archived, no log-in, no case */
export async function known(ctx: Context, emailKey: Buffer): Promise<Readonly<Record<string, number>>> {
  const counts = await transact(ctx.db, (tx) => findPerson(tx, emailKey));
  if (Object.values(counts).every((n) => n === 0)) throw new Error('Nothing is held about that address.');
  return counts;
}

/** The requests meant: one by its reference, or all of the person's. @throws Error when there is none */
async function requestsOf(ctx: Context, emailKey: Buffer, reference: string | undefined) {
  const all = await leadsOf(ctx.db, emailKey);
  const meant = reference === undefined ? all : all.filter((lead) => lead.reference === reference);
  if (reference !== undefined && meant.length === 0) throw new Error(`The person has no request ${reference}.`);
  return meant;
}

/** Says what can't be done any more in words; everything else is thrown on. */
async function allowed(reference: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof NotAllowed)) throw error;
    throw new Error(`Request ${reference}: that is not possible as it stands. See "allkontrakt subject find".`);
  }
}

type Person = { readonly ctx: Context; readonly keeping: Parameters<typeof sweepNow>[1]; readonly emailKey: Buffer };

/** Reads who it is, and does something about it. */
const withPerson = (work: (person: Person, input: StandardInput) => Promise<void>): Promise<void> =>
  withInput(async (input) => {
    const address = await readAddress(input);
    await withKeeping(async (ctx, keeping) => {
      const emailKey = emailKeyOf(ctx.vault, address);
      await known(ctx, emailKey);
      await work({ ctx, keeping, emailKey }, input);
    });
  });

/** Art. 17. What has been asked is carried out before the command returns. */
export const erase = ({ request, yes = false }: { request?: string; yes?: boolean }): Promise<void> =>
  withPerson(async ({ ctx, keeping, emailKey }, input) => {
    await confirm(input, yes, request ? `Erase request ${request}?` : 'Erase everything about this person?');
    await settleContracts(ctx, keeping, emailKey);
    const meant = await requestsOf(ctx, emailKey, request);
    const goal = await transact(ctx.db, async (tx): Promise<Goal> => {
      const calm = withoutWaking(ctx);
      const archiveIds = request ? [] : await archivedIds(tx, emailKey);
      if (request) await allowed(request, () => eraseRequest(calm, tx, emailKey, meant[0]?.id ?? '', 'terminal'));
      else await erasePerson(calm, tx, emailKey, 'terminal');
      await sayCase(tx, emailKey);
      return { leadIds: meant.map((lead) => lead.id), archiveIds };
    });
    await eraseFully(ctx, keeping, goal);
    say('');
    say(
      `Erased ${goal.leadIds.length} requests and ${goal.archiveIds.length} archived ones. What the files of the database still hold is rewritten tonight, or now by "allkontrakt scrub".`,
    );
  });

/** Art. 21, for one purpose. Whatever is to be erased for it is gone when the command returns. */
export const object = ({ purpose, yes = false }: { purpose: Objectable; yes?: boolean }): Promise<void> =>
  withPerson(async ({ ctx, keeping, emailKey }, input) => {
    const what = {
      brokerage: 'End and erase every request of this person, and remember the address as a fingerprint?',
      archive: 'Erase what is archived of this person?',
      security: 'Erase the network addresses of this person’s requests?',
    }[purpose];
    await confirm(input, yes, what);
    await settleContracts(ctx, keeping, emailKey);
    const goal = await transact(ctx.db, async (tx): Promise<Goal> => {
      const leadIds = purpose === 'brokerage' ? (await whoseIs(tx, emailKey)).leadIds : [];
      const archiveIds = purpose === 'archive' ? await archivedIds(tx, emailKey) : [];
      await objectTo(withoutWaking(ctx), tx, emailKey, purpose, 'terminal');
      await sayCase(tx, emailKey);
      return { leadIds, archiveIds };
    });
    if (purpose !== 'security') await eraseFully(ctx, keeping, goal);
  });

/** What a running product would do when woken, the command does itself: so the proof is its own to make, at once. */
const withoutWaking = (ctx: Context): Context => ({
  ...ctx,
  wake: (tx, loop) => (loop === 'retention' ? Promise.resolve() : ctx.wake(tx, loop)),
});

const archivedIds = async (tx: Tx, emailKey: Buffer): Promise<string[]> =>
  (await archivedList(tx, emailKey)).map((one) => one.id);

/** A request with a contract is erased from the archive: one that is not there yet is put there first. */
async function settleContracts(ctx: Context, keeping: Person['keeping'], emailKey: Buffer): Promise<void> {
  const between = async () => (await leadsOf(ctx.db, emailKey)).some((lead) => lead.state === 'contracted');
  if (!(await between())) return;
  await sweepNow(ctx, keeping);
  if (await between())
    throw new Error(
      'A request of the person is on its way to the archive. Nothing has been changed: try again in a minute.',
    );
}

/** Art. 18: one request, or everything of the person's, the archive included. */
export const restrict = (on: boolean, { request }: { request?: string }): Promise<void> =>
  withPerson(async ({ ctx, emailKey }) => {
    const meant = await requestsOf(ctx, emailKey, request);
    await transact(ctx.db, async (tx) => {
      for (const { id, reference } of meant) {
        const lead = await leadOf(tx, emailKey, reference);
        if (!request && (lead?.restrictedAt !== null) === on) continue;
        await allowed(reference, async () => {
          const told = await restrictRequest(ctx, tx, emailKey, id, on, 'terminal');
          await sayCase(tx, emailKey);
          say(`Request ${reference} is ${on ? 'restricted' : 'free again'}; ${told} suppliers are told.`);
        });
      }
      if (request || !(await isArchived(tx, emailKey))) return;
      await restrictArchive(ctx, tx, emailKey, on, 'terminal');
      await sayCase(tx, emailKey);
      say(`What is archived is ${on ? 'restricted' : 'free again'}.`);
    });
  });

/** Art. 16: one request, or what is archived. The corrections come after the address, one a line: name=value. */
export const rectify = ({ request, archived = false }: { request?: string; archived?: boolean }): Promise<void> =>
  withPerson(async ({ ctx, emailKey }, input) => {
    const change = await readChange(input, ctx.clock.now());
    if (archived) return rectifyArchived(ctx, emailKey, change);
    const meant = await requestsOf(ctx, emailKey, request);
    const [only, ...others] = meant;
    if (!only) throw new Error('The person has no request. For what is archived, use --archived.');
    if (others.length > 0)
      throw new Error(
        `The person has several requests. Use --request with one of ${meant.map((l) => l.reference).join(', ')}.`,
      );
    await transact(ctx.db, (tx) =>
      allowed(only.reference, async () => {
        const told = await rectifyRequest(ctx, tx, emailKey, only.id, change, 'terminal');
        await sayCase(tx, emailKey);
        say(`Corrected ${Object.keys(change).join(', ')} of request ${only.reference}; ${told} suppliers are told.`);
      }),
    );
  });

async function rectifyArchived(ctx: Context, emailKey: Buffer, change: Rectification): Promise<void> {
  await transact(ctx.db, async (tx) => {
    const id = await openCase(ctx, tx, { right: 'rectification', purpose: 'archive', emailKey, channel: 'terminal' });
    const counts = await archiveRoom.rectify(ctx, tx, { leadIds: [], emailKeys: [emailKey] }, change);
    const n = counts['archive.request'] ?? 0;
    if (n === 0) throw new Error('Nothing of the person is archived.');
    await answerCase(ctx, tx, id, 'done');
    await sayCase(tx, emailKey);
    say(`Corrected ${Object.keys(change).join(', ')} of ${n} archived requests.`);
  });
}

/** The lines after the address, checked by the questions' own rules. @throws Error that says what is wrong, and repeats no value */
async function readChange(input: StandardInput, now: Temporal.Instant): Promise<Rectification> {
  const raw: Record<string, string> = {};
  for (;;) {
    const line = await input.line('name=value, or an empty line when done: ');
    if (!line) break;
    const [, name = '', value = ''] = /^(\w+)\s*=\s*(.*)$/.exec(line) ?? [];
    if (!(correctable as readonly string[]).includes(name))
      throw new Error(`A correction is name=value, with a name of ${correctable.join(', ')}.`);
    raw[name] = value;
  }
  const asked = commonQuestions.filter((question) => question.id in raw);
  if (asked.length === 0) throw new Error('Give the corrections after the address, one a line: name=value.');
  const { values, errors } = parseFields(asked, raw, { today: stockholmDate(now) });
  const faults = Object.entries(errors).map(([name, text]) => `${name}: ${text.en}`);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return Object.fromEntries(asked.map(({ id }) => [id, values[id] ?? null])) as Rectification;
}
