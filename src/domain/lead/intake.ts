import { hash, randomUUID } from 'node:crypto';
import { sql } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import { leadClock } from './clock.ts';
import { emailKeyOf, type IntakeResult, type NewLead, organisationKeyOf } from './lead.ts';

/** How many requests one sender may make; the counters are in the database, so every process sees the same. */
export interface IntakeLimits {
  readonly perAddressHour: number;
  readonly perEmailDay: number;
  readonly allMinute: number;
  /** In the place of the address's, for somebody of ours who registers what customers have said. */
  readonly perStaffHour?: number;
  /** And for a system that sends what customers have filled in elsewhere. */
  readonly perSourceHour?: number;
}
export const intakeLimits: IntakeLimits = {
  perAddressHour: 20,
  perEmailDay: 10,
  allMinute: 600,
  perStaffHour: 60,
  perSourceHour: 600,
};

interface Waiting {
  readonly lead: NewLead;
  readonly rateKey: string;
  readonly resolve: (result: IntakeResult) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Stores requests durably. Those that arrive while a commit is under way share the next statement, and each is answered
 * after the commit that holds it (G1): one disk flush serves many without anybody waiting for a timer.
 */
export class Intake {
  readonly #ctx: Context;
  readonly #limits: IntakeLimits;
  #waiting: Waiting[] = [];
  #running = false;

  constructor(ctx: Context, limits: IntakeLimits = intakeLimits) {
    this.#ctx = ctx;
    this.#limits = limits;
  }

