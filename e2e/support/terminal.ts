import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportContract } from '#domain/contract/index.ts';
import { atEnd } from '#platform/at-end.ts';
import { stockholmDate, systemClock } from '#platform/clock.ts';
import { createVault } from '#platform/crypto.ts';
import { transact } from '#platform/db/index.ts';
import { type Cli, cli } from './cli.ts';
import { type House, house, type LeadChanges, organisationNumber } from './house.ts';

/** Somebody with a request, and the command line with its address piped in. */
export interface Person {
  readonly id: string;
  readonly reference: string;
  readonly email: string;
  readonly run: Cli;
}

/** A brokerage and its command line, which runs by the clock of the machine. */
export class Terminal {
  readonly h: House;
  readonly run: Cli;
  readonly folder: string;
  readonly now: Temporal.Instant;
  #people = 0;

  constructor(h: House, run: Cli, folder: string, now: Temporal.Instant) {
    this.h = h;
    this.run = run;
    this.folder = folder;
    this.now = now;
  }

  /** The folder of the list of erasures outside the database. */
  get ledger(): string {
    return join(this.folder, 'ledger');
  }

  /** What stands on that list. */
  listed(): string {
    return readdirSync(this.ledger)
      .map((file) => readFileSync(join(this.ledger, file), 'utf8'))
      .join('');
  }

  /** A request of a company of its own, forwarded. */
  async person(email: string, company: LeadChanges['company'] = {}): Promise<Person> {
    this.#people += 1;
    const own = { email, organisationNumber: organisationNumber(this.#people), ...company };
    const { leadId: id, reference } = await this.h.ask({ company: own });
    await this.h.sendDue();
    return { id, reference, email, run: this.run.with({ input: `${email}\n` }) };
  }

  async quote({ id }: Person): Promise<void> {
    const validUntil = stockholmDate(this.now).add({ days: 60 }).toString();
    await this.h.quote(id, 'savera', { validUntil });
  }

  /** A contract is reported, and the request not archived yet. */
  async contract(one: Person): Promise<void> {
    await this.quote(one);
    const { id } = one;
    const referral = await this.h.referral(id, 'savera');
    await transact(this.h.ctx.db, (tx) => reportContract(this.h.ctx, tx, referral.id, 'customer'));
  }

  /** A person whose request has ended in a contract and is archived. */
  async archived(email: string): Promise<Person> {
    const one = await this.person(email);
    await this.contract(one);
    await this.h.sendDue();
    await this.h.retain();
    return one;
  }

  /** Asks the database behind the app's back. */
  async rows<T>(text: string, ...values: unknown[]): Promise<T[]> {
    return (await this.h.db.owner.pool.query(text, values)).rows as T[];
  }

  async count(from: string, ...values: unknown[]): Promise<number> {
    return (await this.rows<{ n: number }>(`select count(*) as n from ${from}`, ...values))[0]?.n ?? 0;
  }

  /** Every row of every table of ours as one text. */
  async everything(): Promise<string> {
    const tables = await this.rows<{
      name: string;
    }>(`select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname in ('access', 'archive', 'brokerage', 'ledger', 'privacy', 'supplier') order by 1`);
    const parts: string[] = [];
    for (const { name } of tables) {
      const rows = await this.rows<{ t: string }>(`select t::text as t from ${name} as t order by 1`);
      parts.push(name, ...rows.map((row) => row.t));
    }
    return parts.join('\n');
  }

  async caseOf(id: string) {
    interface Case {
      readonly right_id: string;
      readonly channel: string;
      readonly state: string;
      readonly outcome: string | null;
      readonly due_at: Temporal.Instant;
    }
    const columns = 'right_id, channel, state, outcome, due_at';
    return (await this.rows<Case>(`select ${columns} from privacy.rights_case where id = $1`, id))[0];
  }
}

/** The number of the case that a command has told of. */
export const caseNumber = (out: string): string => /Case ([0-9a-f-]{36})/.exec(out)?.[1] ?? '';

/** @param daysAgo where the brokerage's clock stands to begin with */
export async function terminal(daysAgo = 0): Promise<Terminal> {
  const secret = randomBytes(32);
  const folder = mkdtempSync(join(tmpdir(), 'allkontrakt-terminal-'));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  const now = systemClock.now();
  const h = await house({ start: now.subtract({ hours: 24 * daysAgo }).toString() });
  // The commands make the same fingerprints of addresses as the brokerage.
  Object.assign(h.ctx, { vault: createVault(secret) });
  const settings = { SECRET_KEY: secret.toString('base64'), ERASURE_LEDGER: join(folder, 'ledger') };
  return new Terminal(h, await cli(h.db, settings), folder, now);
}
