import { applyPolicy, Proofs } from '#domain/privacy/index.ts';
import { sql } from '#platform/db/index.ts';
import { brokerageRules } from '#policy/brokerage-rules.ts';
import { retention } from '#policy/retention.ts';
import { arrive, type Known, perform } from './acting.ts';
import type { Planned } from './histories.ts';
import { type House, house } from './house.ts';
import { type Act, type Asked, Brokerage } from './plain-brokerage.ts';
import type { Numbers } from './plain-model.ts';
import { type Seen, seen, watch } from './watch.ts';

const hour = 3600;
const at = (s: number) => Temporal.Instant.fromEpochMilliseconds(s * 1000);

export interface Plan {
  /** Seconds since 1970, whole hours. */
  readonly begins: number;
  readonly ends: number;
  readonly events: readonly Planned[];
  /** Other periods that are published on the way, and when. */
  readonly editions?: readonly { readonly at: number; readonly numbers: Numbers }[];
  /** Sweeps in every hour, also in those in which nothing can be due, and proves every erasure at once: then a sweep that does anything shows. */
  readonly everyHour?: boolean;
}

export interface Outcome {
  /** What the product and the plain model disagree on. */
  readonly wrong: readonly string[];
  /** Erasures without a certificate, or with one that found traces. */
  readonly unproved: readonly string[];
  readonly figures: Readonly<Record<string, number>>;
}

/** A brokerage of its own that lives through a plan hour by hour beside the plain model, and what the two disagree on. */
export async function simulate(plan: Plan): Promise<Outcome> {
  const h = await house({ start: at(plan.begins).toString() });
  return new World(h, plan).live();
}

const doings = new Set(['gone', 'archived', 'left-archive', 'told']);

