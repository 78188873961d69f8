import type { Tx } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import { NotAllowed } from '../transitions.ts';
import type { Outcome } from './case-words.ts';
import { caseById, NotConfirmed } from './cases.ts';
import { findPerson } from './rights.ts';

/** What was asked has not been carried out: an answer that says it is would be false. */
export class StillHeld extends Error {
  readonly right: 'erasure' | 'objection' | 'restriction';
  readonly purpose: string | null;

  constructor(right: StillHeld['right'], purpose: string | null) {
    super('Data is held about the person: what was asked for is not done yet.');
    this.right = right;
    this.purpose = purpose;
  }
}

/** How many rows are held about a person, its cases and log-in counters aside: those are there because it asked. */
export async function heldRows(ctx: Context, tx: Tx, emailKey: Buffer): Promise<number> {
  const counts = await findPerson(ctx, tx, emailKey);
  const own = Object.entries(counts).filter(
    ([table]) => table !== 'privacy.rights_case' && !table.startsWith('access.'),
  );
  return own.reduce((sum, [, n]) => sum + n, 0);
}

/**
 * What a case can be answered with as things stand: nothing that the answer would be false about.
 * @throws NotAllowed when it isn't open; NotConfirmed; StillHeld when the right is carried out by an act of its own, which answers it
 */
export async function outcomeOf(ctx: Context, tx: Tx, id: string): Promise<Outcome> {
  const found = await caseById(tx, id);
  if (found?.state !== 'open') throw new NotAllowed('case', 'answered');
  if (!found.confirmedAt) throw new NotConfirmed(id);
  const held = found.emailKey ? await heldRows(ctx, tx, found.emailKey) : 0;
  if (held === 0) return 'nothing-held';
  const { right, purpose } = found;
  if (right === 'erasure' || right === 'objection' || right === 'restriction') throw new StillHeld(right, purpose);
  return 'done';
}
