// Long because a race is prepared, run and judged by the same facts.
import { Proofs } from '#domain/privacy/index.ts';
import { sql } from '#platform/db/index.ts';
import { arrive, type Known, perform } from './acting.ts';
import { chance } from './histories.ts';
import { type House, house } from './house.ts';
import type { Act } from './plain-brokerage.ts';
import { addDays, addMonths, published } from './plain-model.ts';
import { type Seen, seen, watch } from './watch.ts';

const hour = 3600;
const at = (s: number) => Temporal.Instant.fromEpochMilliseconds(s * 1000);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export const seeds = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

/** What a seed's request has come to when the race begins: near its 30 days, its twelve months, or its two years in the archive. */
type Stage = 'asked' | 'quoted' | 'archived';

interface Race {
  readonly seed: number;
  readonly stage: Stage;
  readonly begins: number;
  /** When it falls due by the calendar. */
  readonly limit: number;
  readonly now: number;
  readonly own: Known;
  readonly colleague: Known | undefined;
  readonly accepted: Set<Act['what']>;
  readonly refused: Set<Act['what']>;
}

export interface Figures {
  [what: string]: number;
}

/**
 * Around the moment when a request falls due, everybody acts at once: two sweeps and the dispatcher, whose mails take a moment to leave,
 * against suppliers, the customer and its rights. Judged against what was accepted, by the order in which the database saw it happen.
 */
export async function racing(of: readonly number[]): Promise<{ violations: string[]; figures: Figures }> {
  const h = await house({ start: '2027-02-01T00:00:00Z' });
  await watch(h);
  return new Races(h).run(of);
}

interface Standing {
  readonly lead: boolean;
  readonly archive: boolean;
  readonly state: string | null;
  readonly chosen: number;
  readonly rule: string | null;
  /** Addresses of suppliers noted to be told of its erasure. */
  readonly told: readonly string[];
  /** Deliveries to suppliers that still wait. */
  readonly leaving: number;
}

/** Something seen, and when it was by the clock of the race. */
type Then = Seen & { readonly when: number };

class Races {
  readonly #h: House;
  readonly #proofs = new Proofs();
  readonly #violations: string[] = [];
  readonly #figures: Figures = { kept: 0, erased: 0, archived: 0, archiveEnded: 0, sentMeanwhile: 0 };
  #random = chance(0);
  #seed = 0;
  /** Suppliers that a referral has been mailed to in this seed, by its request: what an earlier seed left over may leave now, too. */
  readonly #mailed = new Map<string, Set<string>>();

  constructor(h: House) {
    this.#h = h;
    h.mailAnswer = (mail) => this.#leave(mail.messageId ?? '', mail.to);
  }

