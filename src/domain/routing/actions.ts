import type { ServiceId } from '#catalog/index.ts';
import type { Db, Tx } from '#platform/db/index.ts';
import { sql } from '#platform/db/index.ts';
import { timeZone } from '#policy/period.ts';
import type { Context } from '../context.ts';
import { type LeadForRouting, moveLead } from '../lead/index.ts';
import { record } from '../ledger/index.ts';
import { hasChannel, opensInTime, suppliers, takesInTime } from '../supplier/index.ts';
import { NotAllowed } from '../transitions.ts';
import { type Candidate, type Decision, decide, excluded, mostSuppliers } from './routing.ts';

/**
 * Decides and records who receives a lead; also for a lead that more suppliers were ticked for since. Suppliers already
 * chosen stay chosen and count towards the most a request goes to. One that is closed now and opens in time is chosen like any other, and
 * gets it when it opens. With nobody to take it the request waits, and is offered again each hour for as long as it is kept (P10).
 * @returns the suppliers newly chosen
 */
export async function routeLead(ctx: Context, tx: Tx, lead: LeadForRouting): Promise<string[]> {
  const now = ctx.clock.now();
  // Caps and turns are counted from what is recorded: one router at a time per service.
  await sql`select pg_advisory_xact_lock(hashtextextended('routing.' || ${lead.service}, 0))`.execute(tx);
  const before = await tx
    .selectFrom('brokerage.routing_decision')
    .select('supplier_id')
    .where('lead_id', '=', lead.id)
    .where('chosen', '=', true)
    .execute();
  const chosenBefore = new Set(before.map((d) => d.supplier_id));
  const candidates = (await candidatesFor(tx, lead.service as ServiceId, now)).filter(
    (c) => !chosenBefore.has(c.supplierId),
  );
  const decisions = decide(candidates, lead.ticked, mostSuppliers - chosenBefore.size);
  await store(tx, lead.id, decisions, now);
  const chosen = decisions.filter((d) => d.chosen).map((d) => d.supplierId);
  if (chosen.length + chosenBefore.size === 0) {
    await moveLead(tx, lead.id, 'hold', { routed_at: now });
    if (lead.state === 'received') await record(ctx, tx, 'lead.waiting', { leadId: lead.id });
    return [];
  }
  if (chosenBefore.size === 0) await moveLead(tx, lead.id, 'open', { routed_at: now });
  if (chosen.length > 0) await record(ctx, tx, 'lead.routed', { leadId: lead.id }, { suppliers: chosen.length });
  return chosen;
}

export async function candidatesFor(db: Db, service: ServiceId, now: Temporal.Instant): Promise<Candidate[]> {
  const fitting = (await suppliers(db))
    .filter((s) => s.services.includes(service))
    .map((s) => ({ ...s, goesAt: opensInTime(s, now) ?? null }));
  // A cap is for the day on which a request goes, which for one that is closed now is another.
  const days = fitting.map(({ id, goesAt }) => ({ id, ...dayOf(goesAt ?? now) }));
  const { rows: counts } = await sql<{ id: string; today: number; recent: number }>`
    select day.id, count(*) filter (where d.due_at >= day.begins and d.due_at < day.ends) as today, count(*) as recent
    from jsonb_to_recordset(${JSON.stringify(days)}::jsonb) as day(id text, begins timestamptz, ends timestamptz)
    join brokerage.routing_decision d on d.supplier_id = day.id and d.chosen and d.decided_at >= ${now.subtract({ hours: 24 * 30 })}
    group by day.id`.execute(db);
  const byId = new Map(counts.map((c) => [c.id, c]));
  return fitting.map((s) => ({
    supplierId: s.id,
    active: s.active,
    reachable: hasChannel(s),
    takes: takesInTime(s, now),
    goesAt: s.goesAt,
    dailyCap: s.dailyCap,
    weight: s.weight,
    today: byId.get(s.id)?.today ?? 0,
    recent: byId.get(s.id)?.recent ?? 0,
  }));
}

