import { archivedCount } from '#domain/archive/index.ts';
import type { Context } from '#domain/context.ts';
import { type Certificate, certificatesOf, type Keeping, noticesOf, sweepNow } from '#domain/privacy/index.ts';
import { sql } from '#platform/db/index.ts';
import { countsTable } from './keeping.ts';
import { say } from './tools.ts';

/** How long a command waits for what a delivery that is leaving, or a running product, still holds. */
const patience = 90_000;
const pause = 500;

/** The requests and archived ones that an erasure is about. */
export interface Goal {
  readonly leadIds: readonly string[];
  readonly archiveIds: readonly string[];
}

/**
 * Erases what has been asked for until nothing of it is left and every erasure has its certificate, and prints the certificates.
 * @throws Error when something is still left after a minute and a half: it is erased by the running product, or by the next sweep
 */
export async function eraseFully(ctx: Context, keeping: Keeping, goal: Goal): Promise<void> {
  const until = performance.now() + patience;
  const ids = [...goal.leadIds, ...goal.archiveIds];
  for (let left = 1; ; ) {
    // Once nothing is left, only a proof that a running product makes is waited for.
    if (left > 0) await sweepNow(ctx, keeping);
    left = await remaining(ctx, goal);
    const written = await certificatesOf(ctx, ids);
    if (left === 0 && written.every((one) => one.hash !== null)) {
      for (const one of written) await printCertificate(ctx, one);
      if (written.some((one) => one.scan && one.scan.found !== 0))
        throw new Error(
          'The scan found values of the person afterwards, in the places above, or could not look for them.',
        );
      return;
    }
    if (performance.now() > until) throw new Error(notComplete(left));
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

const notComplete = (left: number): string =>
  left > 0
    ? `Not complete: ${left} requests are held by something that is being sent. They are erased as soon as it lets go of them. See "allkontrakt subject find".`
    : 'Everything is erased, but the proof is not written yet. See "allkontrakt subject certificate" with the id of the request.';

async function remaining(ctx: Context, { leadIds, archiveIds }: Goal): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from brokerage.lead where id = any(${[...leadIds]}::uuid[])`.execute(ctx.db);
  return (rows[0]?.n ?? 0) + (await archivedCount(ctx.db, archiveIds));
}

/** A certificate for people: counts, what was searched, who was told. Nothing in it is about anybody. */
export async function printCertificate(ctx: Context, one: Certificate): Promise<void> {
  const row = (name: string, value: string | number) => say(`${name.padEnd(18)}${value}`);
  say('');
  say(one.hash === null ? 'Erasure, not proved yet' : `Certificate of erasure ${one.number}`);
  row('erasure', one.erasureId);
  row('erased', one.erasedAt.toString());
  row('rule', one.promise ? `${one.rule} (${one.promise})` : one.rule);
  if (one.policyVersion) row('policy', one.policyVersion);
  row('requests', one.requests);
  for (const line of countsTable('rows deleted', '', one.counts)) say(`  ${line}`);
  if (one.scan) {
    const { needles, shared, tables, columns, files, found, places } = one.scan;
    row(
      'scan',
      `${found ?? 'nothing looked for, nothing'} found of ${needles} values, in ${tables} tables, ${columns} columns and ${files} files; ${shared} are also somebody else’s`,
    );
    for (const place of places) row('  found in', place);
  }
  for (const { supplierId, toldAt, acknowledgedAt } of await noticesOf(ctx.db, one.erasureId))
    row(
      'recipient',
      `${supplierId}: ${acknowledgedAt ? `confirmed ${acknowledgedAt}` : toldAt ? `told ${toldAt}` : 'is to be told'}`,
    );
  if (one.hash) row('hash', one.hash);
}