class World {
  readonly #h: House;
  readonly #plan: Plan;
  readonly #model = new Brokerage();
  readonly #proofs = new Proofs();
  readonly #known = new Map<number, Known>();
  readonly #numberOf = new Map<string, number>();
  readonly #notices = new Map<number, number[]>();
  readonly #wrong: string[] = [];
  readonly #unproved: string[] = [];
  readonly #figures = {
    requests: 0,
    hours: 0,
    sweeps: 0,
    skipped: 0,
    accepted: 0,
    refused: 0,
    merged: 0,
    erased: 0,
    archived: 0,
    archiveEnded: 0,
    told: 0,
    editions: 0,
  };
  #posted = 0;
  #sawDue = Number.NEGATIVE_INFINITY;

  constructor(h: House, plan: Plan) {
    this.#h = h;
    this.#plan = plan;
  }

  async live(): Promise<Outcome> {
    await watch(this.#h);
    const original = numbersInForce();
    const { begins, ends, events, editions = [] } = this.#plan;
    let next = 0;
    let edition = 0;
    try {
      for (let now = begins + hour; now <= ends && this.#wrong.length < 20; now += hour) {
        this.#figures.hours += 1;
        while (next < events.length && events[next]!.at <= now) next += await this.#events(next);
        if ((editions[edition]?.at ?? Infinity) <= now) await this.#publish(editions[edition++]!.numbers, now);
        this.#h.clock.set(at(now));
        await this.#hour(now);
      }
      await this.#account(ends);
    } finally {
      putInForce(original);
    }
    const among = (words: RegExp) => this.#wrong.filter((one) => words.test(one)).length;
    const [early, late, left] = [
      among(/early|was archived$/),
      among(/late$|was not archived/),
      among(/left behind|rows of/),
    ];
    const other = this.#wrong.length - early - late - left;
    return {
      wrong: this.#wrong,
      unproved: this.#unproved,
      figures: { ...this.#figures, early, late, left, other, unproved: this.#unproved.length },
    };
  }

  /** The next event of the plan, together with the other requests that arrive at that moment. @returns how many events */
  async #events(from: number): Promise<number> {
    const { events } = this.#plan;
    const first = events[from]!;
    this.#h.clock.set(at(first.at));
    this.#sawDue = Number.NEGATIVE_INFINITY;
    if ('act' in first) {
      await this.#act(first.act, first.at);
      return 1;
    }
    const together: Asked[] = [];
    for (let i = from; i < events.length; i += 1) {
      const event = events[i]!;
      if (event.at !== first.at || !('arrives' in event)) break;
      together.push(event.arrives);
    }
    const known = await arrive(this.#h, together);
    for (const [i, asked] of together.entries()) {
      this.#known.set(asked.lead, known[i]!);
      this.#numberOf.set(known[i]!.id, asked.lead);
      this.#model.arrive(asked, first.at);
      this.#figures.requests += 1;
      if (this.#model.requests.get(asked.lead)?.into) this.#figures.merged += 1;
    }
    return together.length;
  }

  async #act(act: Act, now: number): Promise<void> {
    const known = this.#known.get(act.lead);
    if (!known || !this.#model.requests.has(act.lead)) return;
    const verdict = this.#model.allows(act, now);
    const happened = await perform(this.#h, known, act);
    this.#figures[happened ? 'accepted' : 'refused'] += 1;
    if (happened && verdict === 'no') this.#say(act.lead, `${act.what} was let happen`, now);
    if (!happened && verdict === 'yes') this.#say(act.lead, `${act.what} was refused`, now);
    if (!happened) return;
    this.#model.happened(act, now);
    if (act.what === 'lift') await this.#h.route();
  }

  #say(lead: number, what: string, now: number): void {
    this.#wrong.push(`request ${lead}, ${at(now)}: ${what}`);
  }

  /** What waits for suppliers has arrived, and every other message, too, once a day: this is about time, not about mail. */
  async #post(now: number): Promise<void> {
    this.#posted = now;
    await sql`with sent as (update brokerage.delivery set state = 'delivered', ended_at = ${at(now)} where state = 'pending' returning referral_id, kind)
      update brokerage.referral r set state = 'sent', sent_at = ${at(now)} from sent
      where r.id = sent.referral_id and sent.kind = 'supplier.referral' and r.state = 'queued'`.execute(
      this.#h.db.owner.db,
    );
  }

  async #publish(numbers: Numbers, now: number): Promise<void> {
    this.#h.clock.set(at(now));
    putInForce(numbers);
    await applyPolicy(this.#h.ctx);
    this.#model.publish(numbers, now);
    this.#figures.editions += 1;
    this.#sawDue = Number.NEGATIVE_INFINITY;
  }

  /** The first instant at which the product has stored that there is something to do. */
  async #stored(): Promise<number> {
    if (this.#sawDue !== Number.NEGATIVE_INFINITY) return this.#sawDue;
    const { rows } = await sql<{ at: Temporal.Instant | null }>`
      select least((select min(clock_at) from brokerage.lead), (select min(notice_at) from brokerage.lead),
        (select min(coalesce(asked_at, erase_at)) from archive.request where asked_at is not null or restricted_at is null)) as at`.execute(
      this.#h.db.owner.db,
    );
    this.#sawDue = rows[0]?.at ? rows[0].at.epochMilliseconds / 1000 : Infinity;
    return this.#sawDue;
  }

  /** Sweeps, unless neither the product nor the model has anything that could be due: then a sweep does nothing. */
  async #hour(now: number): Promise<void> {
    const quiet = (await this.#stored()) > now && this.#model.nextDue > now;
    if (quiet) this.#figures.skipped += 1;
    if (quiet && !this.#plan.everyHour) return;
    const did = await this.#h.retain(this.#plan.everyHour ? undefined : this.#proofs);
    const log = await seen(this.#h);
    if (quiet && (did > 0 || log.some(({ what }) => doings.has(what))))
      this.#wrong.push(`${at(now)}: a sweep in a quiet hour did something`);
    if (quiet) return;
    this.#figures.sweeps += 1;
    this.#sawDue = Number.NEGATIVE_INFINITY;
    this.#compare(log, now);
    if (this.#model.waiting) {
      await this.#h.route();
      this.#model.route(now);
    }
    if (now >= this.#posted + 24 * hour) await this.#post(now);
  }

  /** What the model and the database say of one hour, side by side. */
  #compare(log: readonly Seen[], now: number): void {
    const done = Map.groupBy(log, ({ what }) => what);
    const leads = (what: Seen['what']) => new Set((done.get(what) ?? []).map(({ id }) => this.#numberOf.get(id)!));
    const had = { gone: leads('gone'), archived: leads('archived'), ended: leads('left-archive') };
    for (const { id, at: when } of done.get('told') ?? []) {
      const lead = this.#numberOf.get(id)!;
      this.#notices.set(lead, [...(this.#notices.get(lead) ?? []), when!.epochMilliseconds / 1000]);
    }
    this.#figures.told += done.get('told')?.length ?? 0;
    const inArchive = new Set(
      [...this.#model.requests.values()].filter((r) => r.place === 'archive').map((r) => r.asked.lead),
    );
    const must = this.#model.sweep(now);
    const archived = new Set(must.archived);
    const gone = new Set(must.gone);
    for (const lead of archived) if (!had.archived.has(lead)) this.#say(lead, 'was not archived', now);
    for (const lead of had.archived) if (!archived.has(lead)) this.#say(lead, 'was archived', now);
    for (const lead of gone) {
      const there = inArchive.has(lead) ? !had.ended.has(lead) : !had.gone.has(lead);
      if (there) this.#say(lead, 'is late', now);
      this.#figures[inArchive.has(lead) ? 'archiveEnded' : 'erased'] += 1;
    }
    for (const lead of had.gone) if (!gone.has(lead) && !archived.has(lead)) this.#say(lead, 'went early', now);
    for (const lead of had.ended) if (!gone.has(lead)) this.#say(lead, 'left the archive early', now);
    this.#figures.archived += archived.size;
    for (const { lead, at: due } of must.told) {
      const when = this.#notices.get(lead)?.at(-1);
      if (when === undefined || when < due || when > due + hour)
        this.#say(lead, 'went without the notice that is due', now);
    }
    for (const lead of must.gone) {
      const known = this.#known.get(lead);
      if (known) this.#numberOf.delete(known.id);
      this.#known.delete(lead);
      this.#notices.delete(lead);
    }
    this.#model.forget(must.gone);
  }

  /** At the end: what is there is what the model has, row by row, and nothing lies about without its request. */
  async #account(ends: number): Promise<void> {
    const { rows } = await sql<{ id: string; place: string }>`
      select id, 'open' as place from brokerage.lead union all select id, 'archive' from archive.request`.execute(
      this.#h.db.owner.db,
    );
    const there = new Map(rows.map((row) => [this.#numberOf.get(row.id) ?? row.id, row.place]));
    for (const [lead, place] of there)
      if (this.#model.requests.get(Number(lead))?.place !== place)
        this.#wrong.push(`request ${lead} was left behind (${place})`);
    for (const [lead, r] of this.#model.requests)
      if (!there.has(lead)) this.#say(lead, `is missing (${r.place})`, ends);
    const { rows: tables } = await sql<{ name: string }>`
      select table_name as name from information_schema.columns where table_schema = 'brokerage' and column_name = 'lead_id'`.execute(
      this.#h.db.owner.db,
    );
    for (const { name } of tables) {
      const { rows: loose } = await sql`select 1 from brokerage.${sql.ref(name)} t where lead_id is not null
        and not exists (select from brokerage.lead l where l.id = t.lead_id) limit 1`.execute(this.#h.db.owner.db);
      if (loose.length > 0) this.#wrong.push(`brokerage.${name} has rows of requests that are gone`);
    }
    await this.#proofs.prove(this.#h.ctx, [], true);
    const { rows: unproved } = await sql<{ rule: string; places: unknown }>`
      select e.rule, c.scan -> 'places' as places from privacy.erasure e left join privacy.certificate c on c.erasure_id = e.id
      where c.id is null or (c.scan ->> 'found')::integer > 0`.execute(this.#h.db.owner.db);
    for (const { rule, places } of unproved)
      this.#unproved.push(`by ${rule}: ${places ? `traces in ${JSON.stringify(places)}` : 'no certificate'}`);
  }
}

/** The table of periods, opened for a test: another edition of the program has other numbers in it. */
type Open = { -readonly [rule in 'lead.no-quote' | 'lead.no-contract' | 'archive.contract']: { period: string } };
const open = retention as unknown as Open;

const numbersInForce = () => ({
  noQuote: open['lead.no-quote'].period,
  noContract: open['lead.no-contract'].period,
  archive: open['archive.contract'].period,
});

function putInForce(numbers: Numbers | ReturnType<typeof numbersInForce>): void {
  const plain = 'noQuoteDays' in numbers;
  open['lead.no-quote'].period = plain ? `P${numbers.noQuoteDays}D` : numbers.noQuote;
  open['lead.no-contract'].period = plain ? `P${numbers.noContractMonths}M` : numbers.noContract;
  open['archive.contract'].period = plain ? `P${numbers.archiveMonths}M` : numbers.archive;
  if (plain && brokerageRules.erasureNotice.before !== `P${numbers.noticeDays}D`)
    throw new Error('the notice stays as it is');
}