  /**
   * @param rateKey the sender's address as the limiter counts it (/32 or /64); not counted of what staff register or a system sends
   * @returns after the commit; rejects when the database could not store it, and then nothing is stored
   */
  store(lead: NewLead, rateKey: string): Promise<IntakeResult> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ lead, rateKey, resolve, reject });
      if (!this.#running) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, 200);
      await this.#commit(batch).catch(async (error) => {
        // One bad row must not take its neighbours with it: alone, each gets its own answer.
        if (batch.length === 1) return batch[0]?.reject(error);
        for (const one of batch) await this.#commit([one]).catch(one.reject);
      });
    }
    this.#running = false;
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    const now = this.#ctx.clock.now();
    const rows = batch.map((one) => toRow(this.#ctx, one.lead, now));
    const counters = countersOf(this.#ctx, batch, rows, now, this.#limits);
    const answers = await insert(
      this.#ctx,
      rows.map((row, place) => {
        const [own, ...shared] = counters[place]!;
        return { ...row, place, own, shared };
      }),
    );
    for (const [i, one] of batch.entries()) {
      const row = rows[i]!;
      const { stored, lost, crowded = [] } = answers.get(row.idempotency_key) ?? {};
      if (!stored && lost) one.resolve({ kind: 'dropped', reason: 'gone' });
      else if (!stored) one.resolve({ kind: 'dropped', reason: 'rate-limited', until: untilOf(counters[i]!, crowded) });
      else if (stored.body_hash !== row.body_hash) one.resolve({ kind: 'dropped', reason: 'key-reused' });
      else {
        const receivedAt = Temporal.Instant.from(stored.received_at);
        one.resolve({
          kind: 'stored',
          receipt: { leadId: stored.id, reference: stored.reference, receivedAt, repeated: stored.id !== row.id },
        });
      }
    }
  }
}

/** When there is room again: of several that are full, when the last one begins anew. */
const untilOf = ([own, ...shared]: readonly [Counter, ...Counter[]], crowded: readonly string[]): Temporal.Instant => {
  const full = shared.filter(({ key }) => crowded.includes(key));
  const [last] = (full.length > 0 ? full : [own])
    .map(({ until }) => Temporal.Instant.from(until))
    .sort(Temporal.Instant.compare)
    .reverse();
  return last!;
};

type Row = ReturnType<typeof toRow>;
const noFacts = { firstQuoteAt: null, closedAt: null, closingReason: null, restrictedAt: null };

function toRow(ctx: Context, lead: NewLead, now: Temporal.Instant) {
  const { company } = lead;
  const clock = leadClock({ receivedAt: now, ...noFacts });
  const content = JSON.stringify([
    ...[lead.service, lead.source, company, lead.answers, lead.ticked],
    // A person may turn to the form in another language; a program that sends another one means another request.
    ...(lead.source === 'api' ? [lead.locale] : []),
  ]);
  return {
    id: randomUUID(),
    reference: ctx.vault.reference(),
    service: lead.service,
    source: lead.source,
    registered_by: lead.registeredBy ?? null,
    source_id: lead.sourceId ?? null,
    submission_id: lead.submissionId ?? null,
    locale: lead.locale,
    company_name: company.companyName,
    organisation_number: company.organisationNumber,
    sole_trader: company.soleTrader,
    contact_name: company.contactName,
    email: company.email,
    phone: company.phone,
    postcode: company.postcode,
    current_supplier: company.currentSupplier ?? null,
    contract_ends: company.contractEnds ?? null,
    message: company.message ?? null,
    answers: lead.answers,
    ticked: lead.ticked,
    ip: lead.ip,
    email_key: emailKeyOf(ctx.vault, company.email).toString('hex'),
    organisation_key: organisationKeyOf(ctx.vault, company.organisationNumber).toString('hex'),
    idempotency_key: lead.idempotencyKey,
    body_hash: hash('sha256', content),
    policy_version: ctx.policyVersion,
    received_at: now.toString(),
    clock_rule: clock.rule,
    clock_at: clock.at?.toString() ?? null,
    notice_at: clock.noticeAt?.toString() ?? null,
  };
}

/** Whoever registers for customers is counted by account, and a system that sends by its number: many customers come through one. */
const senderOf = ({ lead, rateKey }: Waiting, limits: IntakeLimits): [string, string, number, number] => {
  if (lead.registeredBy) return ['staff', lead.registeredBy, 3600, limits.perStaffHour ?? limits.perAddressHour];
  if (lead.sourceId) return ['source', lead.sourceId, 3600, limits.perSourceHour ?? limits.perAddressHour];
  return ['address', rateKey, 3600, limits.perAddressHour];
};

interface Counter {
  readonly key: string;
  readonly since: string;
  /** When it begins anew. */
  readonly until: string;
  readonly most: number;
}

/** What each of a batch is counted on: its sender first, then its e-mail and all together. */
function countersOf(
  ctx: Context,
  batch: readonly Waiting[],
  rows: readonly Row[],
  now: Temporal.Instant,
  limits: IntakeLimits,
): (readonly [Counter, ...Counter[]])[] {
  // Made once for each that a batch has: all its rows share one of them, and one sender's share another.
  const made = new Map<string, Counter>();
  const counter = (kind: string, value: string, seconds: number, most: number): Counter => {
    const start = Math.floor(now.epochMilliseconds / 1000 / seconds) * seconds;
    const at = (second: number) => Temporal.Instant.fromEpochMilliseconds(second * 1000).toString();
    const one = made.get(kind + value) ?? {
      key: ctx.vault.keyedHash(`limit.${kind}`, value).toString('hex'),
      ...{ since: at(start), until: at(start + seconds), most },
    };
    made.set(kind + value, one);
    return one;
  };
  return batch.map((one, i) => [
    counter(...senderOf(one, limits)),
    counter('email', rows[i]!.email_key, 86_400, limits.perEmailDay),
    counter('all', '', 60, limits.allMinute),
  ]);
}

interface Answer {
  readonly idempotency_key: string;
  /** Null when there was no room for it. */
  readonly stored: {
    readonly id: string;
    readonly reference: string;
    readonly body_hash: string;
    readonly received_at: string;
  } | null;
  /** Which counters were full, where it wasn't the sender's own. */
  readonly crowded: readonly string[];
  /** What it was made of is not there any more. */
  readonly lost: boolean;
}

/**
 * The whole intake in one statement: counters, rows, events and the wake-up commit together. A key that is there already
 * is touched rather than skipped, so that its answer, too, waits for the commit (and a standby's acknowledgement).
 * Only what is new and within its sender's own limit is counted on what senders share: nobody can use up the room of others.
 * Each key is looked up by itself: a plan made while the table was small would read all of it when it is not.
 */
async function insert(ctx: Context, rows: readonly unknown[]): Promise<Map<string, Answer>> {
  const result = await sql<Answer>`/* prepared intake */
    with input as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(
        id uuid, reference text, service text, source text, registered_by uuid, source_id uuid, submission_id uuid, locale text, company_name text, organisation_number text, sole_trader boolean,
        contact_name text, email text, phone text, postcode text, current_supplier text, contract_ends date, message text, answers jsonb,
        ticked text[], ip inet, email_key text, organisation_key text, idempotency_key text, body_hash text, policy_version text,
        received_at timestamptz, clock_rule text, clock_at timestamptz, notice_at timestamptz, place integer, own jsonb, shared jsonb)
    ), known as materialized (
      select distinct i.idempotency_key from input i
      cross join lateral (select from brokerage.lead l where l.idempotency_key = i.idempotency_key limit 1) as l
    ), posts as materialized (
      select s.id from input i cross join lateral (
        select id from brokerage.submission where id = i.submission_id and state in ('new', 'waiting') for share) as s
    ), lost as materialized (
      select i.idempotency_key from input i where i.submission_id is not null and i.submission_id not in (select id from posts)
    ), own as materialized (
      select i.idempotency_key, i.place, c.key, c.since, c.most, count(*) over one as rank, count(*) over (partition by c.key) as n
      from input i cross join lateral jsonb_to_record(i.own) as c(key text, since timestamptz, most integer)
      window one as (partition by c.key order by i.place)
    ), sent as (
      insert into access.rate_limit as l (key, window_start, hits)
      select decode(key, 'hex'), since, max(n) from own group by key, since order by key
      on conflict (key, window_start) do update set hits = l.hits + excluded.hits
      returning encode(l.key, 'hex') as key, l.hits
    ), within as materialized (
      select distinct on (o.idempotency_key) o.idempotency_key, o.place from own o join sent using (key)
      where hits - n + rank <= most and o.idempotency_key not in (select idempotency_key from known)
        and o.idempotency_key not in (select idempotency_key from lost)
      order by o.idempotency_key, o.place
    ), shared as materialized (
      select w.idempotency_key, c.key, c.since, c.most, count(*) over one as rank, count(*) over (partition by c.key) as n
      from within w join input i using (place) cross join lateral jsonb_to_recordset(i.shared) as c(key text, since timestamptz, most integer)
      window one as (partition by c.key order by w.place)
    ), counted as (
      insert into access.rate_limit as l (key, window_start, hits)
      select decode(key, 'hex'), since, max(n) from shared group by key, since order by key
      on conflict (key, window_start) do update set hits = l.hits + excluded.hits
      returning encode(l.key, 'hex') as key, l.hits
    ), crowded as (
      select idempotency_key, key from shared join counted using (key) where hits - n + rank > most
    ), room as (
      select idempotency_key from known
      union all
      select idempotency_key from within where idempotency_key not in (select idempotency_key from crowded)
    ), stored as (
      insert into brokerage.lead (id, reference, service, source, registered_by, source_id, locale, state, company_name, organisation_number, sole_trader,
        contact_name, email, phone, postcode, current_supplier, contract_ends, message, answers, ticked, ip, email_key, organisation_key,
        idempotency_key, body_hash, policy_version, received_at, clock_rule, clock_at, notice_at)
      select distinct on (i.idempotency_key) i.id, i.reference, i.service, i.source, i.registered_by, i.source_id, i.locale, 'received', i.company_name,
        i.organisation_number, i.sole_trader, i.contact_name, i.email, i.phone, i.postcode, i.current_supplier, i.contract_ends, i.message,
        i.answers, i.ticked, i.ip, decode(i.email_key, 'hex'), decode(i.organisation_key, 'hex'), i.idempotency_key,
        decode(i.body_hash, 'hex'), i.policy_version, i.received_at, i.clock_rule, i.clock_at, i.notice_at
      from input i join room using (idempotency_key)
      on conflict (idempotency_key) do update set idempotency_key = excluded.idempotency_key
      returning id, reference, service, idempotency_key, encode(body_hash, 'hex') as body_hash, received_at, source, registered_by, source_id,
        (xmax = 0) as fresh
    ), noted as (
      insert into ledger.event (at, type, lead_id, detail)
        select received_at, 'lead.received', id, jsonb_build_object('service', service) from stored where fresh returning 1
    ), audited as (
      insert into ledger.audit (at, actor, action, subject, detail)
      select received_at, coalesce('staff:' || registered_by, 'source:' || source_id), 'lead.registered', id,
        jsonb_build_object('source', source, 'told', true)
      from stored where fresh and (registered_by is not null or source_id is not null) returning 1
    ), woken as (
      select pg_notify('allkontrakt', 'intake') from (select from noted limit 1) as any_new
    )
    select i.idempotency_key, (select count(*) from woken) as woken,
      i.idempotency_key in (select idempotency_key from lost) as lost,
      array(select key from crowded c where c.idempotency_key = i.idempotency_key) as crowded,
      (select json_build_object('id', s.id, 'reference', s.reference, 'body_hash', s.body_hash, 'received_at', s.received_at)
        from stored s where s.idempotency_key = i.idempotency_key) as stored
    from (select distinct idempotency_key from input) i`.execute(ctx.db);
  return new Map(result.rows.map((row) => [row.idempotency_key, row]));
}