/** The Swedish day of an instant, from midnight to midnight. */
function dayOf(at: Temporal.Instant) {
  const midnight = at.toZonedDateTimeISO(timeZone).startOfDay();
  return { begins: midnight.toInstant().toString(), ends: midnight.add({ days: 1 }).toInstant().toString() };
}

async function store(tx: Tx, leadId: string, decisions: readonly Decision[], now: Temporal.Instant): Promise<void> {
  if (decisions.length === 0) return;
  await tx
    .insertInto('brokerage.routing_decision')
    .values(
      decisions.map((d) => ({
        lead_id: leadId,
        supplier_id: d.supplierId,
        chosen: d.chosen,
        reason: d.reason,
        rank: d.rank,
        decided_at: now,
        due_at: d.dueAt,
      })),
    )
    .onConflict((oc) =>
      oc.columns(['lead_id', 'supplier_id']).doUpdateSet((eb) => ({
        chosen: eb.ref('excluded.chosen'),
        // What the form never showed, the customer has not unticked: it was passed over then, and for that reason.
        reason: sql<string>`case when excluded.reason = 'not-ticked' then brokerage.routing_decision.reason else excluded.reason end`,
        rank: eb.ref('excluded.rank'),
        decided_at: eb.ref('excluded.decided_at'),
        // Taken back or not, it was given for that day.
        due_at: eb.fn.coalesce('excluded.due_at', 'brokerage.routing_decision.due_at'),
      })),
    )
    .execute();
}

/** Who could be sent a request besides those that have been: of its service, able to take it, and nobody when it has gone to the most. */
async function freeFor(db: Db, lead: Pick<LeadForRouting, 'id' | 'service'>, now: Temporal.Instant) {
  const before = await db
    .selectFrom('brokerage.routing_decision')
    .select('supplier_id')
    .where('lead_id', '=', lead.id)
    .where('chosen', '=', true)
    .execute();
  if (before.length >= mostSuppliers) return [];
  const has = new Set(before.map((d) => d.supplier_id));
  const free = (await candidatesFor(db, lead.service as ServiceId, now)).filter((c) => !has.has(c.supplierId));
  return free.filter((c) => !excluded(c, new Set([c.supplierId])));
}

/** Suppliers that a request could be sent to besides those it has been. */
export async function addable(
  db: Db,
  lead: Pick<LeadForRouting, 'id' | 'service'>,
  now: Temporal.Instant,
): Promise<string[]> {
  return (await freeFor(db, lead, now)).map((c) => c.supplierId);
}

/** Decides that one more supplier gets a request, as its customer has asked (P3). @throws NotAllowed when it can't */
export async function decideAdded(ctx: Context, tx: Tx, lead: LeadForRouting, supplierId: string): Promise<void> {
  const now = ctx.clock.now();
  await sql`select pg_advisory_xact_lock(hashtextextended('routing.' || ${lead.service}, 0))`.execute(tx);
  const one = (await freeFor(tx, lead, now)).find((c) => c.supplierId === supplierId);
  if (!one) throw new NotAllowed('lead', 'refer');
  await sql`update brokerage.lead set ticked = (select array_agg(distinct id) from unnest(ticked || ${supplierId}::text) as id)
    where id = ${lead.id}`.execute(tx);
  await store(tx, lead.id, [{ supplierId, chosen: true, reason: 'added', rank: null, dueAt: one.goesAt }], now);
  if (lead.state === 'waiting') await moveLead(tx, lead.id, 'open', { routed_at: now });
}

/** A request has been taken back from a supplier. It stays among those it went to: it is not sent there again, and not to one more. */
export async function noteWithdrawn(ctx: Context, tx: Tx, leadId: string, supplierId: string): Promise<void> {
  await store(
    tx,
    leadId,
    [{ supplierId, chosen: true, reason: 'withdrawn', rank: null, dueAt: null }],
    ctx.clock.now(),
  );
}