  async run(of: readonly number[]): Promise<{ violations: string[]; figures: Figures }> {
    for (const seed of of) await this.#one(seed);
    if (this.#h.errors.length > 0)
      this.#violations.push(`the dispatcher had ${this.#h.errors.length} errors: ${this.#h.errors[0]}`);
    return { violations: this.#violations, figures: this.#figures };
  }

  #say = (what: string): void => void this.#violations.push(`seed ${this.#seed}: ${what}`);

  /** The mail server takes a moment. All the while, what it is given must be in the book as leaving. */
  async #leave(messageId: string, to: string): Promise<{ kind: 'sent' }> {
    const id = messageId.slice(1, messageId.indexOf('@'));
    const standing = async () => {
      const { rows } = await sql<{ kind: string; state: string; lead: string; there: boolean }>`
        select d.kind, d.state, d.lead_id as lead, d.lead_id is null or exists (select from brokerage.lead l where l.id = d.lead_id) as there
        from brokerage.delivery d where d.id = ${id}`.execute(this.#h.db.owner.db);
      return rows[0];
    };
    const before = await standing();
    if (before?.state !== 'sending' || !before.there) this.#say('a mail left about a request that had been erased');
    await pause(this.#random() * 12);
    const after = await standing();
    if (after?.state !== 'sending' || !after.there) this.#say('a request was erased while a mail about it was leaving');
    if (before?.kind === 'supplier.referral')
      this.#mailed.set(before.lead, (this.#mailed.get(before.lead) ?? new Set()).add(to));
    return { kind: 'sent' };
  }

  async #one(seed: number): Promise<void> {
    const h = this.#h;
    this.#seed = seed;
    this.#random = chance(seed);
    this.#mailed.clear();
    const race = await this.#prepare(seed);
    const started = h.mails.length;
    await this.#all(race);
    await h.dispatcher.idle();
    this.#figures.sentMeanwhile = (this.#figures.sentMeanwhile ?? 0) + (h.mails.length - started);
    const log: Then[] = (await seen(h)).map((one) => ({ ...one, when: race.now }));
    // One more hour, and nothing that was due may be left; what is let leave now is about nothing that has been ended.
    h.clock.set(at(race.now + hour));
    await h.retain(this.#proofs);
    await h.route();
    await h.sendDue();
    await h.retain(this.#proofs);
    log.push(...(await seen(h)).map((one) => ({ ...one, when: race.now + hour })));
    this.#judge(race, log, await this.#standing(race.own), await this.#standing(race.colleague));
    await this.#loose();
  }

  async #prepare(seed: number): Promise<Race> {
    const h = this.#h;
    const random = this.#random;
    const begins = h.clock.now().epochMilliseconds / 1000 + 3 * hour;
    h.clock.set(at(begins));
    const ticked = ['savera', 'tallmo-energi', 'ljusakra-kraft'].filter((_, i) => i === 0 || random() < 0.6);
    const asked = { lead: seed, company: seed, person: `kund${seed}`, ticked };
    const [own] = (await arrive(h, [asked])) as [Known];
    if (random() < 0.7) await h.sendDue();
    h.clock.set(at(begins + 5 * 86_400));
    const colleague = random() < 0.3 ? (await arrive(h, [{ ...asked, person: `kollega${seed}` }]))[0] : undefined;
    const stage: Stage = random() < 0.4 ? 'asked' : random() < 0.6 ? 'quoted' : 'archived';
    let limit = addDays(begins, published.noQuoteDays);
    if (stage !== 'asked') {
      for (const supplier of ticked.slice(0, 2)) await this.#does(own, { what: 'quote', lead: seed, supplier });
      limit = addMonths(begins, published.noContractMonths);
    }
    if (stage === 'archived') {
      await this.#does(own, { what: 'contract', lead: seed, supplier: 'savera', by: 'customer' });
      if (random() < 0.5) await h.sendDue();
      await h.retain(this.#proofs);
      limit = addMonths(begins + 5 * 86_400, published.archiveMonths);
    }
    // A second before, at, or after its time. Until then sweeps have done what they must, to a colleague's merged request, too.
    const now = limit + Math.floor(random() * 3) - 1;
    h.clock.set(at(limit - 2));
    await h.retain(this.#proofs);
    await seen(h);
    h.clock.set(at(now));
    // Something that waits to leave just then: a reminder, a notice.
    if (random() < 0.6) await this.#h.react();
    return { seed, stage, begins, limit, now, own, colleague, accepted: new Set(), refused: new Set() };
  }

  async #does(known: Known, act: Act): Promise<void> {
    if (!(await perform(this.#h, known, act))) this.#say(`${act.what} was refused beforehand`);
  }

  async #all(race: Race): Promise<void> {
    const h = this.#h;
    const random = this.#random;
    const lead = race.seed;
    const supplier = random() < 0.7 ? 'savera' : 'tallmo-energi';
    const likely: readonly (readonly [number, Act])[] = [
      [0.5, { what: 'quote', lead, supplier: 'savera' }],
      [0.4, { what: 'choose', lead, supplier }],
      [0.3, { what: 'contract', lead, supplier, by: 'customer' }],
      [0.12, { what: 'withdrawn', lead }],
      [0.15, { what: 'no-contract', lead }],
      [0.2, { what: 'erase-person', lead }],
      [0.1, { what: 'object', lead }],
      [0.35, { what: 'restrict', lead }],
      [0.3, { what: 'lift', lead }],
      [0.3, { what: 'restrict-archive', lead }],
    ];
    const acts = likely.filter(([chances]) => random() < chances).map(([, act]) => act);
    const jobs: (() => Promise<unknown>)[] = [
      () => h.retain(this.#proofs),
      () => h.retain(this.#proofs),
      () => h.dispatcher.pass(),
      () => h.dispatcher.pass(),
      ...acts.map((act) => async () => {
        const happened = await perform(h, race.own, act);
        (happened ? race.accepted : race.refused).add(act.what);
        if (happened) this.#figures[act.what] = (this.#figures[act.what] ?? 0) + 1;
      }),
    ];
    const waits = jobs.map(() => random() * 25);
    await Promise.all(jobs.map((job, i) => pause(waits[i]!).then(job)));
  }

  async #standing(known: Known | undefined): Promise<Standing> {
    const id = known?.id ?? null;
    const { rows } =
      await sql<Standing>`select exists (select from brokerage.lead where id = ${id}) as lead, exists (select from archive.request where id = ${id}) as archive,
        (select state from brokerage.lead where id = ${id}) as state,
        (select count(*) from brokerage.quote where lead_id = ${id} and state = 'chosen') as chosen,
        (select count(*) from brokerage.delivery where lead_id = ${id} and state in ('pending', 'sending') and audience = 'supplier') as leaving,
        (select rule from privacy.erasure where ${id}::uuid = any(lead_ids) order by at desc limit 1) as rule,
        coalesce((select array_agg(distinct s.email) from privacy.erasure e join privacy.erasure_notice n on n.erasure_id = e.id
          join brokerage.supplier s on s.id = n.supplier_id where ${id}::uuid = any(e.lead_ids)), '{}') as told`.execute(
        this.#h.db.owner.db,
      );
    return rows[0]!;
  }

  /** Nothing may lie about without its request. */
  async #loose(): Promise<void> {
    for (const table of ['referral', 'quote', 'outcome', 'delivery', 'routing_decision']) {
      const { rows } = await sql<{
        n: number;
      }>`select count(*) as n from brokerage.${sql.ref(table)} t where lead_id is not null
        and not exists (select from brokerage.lead l where l.id = t.lead_id)`.execute(this.#h.db.owner.db);
      if ((rows[0]?.n ?? 0) > 0) this.#say(`brokerage.${table} has rows of a request that is gone`);
    }
  }

  #judge(race: Race, log: readonly Then[], now: Standing, other: Standing): void {
    const { accepted } = race;
    const of = log.filter(({ id }) => id === race.own.id);
    const saw = (what: Seen['what'], detail?: string) =>
      of.some((s) => s.what === what && (!detail || s.detail === detail));
    if (race.stage === 'archived') this.#judgeArchived(race, of, now);
    else this.#judgeOpen(race, of, now);
    // What was accepted has happened.
    const promised: [Act['what'], boolean][] = [
      ['quote', race.stage !== 'asked' || saw('quoted')],
      ['contract', saw('closed', 'contract')],
      ['withdrawn', saw('closed', 'withdrawn')],
      ['no-contract', saw('closed', 'no-contract')],
      ['restrict', saw('restricted')],
      ['lift', saw('lifted')],
    ];
    for (const [what, kept] of promised)
      if (accepted.has(what) && !kept) this.#say(`${what} was accepted and did not happen`);
    if (race.stage === 'asked' && race.now >= race.limit && accepted.has('quote')) this.#say('a late quote revived it');
    if (race.colleague && other.rule !== null && other.rule !== 'lead.no-quote')
      this.#say('a colleague’s request was ended with it');
    if (race.colleague && race.stage === 'asked' && !other.lead) this.#say('a colleague’s request went with it');
    if (now.lead && now.archive) this.#say('it is both open and archived');
    const end = now.lead ? 'kept' : now.archive ? 'archived' : race.stage === 'archived' ? 'archiveEnded' : 'erased';
    this.#figures[end] = (this.#figures[end] ?? 0) + 1;
  }

  /** Replays what the database saw of an open request, and asks of its end whether the rules allowed it at that moment. */
  #judgeOpen(race: Race, of: readonly Then[], now: Standing): void {
    let quoted = race.stage === 'quoted';
    let restricted = false;
    let closed: string | null = null;
    let archived = false;
    const asksToGo = () => closed === 'withdrawn' || closed === 'objected' || closed === 'erasure';
    const dueAt = (): number => {
      if (asksToGo()) return race.now;
      if (restricted || closed === 'contract') return Infinity;
      return quoted ? addMonths(race.begins, published.noContractMonths) : addDays(race.begins, published.noQuoteDays);
    };
    for (const { what, detail, when } of of) {
      if (what === 'quoted') quoted = true;
      else if (what === 'restricted') restricted = true;
      else if (what === 'lifted') restricted = false;
      else if (what === 'closed') closed = detail;
      else if (what === 'archived') {
        archived = true;
        if (closed !== 'contract') this.#say('it was archived without a contract');
      } else if (what === 'gone' && !archived && dueAt() > when) this.#say('it was erased, and no rule allowed it');
    }
    const latest = race.now + hour;
    if (now.lead && dueAt() <= latest) this.#say('it was left behind');
    if (now.lead && closed === 'contract') this.#say('it has a contract and was not archived');
    if (!now.lead && !now.archive && !of.some(({ what }) => what === 'gone')) this.#say('it vanished');
    const asked = race.accepted.has('erase-person');
    if (asked && (now.lead || now.archive)) this.#say('its person asked for its erasure, and it is there');
    if ((restricted || asksToGo()) && now.leaving > 0)
      this.#say('something waits to leave about a request that was restricted or ended');
    if (now.state === 'chosen' && now.chosen !== 1) this.#say('it is chosen without exactly one chosen quote');
    if (race.accepted.has('choose') && now.lead && closed === null && now.state !== 'chosen')
      this.#say('the choice was lost');
    // Art. 19: whoever has it is told that it is gone.
    if (!now.lead && !now.archive && !archived)
      for (const to of this.#mailed.get(race.own.id) ?? [])
        if (!now.told.includes(to)) this.#say('a supplier that was sent it has not been told of its erasure');
  }

  #judgeArchived(race: Race, of: readonly Then[], now: Standing): void {
    let asked = false;
    let restricted = false;
    for (const { what, when } of of) {
      if (what === 'archive-asked') asked = true;
      else if (what === 'archive-restricted') restricted = true;
      else if (what === 'left-archive' && !asked && (restricted || when < race.limit))
        this.#say('it left the archive, and no rule allowed it');
    }
    if (now.archive && (asked || (!restricted && race.now + hour >= race.limit)))
      this.#say('it was left behind in the archive');
    if (race.accepted.has('erase-person') && now.archive)
      this.#say('its person asked for its erasure, and it is in the archive');
    if (now.lead) this.#say('an archived request is open again');
  }
}
