// Long because it is one whole thing: everything that may happen to a request, and when it must be gone.
import { addDays, addMonths, type Numbers, published } from './plain-model.ts';

/**
 * The brokerage as its promises tell it, without a database: who may do what with a request, and when it must be gone. Written from
 * the published rules and shares nothing with the product, so that what the two disagree on is a fault of one of them.
 */

/** What became of one supplier's part of a request. `dropped`: passed over without a quote. */
type Part = 'asked' | 'quoted' | 'took-back' | 'declined' | 'lost' | 'passed' | 'dropped' | 'chosen' | 'over';

export type Ending = 'withdrawn' | 'no-contract';
/** What somebody does, or tries to do; `lead` is a number of the history, not an id. */
export type Act =
  | {
      readonly what: 'quote' | 'take-back' | 'decline' | 'choose' | 'lost';
      readonly lead: number;
      readonly supplier: string;
    }
  | {
      readonly what: 'contract';
      readonly lead: number;
      readonly supplier: string;
      readonly by: 'customer' | 'supplier';
    }
  | { readonly what: Ending | 'restrict' | 'lift'; readonly lead: number }
  /** Of the person behind the request: everything of that person. */
  | { readonly what: 'erase-person' | 'object' | 'restrict-archive' | 'lift-archive'; readonly lead: number };

export interface Asked {
  readonly lead: number;
  readonly company: number;
  readonly person: string;
  readonly ticked: readonly string[];
}

export class Request {
  readonly parts = new Map<string, Part>();
  readonly asked: Asked;
  readonly received: number;
  place: 'open' | 'archive' | 'gone' = 'open';
  /** Waits to be handed to suppliers. */
  unrouted = true;
  quotedOnce = false;
  choice: string | undefined;
  over:
    | { readonly how: 'contract' | 'no-contract' | 'withdrawn' | 'objected' | 'erasure'; readonly at: number }
    | undefined;
  restricted = false;
  /** The request of the same company that this one was merged into. */
  into: Request | undefined;
  archiveAsked: number | undefined;
  archiveRestricted = false;
  /** When it must be gone, or be archived: counted anew whenever something has happened to it. */
  due: number | undefined;
  /** Since when that has been so. */
  dueSince: number;

  constructor(asked: Asked, received: number) {
    this.asked = asked;
    this.received = received;
    this.dueSince = received;
  }

  /** Somebody still works on it. */
  get active(): boolean {
    return this.place === 'open' && !this.over && !this.into;
  }

  /** Its person has asked for its end, and so for its erasure. */
  get asksToGo(): boolean {
    return this.over !== undefined && this.over.how !== 'contract' && this.over.how !== 'no-contract';
  }
}

export interface Swept {
  readonly gone: number[];
  readonly archived: number[];
  /** Those gone by the calendar whose person must have been told at a time (D3). */
  readonly told: { readonly lead: number; readonly at: number }[];
}

/** `either`: no published rule says. */
export type Verdict = 'yes' | 'no' | 'either';

export class Brokerage {
  numbers: Numbers = published;
  readonly requests = new Map<number, Request>();

  arrive(asked: Asked, at: number): void {
    const request = new Request(asked, at);
    this.requests.set(asked.lead, request);
    this.#byCompany.set(asked.company, [...(this.#byCompany.get(asked.company) ?? []), request]);
    this.route(at);
    this.#count(request, at);
  }

  /** Hands what waits to suppliers, or merges it into a request of the same company that is open, from seven days back on. */
  route(now: number): void {
    const waiting = [...this.requests.values()].filter((r) => r.unrouted && r.active && !r.restricted);
    for (const own of waiting.sort((a, b) => a.received - b.received)) {
      own.unrouted = false;
      const since = addDays(own.received, -7);
      const [open] = this.#ofCompany(own)
        // P28: what is restricted is not used, not even to find that it has been asked for before.
        .filter((r) => r.active && !r.restricted && !r.unrouted && r.choice === undefined && r.received > since)
        .sort((a, b) => a.received - b.received);
      if (!open) this.#refer(own, own.asked.ticked);
      else {
        own.into = open;
        // P3: nobody else's tick sends a person's data to a supplier that it left out.
        if (open.asked.person === own.asked.person) this.#refer(open, own.asked.ticked);
      }
      this.#count(own, now);
    }
  }

