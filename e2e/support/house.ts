import { randomBytes, randomUUID } from 'node:crypto';
import type { Context } from '#domain/context.ts';
import { Dispatcher, type Ports } from '#domain/delivery/index.ts';
import { intakePass, reactWith, renderers, whenSettled, workReactions } from '#domain/flow.ts';
import { Intake, type IntakeLimits, type NewLead, type Receipt } from '#domain/lead/index.ts';
import { type Proofs, retentionPass } from '#domain/privacy/index.ts';
import { giveQuote } from '#domain/quote/index.ts';
import { configureSupplier, seedRegistry } from '#domain/supplier/index.ts';
import { atEnd } from '#platform/at-end.ts';
import { type ManualClock, manualClock } from '#platform/clock.ts';
import { createVault } from '#platform/crypto.ts';
import { sql, transact } from '#platform/db/index.ts';
import { type TestDatabase, testDatabase } from '#platform/db/test-db.ts';
import { createHttpOut, newWebhookSecret } from '#platform/http-out/index.ts';
import type { Payload } from '#platform/jobs.ts';
import type { Mail, Refused } from '#platform/mail/index.ts';
import { createSms, type Sms, type SmsPort } from '#platform/phone/index.ts';
import { policyEdition } from '#platform/policy-edition.ts';

/** Many more than any test sends. */
const noLimits: IntakeLimits = { perAddressHour: 1e6, perEmailDay: 1e6, allMinute: 1e6 };

interface HouseOptions {
  readonly start?: string;
  readonly ports?: Partial<Ports>;
  /** For a command that is to read what the house has sealed and hashed. */
  readonly secret?: Uint8Array;
  /** Where mail comes back to. */
  readonly mailbox?: Context['mailbox'];
}

/** The brokerage without web and without loops: nothing moves until a test says so. */
export class House {
  readonly db: TestDatabase;
  readonly clock: ManualClock;
  readonly ctx: Context;
  readonly intake: Intake;
  readonly dispatcher: Dispatcher;
  /** Mails handed over to be sent, whatever became of them. */
  readonly mails: Mail[] = [];
  /** Text messages handed over to be carried, whatever became of them. */
  readonly texts: Sms[] = [];
  /** Errors that the dispatcher went on from. */
  readonly errors: unknown[] = [];
  /** How the mail server answers. */
  mailAnswer: (mail: Mail) => Promise<{ kind: 'sent' } | Refused> = async () => ({ kind: 'sent' });
  /** How whoever carries text messages answers. */
  smsAnswer: SmsPort['send'] = async () => ({ kind: 'carried', id: `s${this.texts.length}` });
  readonly #reactions: Payload[] = [];
  readonly #reacted: Payload[] = [];
  #react: (payload: Payload) => Promise<void> = async () => {};

  constructor(
    db: TestDatabase,
    { start = '2026-03-12T08:14:00Z', ports = {}, secret = randomBytes(32), mailbox }: HouseOptions = {},
  ) {
    this.db = db;
    this.clock = manualClock(start);
    const send = async (_tx: unknown, _queue: string, payloads: readonly Payload[]) => {
      this.#reactions.push(...payloads);
    };
    this.ctx = {
      db: db.db,
      clock: this.clock,
      vault: createVault(secret),
      links: {
        supplier: (_, token) => `http://house.example/supplier/${token}`,
        login: (_, token) => `http://house.example/login/${token}`,
        quotes: (_, token) => `http://house.example/quotes/${token}`,
        mine: () => 'http://house.example/mine',
        request: (_, reference) => `http://house.example/request/${reference}`,
        console: (_, token) => `http://house.example/console/${token}`,
        erasure: (_, token) => `http://house.example/erasure/${token}`,
        smsReport: (token) => `http://house.example/sms/${token}`,
        callEnded: (token) => `http://house.example/call/${token}`,
        rightsCase: (_, token) => `http://house.example/case/${token}`,
        newsletter: () => 'http://house.example/newsletter',
        newsletterConfirm: (_, token) => `http://house.example/confirm/${token}`,
        newsletterPreferences: (_, token) => `http://house.example/preferences/${token}`,
        newsletterEnd: (_, token) => `http://house.example/end/${token}`,
        newsletterOneClick: (token) => `http://house.example/one-click/${token}`,
        campaign: (locale, id) => `http://house.example/${locale}/campaign/${id}`,
        newsletterLink: (token) => `http://house.example/l/${token}`,
        newsletterImage: (id) => `http://house.example/bild/${id}`,
        service: (_, service) => `http://house.example/${service}`,
      },
      policyVersion: policyEdition,
      mailbox,
      react: reactWith({ send }),
      wake: async () => {},
    };
    this.intake = new Intake(this.ctx, noLimits);
    const out = createHttpOut({ development: true, now: () => this.clock.now() });
    atEnd(() => out.close(0));
    this.dispatcher = new Dispatcher(this.ctx, {
      // A supplier that hangs is given up after a moment instead of fifteen seconds.
      httpOut: { ...out, post: (url, message) => out.post(url, message, { timeoutMs: 2_000 }) },
      mailer: {
        send: async (mail) => {
          this.mails.push(mail);
          return this.mailAnswer(mail);
        },
        verify: async () => true,
        close: () => {},
      },
      sms: createSms(async (sms) => {
        this.texts.push(sms);
        return this.smsAnswer(sms);
      }),
      mailDomain: 'allkontrakt.se',
      renderers,
      settled: whenSettled,
      random: () => 0,
      onError: (error) => this.errors.push(error),
      ...ports,
    });
  }

