import { suppliers as catalogue } from '#catalog/index.ts';
import { sweepAccess } from '#domain/access/index.ts';
import { configureSupplier, seedRegistry, suppliers } from '#domain/supplier/index.ts';
import type { Vault } from '#platform/crypto.ts';
import { type Db, sql, transact } from '#platform/db/index.ts';
import { newWebhookSecret } from '#platform/http-out/index.ts';
import { companies } from './demo/companies.ts';
import { type House, type Outside, openHouse } from './demo/house.ts';
import { plan } from './demo/plan.ts';
import { chance } from './demo/random.ts';
import { readerSteps } from './demo/readers.ts';
import { marker, type Step, stepsOf } from './demo/tell.ts';
import { dayAt } from './demo/time.ts';
import { visits } from './demo/visits.ts';
import { asOneTransaction } from './demo/whole.ts';

/** Days that the world reaches back: fourteen months. */
const reach = 427;

/** The address to log in with to see one quoted request of each service. */
export const showcaseEmail = companies[0]!.email;

/**
 * Fills the database with an invented world: 40 companies, and requests of every service in every state, over the 14 months
 * before `now`. The product's own actions write every row, in a time of their own; nothing leaves the house, and at the end
 * nothing waits that should have left. It is one transaction: a running product sees all of it or nothing. Kassacentralen is
 * left with a daily cap of 0, so that two requests wait, and Tallmo Energi with an endpoint that answered 410.
 * @returns undefined when the world is there already; nothing is added then
 * @throws Error when the registry is not as it comes: an address that is not under .example could be written to
 */
export function seedDemo(
  db: Db,
  vault: Vault,
  now: Temporal.Instant,
): Promise<{ companies: number; leads: number } | undefined> {
  return asOneTransaction(db, async (whole) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${marker}, 0))`.execute(whole);
    const there = await whole
      .selectFrom('brokerage.lead')
      .select('id')
      .where('idempotency_key', 'like', `${marker}%`)
      .limit(1)
      .executeTakeFirst();
    if (there) return undefined;
    await seedRegistry(whole, now, true);
    await checkRegistry(whole);
    // The suppliers of this world have been there as long as it has.
    await sql`update privacy.recipient set since = ${dayAt(now, reach, 0)} where kind = 'supplier' and until is null`.execute(
      whole,
    );
    const house = await openHouse(whole, vault, dayAt(now, reach, 0), outside(now), chance('jitter').next);
    for (const step of steps(now)) {
      await house.until(step.at);
      await step.run(house);
      await house.settle();
    }
    await house.until(now);
    await visits(house.ctx, now);
    await sweepAccess(house.ctx, whole);
    const { leads } = await whole
      .selectFrom('ledger.event')
      .select((eb) => eb.fn.countAll<number>().as('leads'))
      .where('type', '=', 'lead.received')
      .executeTakeFirstOrThrow();
    return { companies: companies.length, leads };
  });
}

/** The registry as it comes, with invented addresses: everything else belongs to an operator, and is left alone. */
async function checkRegistry(db: Db): Promise<void> {
  const there = new Map((await suppliers(db)).map((s) => [s.id, s]));
  const changed = catalogue.filter(({ id, services }) => {
    const s = there.get(id);
    const own = s?.active && s.email?.endsWith('.example') && !s.hasWebhook && s.dailyCap === null;
    return !own || [...services].toSorted().join() !== [...s.services].toSorted().join();
  });
  if (changed.length > 0)
    throw new Error(
      `The demo world needs the suppliers as they come; these have been changed: ${changed.map((s) => s.id).join(', ')}.`,
    );
}

/** All that happens, in order. */
function steps(now: Temporal.Instant): readonly Step[] {
  const set = (daysAgo: number, id: string, change: () => Parameters<typeof configureSupplier>[3]): Step => ({
    at: dayAt(now, daysAgo, 7 * 60),
    run: (house) => transact(house.ctx.db, async (tx) => void (await configureSupplier(house.ctx, tx, id, change()))),
  });
  const mornings = Array.from(
    { length: reach },
    (_, daysAgo): Step => ({ at: dayAt(now, daysAgo, 9 * 60), run: (house: House) => house.morning() }),
  );
  return [
    set(reach, 'tallmo-energi', () => ({
      webhook: { url: 'https://tallmo-energi.example/allkontrakt', secret: newWebhookSecret() },
    })),
    set(4, 'kassacentralen', () => ({ dailyCap: 0 })),
    ...mornings.filter((m) => Temporal.Instant.compare(m.at, now) <= 0),
    ...plan().flatMap((story) => stepsOf(story, now)),
    ...readerSteps(now),
  ].toSorted((a, b) => Temporal.Instant.compare(a.at, b.at));
}

/** Most of what leaves arrives. Some mailboxes and one endpoint have their troubles, so that each kind can be seen. */
function outside(now: Temporal.Instant): Outside {
  const days = (at: Temporal.Instant) => now.since(at).total('hours') / 24;
  const of = (name: string) => companies.find((c) => c.name.startsWith(name))!.email;
  const [noSuchBox, alwaysFull, greylisted] = [of('Tallmarken'), of('Rimfrosten'), of('Solgruvan')];
  const kraft = 'offert@ljusakra-kraft.example';
  const refused = (permanent: boolean, reason: 'recipient-refused' | 'timeout') =>
    ({ kind: 'refused', permanent, reason }) as const;
  return {
    mail(to, at) {
      const ago = days(at);
      if (to === noSuchBox || (to === kraft && ago > 11.5 && ago < 14.5)) return refused(true, 'recipient-refused');
      if (to === alwaysFull || (to === kraft && ago > 60 && ago < 69.5)) return refused(false, 'recipient-refused');
      if (to === greylisted && ago < 0.5) return refused(false, 'timeout');
      return { kind: 'sent' };
    },
    post(_, at) {
      const ago = days(at);
      if (ago < 42) return { kind: 'answer', status: 410, answerBytes: 0, ms: 41 };
      if (ago > 118 && ago < 123) return { kind: 'failure', reason: 'timeout', ms: 10_000 };
      return { kind: 'answer', status: 204, answerBytes: 0, ms: 87 };
    },
  };
}
