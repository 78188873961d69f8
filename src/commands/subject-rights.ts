// Long because it carries out every right, each in a few lines.
import { commonQuestions, fieldNames, parseEmail } from '#catalog/index.ts';
import { type ArchivedRequest, archivedList, archivedOf } from '#domain/archive/index.ts';
import type { Context } from '#domain/context.ts';
import { emailKeyOf, leadOf, leadsOf } from '#domain/lead/index.ts';
import { correctedFields, type Rectification } from '#domain/personal.ts';
import {
  archivedFields,
  askAddress,
  type Correctable,
  casesOf,
  correctableArchived,
  correctableOf,
  erasePerson,
  eraseRequest,
  findPerson,
  type Objectable,
  objectTo,
  readCorrection,
  rectifyArchive,
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

/** What a person can have corrected of every request, by the names of the questions. */
export const correctable: readonly string[] = commonQuestions.map(({ id }) => id);

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
export async function known(
  ctx: Context,
  emailKey: Buffer,
  address: string,
): Promise<Readonly<Record<string, number>>> {
  const counts = await transact(ctx.db, (tx) => findPerson(ctx, tx, emailKey, address));
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

type Person = {
  readonly ctx: Context;
  readonly keeping: Parameters<typeof sweepNow>[1];
  readonly emailKey: Buffer;
  readonly address: string;
};

/** Reads who it is, and does something about it. */
const withPerson = (work: (person: Person, input: StandardInput) => Promise<void>): Promise<void> =>
  withInput(async (input) => {
    const address = await readAddress(input);
    await withKeeping(async (ctx, keeping) => {
      const emailKey = emailKeyOf(ctx.vault, address);
      await known(ctx, emailKey, address);
      await work({ ctx, keeping, emailKey, address }, input);
    });
  });

/** Art. 17. What has been asked is carried out before the command returns. */
export const erase = ({ request, yes = false }: { request?: string; yes?: boolean }): Promise<void> =>
  withPerson(async ({ ctx, keeping, emailKey, address }, input) => {
    await confirm(input, yes, request ? `Erase request ${request}?` : 'Erase everything about this person?');
    await settleContracts(ctx, keeping, emailKey);
    const meant = await requestsOf(ctx, emailKey, request);
    const goal = await transact(ctx.db, async (tx): Promise<Goal> => {
      const calm = withoutWaking(ctx);
      const archiveIds = request ? [] : await archivedIds(tx, emailKey);
      if (request) await allowed(request, () => eraseRequest(calm, tx, emailKey, meant[0]?.id ?? '', 'terminal'));
      else await erasePerson(calm, tx, emailKey, 'terminal', address);
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

/** Art. 18: one request, archived or not, or everything of the person's. */
export const restrict = (on: boolean, { request }: { request?: string }): Promise<void> =>
  withPerson(async ({ ctx, emailKey }) => {
    const archived = await archivedRequest(ctx, emailKey, request);
    const meant = archived ? [] : await requestsOf(ctx, emailKey, request);
    await transact(ctx.db, async (tx) => {
      for (const { id, reference } of meant)
        await allowed(reference, async () => {
          const told = await restrictRequest(ctx, tx, emailKey, id, on, 'terminal');
          if (told === undefined) return say(`Request ${reference} is ${on ? 'restricted' : 'free'} already.`);
          await sayCase(tx, emailKey);
          say(`Request ${reference} is ${on ? 'restricted' : 'free again'}; ${told} suppliers are told.`);
        });
      if (request && !archived) return;
      const changed = await restrictArchive(ctx, tx, emailKey, on, 'terminal', archived?.id);
      if (archived && changed.length === 0)
        say(`Archived request ${archived.reference} is ${on ? 'restricted' : 'free'} already.`);
      if (changed.length > 0) await sayCase(tx, emailKey);
      for (const reference of changed) say(`Archived request ${reference} is ${on ? 'restricted' : 'free again'}.`);
    });
  });

/** The archived request with this reference, if that is what was meant. */
async function archivedRequest(ctx: Context, emailKey: Buffer, reference: string | undefined) {
  if (reference === undefined) return undefined;
  return (await archivedList(ctx.db, emailKey)).find((own) => own.reference === reference);
}

/** Art. 16: one request, or what is archived. The corrections come after the address, one a line: name=value. */
export const rectify = ({ request, archived = false }: { request?: string; archived?: boolean }): Promise<void> =>
  withPerson(async ({ ctx, emailKey }, input) => {
    const kept = await archivedOf(ctx, ctx.db, emailKey, 'correction');
    const one = request === undefined ? undefined : kept.find((own) => own.reference === request);
    if (archived || one) return correctArchived(ctx, emailKey, input, one ? [one] : kept, one?.id);
    const meant = await requestsOf(ctx, emailKey, request);
    const [only, ...others] = meant;
    if (!only) throw new Error('The person has no request. For what is archived, use --archived.');
    const given = await readLines(input);
    if ('email' in given) return correctAddress(ctx, emailKey, given);
    if (others.length > 0)
      throw new Error(
        `The person has several requests. Use --request with one of ${meant.map((l) => l.reference).join(', ')}.`,
      );
    const lead = await leadOf(ctx.db, emailKey, only.reference);
    if (!lead) throw new Error(`The person has no request ${only.reference}.`);
    const change = changeOf(correctableOf(lead), given, ctx.clock.now());
    await transact(ctx.db, (tx) =>
      allowed(only.reference, async () => {
        const told = await rectifyRequest(ctx, tx, emailKey, only.id, change, 'terminal');
        await sayCase(tx, emailKey);
        say(
          `Corrected ${correctedFields(change).join(', ')} of request ${only.reference}; ${told} suppliers are told.`,
        );
      }),
    );
  });

async function correctArchived(
  ctx: Context,
  emailKey: Buffer,
  input: StandardInput,
  kept: readonly ArchivedRequest[],
  id: string | undefined,
): Promise<void> {
  const [first] = kept;
  if (!first) throw new Error('Nothing of the person is archived.');
  const change = changeOf(correctableArchived(first, archivedFields), await readLines(input), ctx.clock.now());
  await transact(ctx.db, async (tx) => {
    const { requests, told } = await rectifyArchive(ctx, tx, emailKey, change, 'terminal', id);
    await sayCase(tx, emailKey);
    const names = correctedFields(change).join(', ');
    say(`Corrected ${names} of ${requests} archived requests; ${told} suppliers are told.`);
  });
}

/** Another address is confirmed by a link that is mailed to it; nothing else is corrected along with it. */
async function correctAddress(ctx: Context, emailKey: Buffer, given: Readonly<Record<string, string>>): Promise<void> {
  if (Object.keys(given).length > 1)
    throw new Error('Correct the address by itself: nothing is changed until it is confirmed.');
  const read = parseEmail(given.email ?? '');
  if (!read.ok) throw new Error(`email: ${read.because.en}`);
  await transact(ctx.db, async (tx) => {
    await askAddress(ctx, tx, emailKey, read.value, 'terminal').catch((error: unknown) => {
      throw error instanceof NotAllowed ? new Error('That is the address as it is.') : error;
    });
    await sayCase(tx, emailKey);
  });
  say('A link is being mailed to the new address. Nothing is changed until it has been used, within seven days.');
}

/** The lines after the address: name=value. */
async function readLines(input: StandardInput): Promise<Record<string, string>> {
  const given: Record<string, string> = {};
  for (;;) {
    const line = await input.line('name=value, or an empty line when done: ');
    if (!line) break;
    const [, name = '', value = ''] = /^([\w.]+)\s*=\s*(.*)$/.exec(line) ?? [];
    if (!name) throw new Error(nameValue);
    given[name] = value;
  }
  if (Object.keys(given).length === 0) throw new Error(`Give the corrections after the address. ${nameValue}`);
  return given;
}

const nameValue = 'A correction is a line of its own, name=value; several choices are separated by commas.';

/** What was given, checked by the questions' own rules. @throws Error that says what is wrong, and repeats no value */
function changeOf(of: Correctable, given: Readonly<Record<string, string>>, now: Temporal.Instant): Rectification {
  const names = fieldNames(of.questions);
  const strange = Object.keys(given).find((name) => !names.includes(name));
  if (strange !== undefined) throw new Error(`A correction is name=value, with a name of ${names.join(', ')}.`);
  const several = (name: string) => of.questions.some((q) => q.id === name && q.kind === 'choices');
  const raw = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, several(name) ? value.split(/\s*,\s*/) : value]),
  );
  const { change, errors } = readCorrection(of, raw, stockholmDate(now));
  const faults = Object.entries(errors).map(([name, text]) => `${name}: ${text.en}`);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  if (correctedFields(change).length === 0) throw new Error('That is how it stands already.');
  return change;
}
