import { sql, transact } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import { type Settled, settle } from './book.ts';
import { takenBefore } from './delivery.ts';
import type { Ports } from './dispatcher.ts';

/** Remembers what peers have taken, from the list outside the database: made again, it is booked as arrived and not sent (G6). */
export async function noteTaken(
  ctx: Context,
  taken: readonly { readonly id: string; readonly at: string }[],
): Promise<void> {
  await sql`insert into brokerage.taken (id, at)
    select id, min(at) from unnest(${taken.map((t) => t.id)}::uuid[], ${taken.map((t) => t.at)}::timestamptz[]) as t (id, at) group by id
    on conflict (id) do nothing`.execute(ctx.db);
}

/**
 * Books as arrived every delivery in the book that a peer has taken, however it stood when the backup was made, with all that follows
 * from that. May be run again. @returns how many
 */
export async function settleTaken(ctx: Context, settled: Ports['settled']): Promise<number> {
  for (let booked = 0; ; ) {
    const some = await transact(ctx.db, async (tx) => {
      const { rows } = await sql<{ id: string; at: Temporal.Instant }>`
        update brokerage.delivery d set state = 'sending', ended_at = null, attempts = d.attempts + 1 from (
          select d.id, t.at from brokerage.delivery d join brokerage.taken t on t.id = d.id
          where d.state in ('pending', 'sending', 'dead', 'refused') limit 500 for update of d) as found
        where d.id = found.id returning d.id, found.at`.execute(tx);
      const batch = rows.map(({ id, at }): Settled => {
        const attempt = { outcome: takenBefore, status: null, ms: 0, endpointOk: null };
        return { id, at, ...attempt, state: 'delivered', reason: null, dueAt: null };
      });
      if (batch.length > 0) await settled(ctx, tx, await settle(tx, batch, ctx.clock.now()));
      return batch.length;
    });
    if (some === 0) return booked;
    booked += some;
  }
}