  /** Whether some request waits for suppliers. */
  get waiting(): boolean {
    for (const r of this.requests.values()) if (r.unrouted && r.active && !r.restricted) return true;
    return false;
  }

  #ofCompany(own: Request): Request[] {
    return this.#byCompany.get(own.asked.company)?.filter((r) => r !== own) ?? [];
  }

  readonly #byCompany = new Map<number, Request[]>();

  #refer(request: Request, suppliers: readonly string[]): void {
    for (const supplier of suppliers) if (!request.parts.has(supplier)) request.parts.set(supplier, 'asked');
  }

  /** Whether the rules let it happen at this moment. */
  allows(act: Act, at: number): Verdict {
    const r = this.requests.get(act.lead);
    if (!r) return 'no';
    const yes = (so: boolean): Verdict => (so ? 'yes' : 'no');
    const part = 'supplier' in act ? r.parts.get(act.supplier) : undefined;
    switch (act.what) {
      case 'quote': {
        const inTime = r.quotedOnce || at < addDays(r.received, this.numbers.noQuoteDays);
        const free = part === 'asked' || part === 'quoted' || part === 'took-back';
        return yes(r.active && !r.restricted && r.choice === undefined && free && inTime);
      }
      case 'take-back':
        if (r.restricted && part === 'quoted') return 'either';
        return yes(r.place === 'open' && part === 'quoted');
      case 'lost':
        if (r.restricted && (part === 'quoted' || part === 'chosen')) return 'either';
        return yes(r.place === 'open' && (part === 'quoted' || part === 'chosen'));
      case 'decline':
        if (r.restricted && (part === 'asked' || part === 'took-back')) return 'either';
        return yes(r.place === 'open' && (part === 'asked' || part === 'took-back'));
      case 'choose':
        return yes(r.active && !r.restricted && r.choice === undefined && part === 'quoted');
      case 'contract': {
        const known = part === 'quoted' || part === 'chosen' || (part === 'passed' && act.by === 'customer');
        return yes(r.active && !r.restricted && known);
      }
      case 'withdrawn':
        return yes(r.place === 'open' && (!r.over || r.over.how === 'no-contract'));
      case 'no-contract':
        return yes(r.place === 'open' && !r.over);
      case 'restrict':
        return yes(r.place === 'open' && !r.restricted && !r.asksToGo);
      case 'lift':
        return yes(r.place === 'open' && r.restricted && !r.asksToGo);
      default:
        return 'yes';
    }
  }

  /** Writes down that it happened. */
  happened(act: Act, at: number): void {
    const r = this.requests.get(act.lead)!;
    if ('supplier' in act) this.#bySupplier(r, act, at);
    else if (act.what === 'withdrawn' || act.what === 'no-contract') this.#end(r, act.what, at);
    else if (act.what === 'restrict') r.restricted = true;
    else if (act.what === 'lift') {
      r.restricted = false;
      this.route(at);
    } else this.#byPerson(r.asked.person, act.what, at);
    this.#count(r, at);
  }

  #bySupplier(r: Request, act: Act & { readonly supplier: string }, at: number): void {
    const { supplier } = act;
    if (act.what === 'quote') {
      r.quotedOnce = true;
      r.parts.set(supplier, 'quoted');
    } else if (act.what === 'take-back') r.parts.set(supplier, 'took-back');
    else if (act.what === 'decline') r.parts.set(supplier, 'declined');
    else if (act.what === 'choose') {
      r.choice = supplier;
      for (const [other, part] of r.parts) {
        if (other === supplier) r.parts.set(other, 'chosen');
        else if (part === 'quoted') r.parts.set(other, 'passed');
        else if (part === 'asked' || part === 'took-back') r.parts.set(other, 'dropped');
      }
    } else if (act.what === 'lost') {
      if (r.choice === supplier) {
        r.choice = undefined;
        for (const [other, part] of r.parts) if (part === 'passed') r.parts.set(other, 'quoted');
      }
      r.parts.set(supplier, 'lost');
    } else this.#end(r, 'contract', at);
  }

  #byPerson(person: string, what: 'erase-person' | 'object' | 'restrict-archive' | 'lift-archive', at: number): void {
    for (const own of this.#ofPerson(person)) {
      if (own.place === 'archive') {
        if (what === 'erase-person') own.archiveAsked ??= at;
        else if (what !== 'object') own.archiveRestricted = what === 'restrict-archive';
      } else if (what === 'erase-person' && !own.asksToGo) this.#end(own, 'erasure', at);
      else if (what === 'object' && !own.asksToGo && own.over?.how !== 'contract') this.#end(own, 'objected', at);
      this.#count(own, at);
    }
  }

  #ofPerson(person: string): Request[] {
    const [, company] = /(\d+)/.exec(person) ?? [];
    return (this.#byCompany.get(Number(company)) ?? []).filter((r) => r.asked.person === person && r.place !== 'gone');
  }

  #end(r: Request, how: NonNullable<Request['over']>['how'], at: number): void {
    r.over = { how, at };
    r.into = undefined;
    r.unrouted = false;
    for (const supplier of r.parts.keys()) r.parts.set(supplier, 'over');
  }

  #dueOf(r: Request): number | undefined {
    const { noQuoteDays, noContractMonths, archiveMonths } = this.numbers;
    if (r.place === 'gone') return undefined;
    if (r.place === 'archive') {
      if (r.archiveAsked !== undefined) return r.archiveAsked;
      return r.archiveRestricted ? undefined : addMonths(r.over!.at, archiveMonths);
    }
    if (r.over && r.over.how !== 'no-contract') return r.over.at;
    if (r.restricted) return undefined;
    return r.quotedOnce ? addMonths(r.received, noContractMonths) : addDays(r.received, noQuoteDays);
  }

  #count(r: Request, at: number): void {
    const due = this.#dueOf(r);
    if (due === r.due) return;
    r.due = due;
    r.dueSince = at;
  }

  /** Other numbers are in force from now on, for what is there as well. */
  publish(numbers: Numbers, at: number): void {
    this.numbers = numbers;
    for (const r of this.requests.values()) this.#count(r, at);
  }

  /** When the next is due. */
  get nextDue(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { due } of this.requests.values()) if (due !== undefined && due < next) next = due;
    return next;
  }

  /** Does what the rules demand by an hour. @returns what must be gone and archived by then */
  sweep(now: number): Swept {
    const swept: Swept = { gone: [], archived: [], told: [] };
    const ripe = [...this.requests.values()].filter((r) => r.due !== undefined && r.due <= now);
    for (const r of ripe) {
      if (r.place === 'gone') continue;
      if (r.place === 'open' && r.over?.how === 'contract') this.#archive(r, now, swept);
      else {
        if (r.place === 'open' && !r.asksToGo) this.#owesNotice(r, swept);
        this.#go(r, now, swept);
      }
    }
    return swept;
  }

  #owesNotice(r: Request, swept: Swept): void {
    const at = addDays(r.due!, -this.numbers.noticeDays);
    if (r.dueSince <= at) swept.told.push({ lead: r.asked.lead, at });
  }

  #archive(r: Request, now: number, swept: Swept): void {
    r.place = 'archive';
    swept.archived.push(r.asked.lead);
    for (const other of this.#merged(r)) {
      if (this.#goesAlong(other, r)) this.#go(other, now, swept);
      else {
        this.#end(other, 'no-contract', now);
        this.#count(other, now);
      }
    }
    this.#count(r, now);
  }

  #go(r: Request, now: number, swept: Swept): void {
    r.place = 'gone';
    r.due = undefined;
    swept.gone.push(r.asked.lead);
    for (const other of this.#merged(r)) {
      if (this.#goesAlong(other, r)) this.#go(other, now, swept);
      else {
        other.into = undefined;
        other.unrouted = true;
        this.#count(other, now);
      }
    }
  }

  #merged = (r: Request): Request[] => this.#ofCompany(r).filter((other) => other.into === r && other.place === 'open');

  /** One's own merged request is part of the other; a colleague's is not, and what is restricted stays until that is lifted. */
  #goesAlong = (other: Request, r: Request): boolean => other.asked.person === r.asked.person && !other.restricted;

  /** Those gone can be forgotten. */
  forget(leads: readonly number[]): void {
    for (const lead of leads) {
      const r = this.requests.get(lead);
      if (r) this.#byCompany.set(r.asked.company, this.#ofCompany(r));
      this.requests.delete(lead);
    }
  }
}