  async open(): Promise<this> {
    await seedRegistry(this.ctx.db, this.clock.now(), true);
    await workReactions(this.ctx, {
      work: async (_, handler) => {
        this.#react = handler;
      },
    });
    return this;
  }

  /** Stores a request without handling it. */
  async store(changes: LeadChanges = {}, intake = this.intake): Promise<Receipt> {
    const result = await intake.store(newLead(changes), '192.0.2.1/32');
    if (result.kind === 'dropped') throw new Error(`dropped: ${result.reason}`);
    return result.receipt;
  }

  /** A request, stored and routed. */
  async ask(changes: LeadChanges = {}): Promise<Receipt> {
    const receipt = await this.store(changes);
    await this.route();
    return receipt;
  }

  async route(): Promise<void> {
    while ((await intakePass(this.ctx)) > 0);
  }

  /** Erases, archives and announces what the clocks have come to. @param proofs gathers what is to be proved, at its own pace @returns how many things were done */
  async retain(proofs?: Proofs): Promise<number> {
    let done = 0;
    for (let n = -1; n !== 0; done += Math.max(0, n))
      n = await retentionPass(this.ctx, { renderers, ...(proofs ? { proofs } : {}) });
    return done;
  }

  /** Carries out the reactions that events have enqueued, as the job queue would. */
  async react(): Promise<void> {
    for (let job = this.#reactions.shift(); job; job = this.#reactions.shift()) {
      await this.#react(job);
      this.#reacted.push(job);
    }
  }

  /** Carries out every reaction once more, as the queue does whose worker died before it could say that it was done. */
  async reactAgain(): Promise<void> {
    this.#reactions.push(...this.#reacted.splice(0));
    await this.react();
  }

  /** Sends everything that is due now. */
  async sendDue(): Promise<void> {
    await this.react();
    do await this.dispatcher.idle();
    while ((await this.dispatcher.pass()) > 0);
  }

  /** One supplier of a lead, as the portal would load it. */
  async referral(leadId: string, supplierId: string) {
    const row = await this.ctx.db
      .selectFrom('brokerage.referral')
      .selectAll()
      .where('lead_id', '=', leadId)
      .where('supplier_id', '=', supplierId)
      .executeTakeFirstOrThrow();
    return { ...row, leadId: row.lead_id, supplierId: row.supplier_id };
  }

  /** Gives a quote on behalf of a supplier, and carries out what follows. @returns its id */
  async quote(leadId: string, supplierId: string, values: Record<string, string | number> = {}): Promise<string> {
    const referral = await this.referral(leadId, supplierId);
    const id = await transact(this.ctx.db, (tx) => giveQuote(this.ctx, tx, referral, { ...aQuote, ...values }));
    await this.react();
    return id;
  }

  async webhook(supplierId: string, url: string): Promise<void> {
    await transact(this.ctx.db, (tx) =>
      configureSupplier(this.ctx, tx, supplierId, { webhook: { url, secret: newWebhookSecret() } }),
    );
  }

  /** Deliveries as they stand, oldest first. */
  deliveries(kind?: string) {
    let query = this.ctx.db.selectFrom('brokerage.delivery').selectAll().orderBy('created_at').orderBy('id');
    if (kind) query = query.where('kind', '=', kind);
    return query.execute();
  }

  lead(id: string) {
    return this.ctx.db.selectFrom('brokerage.lead').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  }
}

/** A fixed-price electricity quote. */
export const aQuote = {
  contractType: 'fixed',
  fixedPrice: 64.9,
  monthlyFee: 249,
  validUntil: '2026-12-31',
  bindingMonths: 24,
  noticeMonths: 3,
} as const;

export type LeadChanges = Partial<Omit<NewLead, 'company'>> & { readonly company?: Partial<NewLead['company']> };

/** A valid request for electricity with a key of its own. */
export function newLead({ company, ...rest }: LeadChanges = {}): NewLead {
  return {
    service: 'electricity',
    source: 'form',
    locale: 'sv',
    answers: { annualKwh: 84_000, meters: 1, priceArea: 'SE4', contractType: 'mixed' },
    ticked: ['savera', 'tallmo-energi', 'ljusakra-kraft'],
    ip: '192.0.2.1',
    idempotencyKey: randomUUID(),
    ...rest,
    company: {
      companyName: 'Norrgårdens Bageri AB',
      organisationNumber: '5599000006',
      soleTrader: false,
      contactName: 'Inköpsansvarig',
      email: 'inkop@norrgarden.example',
      phone: '+46701740605',
      postcode: '35230',
      ...company,
    },
  };
}

export const house = async (options?: ConstructorParameters<typeof House>[1]): Promise<House> =>
  new House(await testDatabase(), options).open();

/** A valid organisation number for every n from 0 to 9,999. */
export function organisationNumber(n: number): string {
  const nine = `55991${String(n).padStart(4, '0')}`;
  const sum = [...nine].reduce(
    (total, digit, i) => total + [...String(Number(digit) * (i % 2 === 0 ? 2 : 1))].reduce((a, d) => a + Number(d), 0),
    0,
  );
  return nine + ((10 - (sum % 10)) % 10);
}

/** The tables, as schema.name, that hold a text in any column of any row. */
export async function placesOf({ owner }: TestDatabase, text: string): Promise<string[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`.execute(
    owner.db,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } =
      await sql`select 1 from ${sql.raw(name)} as t where position(${text} in t::text) > 0 limit 1`.execute(owner.db);
    if (rows.length > 0) found.push(name);
  }
  return found.sort();
}
