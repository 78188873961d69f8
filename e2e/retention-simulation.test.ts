import { expect, it } from 'vitest';
import { Proofs } from '#domain/privacy/index.ts';
import { sql } from '#platform/db/index.ts';
import { arrive, chance, history, note, type Planned, perform, tooLate } from './support/histories.ts';
import { house } from './support/house.ts';
import { archiveEnds, due, type Told } from './support/plain-model.ts';

// SIMULATE=10000 runs the whole of it: some minutes. The everyday run is a fifth of the years and a fraction of the requests.
const requests = Number(process.env.SIMULATE ?? 400);
const years = process.env.SIMULATE ? 5 : 3;
const hour = 3600;
const begins = Temporal.Instant.from('2027-01-01T00:00:00Z').epochMilliseconds / 1000;
const ends = begins + Math.round(years * 365.25 * 24) * hour;
const at = (s: number) => Temporal.Instant.fromEpochMilliseconds(s * 1000);

interface Alive {
  readonly told: Told;
  readonly ids: { readonly id: string; readonly referral: string };
}

it(`G4: ${requests} requests with random histories over ${years} years, swept hourly: none early, none late, none left behind`, async () => {
  const h = await house({ start: at(begins).toString() });
  const proofs = new Proofs();
  const random = chance(20_261_123);
  const plan: Planned[] = [];
  for (let n = 0; n < requests; n += 1)
    plan.push(...history(n, begins + Math.floor(random() * (ends - begins - 86_400)), random));
  plan.sort((a, b) => a.at - b.at);
  const open = new Map<number, Alive>();
  const kept = new Map<number, { readonly id: string; readonly until: number }>();
  const wrong: string[] = [];
  const done = { erased: 0, archived: 0, ended: 0, refused: 0, sweeps: 0 };

  const live = async (): Promise<Set<string>> => {
    const { rows } = await sql<{ id: string }>`
      select id from brokerage.lead union all select id from archive.request`.execute(h.db.owner.db);
    return new Set(rows.map((row) => row.id));
  };
  const wakes = async (now: number): Promise<boolean> => {
    const { rows } = await sql<{ due: boolean }>`
      select exists (select from brokerage.lead where clock_at <= ${at(now)})
        or exists (select from brokerage.lead where notice_at <= ${at(now)})
        or exists (select from archive.request where erase_at <= ${at(now)}) as due`.execute(h.db.owner.db);
    return rows[0]?.due ?? false;
  };
  const act = async (event: Planned): Promise<void> => {
    h.clock.set(at(event.at));
    if (event.act === 'arrive') {
      open.set(event.lead, { told: { received: event.at }, ids: await arrive(h, event.lead, at(event.at)) });
      return;
    }
    const found = open.get(event.lead);
    if (!found) return;
    const late = tooLate(found.told, event.act, event.at);
    const happened = await perform(h, found.ids, event.act);
    if (late && happened) wrong.push(`request ${event.lead} took a quote after its 30 days`);
    if (happened) note(found.told, event.act, event.at);
    else done.refused += 1;
  };
  /** What the plain model and the database say of one hour, side by side. */
  const compare = async (now: number): Promise<void> => {
    const there = await live();
    for (const [n, { told, ids }] of open) {
      const next = due(told);
      const gone = !there.has(ids.id);
      const should = next !== undefined && next.at <= now;
      if (gone && !should) wrong.push(`request ${n} went early`);
      if (!gone && should && next.what === 'erase') wrong.push(`request ${n} is late`);
      if (gone) {
        done.erased += 1;
        open.delete(n);
      } else if (should && next.what === 'archive') {
        const { rows } = await sql`select 1 from brokerage.lead where id = ${ids.id}`.execute(h.db.owner.db);
        if (rows.length > 0) wrong.push(`request ${n} was not archived at once`);
        done.archived += 1;
        open.delete(n);
        kept.set(n, { id: ids.id, until: archiveEnds(told.contract!) });
      }
    }
    for (const [n, { id, until }] of kept) {
      const gone = !there.has(id);
      if (gone && until > now) wrong.push(`archived request ${n} went early`);
      if (!gone && until <= now) wrong.push(`archived request ${n} is late`);
      if (gone) {
        kept.delete(n);
        done.ended += 1;
      }
    }
  };

  let next = 0;
  for (let now = begins + hour; now <= ends; now += hour) {
    while (next < plan.length && plan[next]!.at <= now) await act(plan[next++]!);
    h.clock.set(at(now));
    const modelSaysDue =
      [...open.values()].some(({ told }) => (due(told)?.at ?? Infinity) <= now) ||
      [...kept.values()].some(({ until }) => until <= now);
    if (!(await wakes(now)) && !modelSaysDue) continue;
    done.sweeps += 1;
    await h.retain(proofs);
    await compare(now);
    expect(wrong, 'as far as it went').toEqual([]);
  }
  for (const { told } of open.values()) expect(due(told)?.at ?? Infinity).toBeGreaterThan(ends);
  process.stdout.write(
    `${JSON.stringify({ requests, hours: (ends - begins) / hour, ...done, wrong: wrong.length })}\n`,
  );
  expect(done.erased).toBeGreaterThan(requests / 4);
  expect(done.archived).toBeGreaterThan(requests / 20);
  expect(done.ended).toBeGreaterThan(0);
}, 3_600_000);
