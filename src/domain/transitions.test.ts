import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { sql, type Tx, transact } from '#platform/db/index.ts';
import { type House, house } from '../../e2e/support/house.ts';
import { cancel, deliveryMoves, deliveryStates, replay } from './delivery/index.ts';
import { type LeadState, leadMoves, leadStates, moveLead } from './lead/index.ts';
import { moveQuote, quoteMoves, quoteStates } from './quote/index.ts';
import { moveReferral, referralMoves, referralStates } from './referral/index.ts';
import { NotAllowed, type Transitions } from './transitions.ts';

let h: House;
let leadId: string;
let referralId: string;
let quoteId: string;
beforeAll(async () => {
  h = await house();
  ({ leadId } = await h.ask());
  quoteId = await h.quote(leadId, 'savera');
  referralId = (await h.referral(leadId, 'savera')).id;
});

/** Every pair of a state and a move. */
const pairs = <S extends string, M extends string>(states: readonly S[], moves: Transitions<S, M>) =>
  states.flatMap((state) => (Object.keys(moves) as M[]).map((move) => [state, move] as const));

type Thing = 'lead' | 'referral' | 'quote' | 'delivery';

/** Puts a row into a state, tries the move, and tells where it ended; everything is rolled back. */
async function tryMove(thing: Thing, id: string, state: string, move: (tx: Tx) => Promise<unknown>) {
  let error: unknown;
  let after: Record<string, unknown> | undefined;
  let before: Record<string, unknown> | undefined;
  await transact(h.ctx.db, async (tx) => {
    const row = async () =>
      (
        await sql<
          Record<string, unknown>
        >`select to_jsonb(t) as t from ${sql.table(`brokerage.${thing}`)} t where id = ${id}`.execute(tx)
      ).rows[0]?.t as Record<string, unknown>;
    // A joined lead must say which one it joined.
    if (thing === 'lead' && state === 'joined')
      await sql`update brokerage.lead set state = 'joined', joined_to = ${id} where id = ${id}`.execute(tx);
    else if (thing === 'delivery')
      await sql`update brokerage.delivery set state = ${state}, ended_at = case when ${state} in ('pending', 'sending') then null else now() end where id = ${id}`.execute(
        tx,
      );
    else await sql`update ${sql.table(`brokerage.${thing}`)} set state = ${state} where id = ${id}`.execute(tx);
    before = await row();
    await move(tx).catch((thrown) => {
      error = thrown;
    });
    after = await row();
    throw new RolledBack();
  }).catch((thrown) => {
    if (!(thrown instanceof RolledBack)) throw thrown;
  });
  return { error, before, after };
}
class RolledBack extends Error {}

function check<S extends string, M extends string>(
  table: Transitions<S, M>,
  state: S,
  move: M,
  result: Awaited<ReturnType<typeof tryMove>>,
) {
  if (table[move].from.includes(state)) {
    expect(result.error).toBeUndefined();
    expect(result.after?.state).toBe(table[move].to);
  } else {
    expect(result.error).toBeInstanceOf(NotAllowed);
    expect(result.after).toEqual(result.before);
  }
}

describe('a transition table is what happens in the database, for every state and every move', () => {
  it.each(pairs<LeadState, keyof typeof leadMoves>(leadStates, leadMoves))('lead: %s, %s', async (state, move) => {
    const also = move === 'join' ? { joined_to: leadId } : {};
    check(leadMoves, state, move, await tryMove('lead', leadId, state, (tx) => moveLead(tx, leadId, move, also)));
  });

  it.each(pairs(referralStates, referralMoves))('referral: %s, %s', async (state, move) => {
    check(
      referralMoves,
      state,
      move,
      await tryMove('referral', referralId, state, (tx) =>
        moveReferral(tx, referralId, move, { answered_at: h.clock.now() }),
      ),
    );
  });

  it.each(pairs(quoteStates, quoteMoves))('quote: %s, %s', async (state, move) => {
    check(
      quoteMoves,
      state,
      move,
      await tryMove('quote', quoteId, state, (tx) => moveQuote(tx, quoteId, move, { settled_at: h.clock.now() })),
    );
  });

  it('a thing that does not exist can not be moved', async () => {
    await expect(transact(h.ctx.db, (tx) => moveLead(tx, randomUUID(), 'close'))).rejects.toBeInstanceOf(NotAllowed);
  });
});

describe('G3: a delivery moves as its table says', () => {
  it.each(deliveryStates)('replay and cancel from %s', async (state) => {
    const [delivery] = await h.deliveries('supplier.referral');
    const id = delivery?.id ?? '';
    check(deliveryMoves, state, 'replay', await tryMove('delivery', id, state, (tx) => replay(h.ctx, tx, id)));
    // What has begun to leave ends by itself: cancelling touches only what waits.
    const { after, before } = await tryMove('delivery', id, state, (tx) => cancel(h.ctx, tx, { leadId }, 'closed'));
    expect(after?.state).toBe(state === 'pending' ? 'cancelled' : before?.state);
  });
});
