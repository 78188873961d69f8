import { sql } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import type { PersonalRoom } from '../personal.ts';

/** Counters that are kept by the fingerprint of an address; those by IP address end within a day by themselves. */
const limits = ['email', 'login.email'] as const;

/** The keys of a person's counters. */
const counterKeys = (ctx: Context, emailKeys: readonly Buffer[]): Buffer[] =>
  emailKeys.flatMap((key) => limits.map((kind) => ctx.vault.keyedHash(`limit.${kind}`, key.toString('hex'))));

const tables = ['access.login_link', 'access.login_request', 'access.session'] as const;

/** Log-ins and counters, by the fingerprint of the address. */
export const accessRoom: PersonalRoom = {
  tables: [...tables, 'access.rate_limit'],
  async find(ctx, tx, { emailKeys }) {
    const counts: Record<string, number> = {};
    for (const table of tables) {
      const { rows } = await sql<{ n: number }>`
        select count(*) as n from ${sql.table(table)} where email_key = any(${[...emailKeys]}::bytea[])`.execute(tx);
      counts[table] = rows[0]?.n ?? 0;
    }
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from access.rate_limit where key = any(${counterKeys(ctx, emailKeys)}::bytea[])`.execute(tx);
    counts['access.rate_limit'] = rows[0]?.n ?? 0;
    return counts;
  },
  async export(ctx, tx, { emailKeys }) {
    const keys = [...emailKeys];
    const links = await sql<object>`
      select created_at as "createdAt", expires_at as "expiresAt", used_at as "usedAt" from access.login_link where email_key = any(${keys}::bytea[])`.execute(
      tx,
    );
    const asked = await sql<object>`
      select created_at as "createdAt" from access.login_request where email_key = any(${keys}::bytea[])`.execute(tx);
    const sessions = await sql<object>`
      select created_at as "createdAt", expires_at as "expiresAt" from access.session where email_key = any(${keys}::bytea[])`.execute(
      tx,
    );
    const counters = await sql<object>`
      select window_start as "windowStart", hits from access.rate_limit where key = any(${counterKeys(ctx, emailKeys)}::bytea[])`.execute(
      tx,
    );
    return {
      'access.login_link': links.rows,
      'access.login_request': asked.rows,
      'access.session': sessions.rows,
      'access.rate_limit': counters.rows,
    };
  },
  /** Another address is another log-in: what was opened by the old one is closed. */
  async rectify(ctx, tx, whose, { email }) {
    return email === undefined ? {} : this.erase(ctx, tx, { leadIds: [], emailKeys: whose.emailKeys });
  },
  async erase(ctx, tx, { emailKeys }) {
    if (emailKeys.length === 0) return {};
    const counts: Record<string, number> = {};
    for (const table of tables) {
      const gone = await sql`delete from ${sql.table(table)} where email_key = any(${[...emailKeys]}::bytea[])`.execute(
        tx,
      );
      counts[table] = Number(gone.numAffectedRows ?? 0n);
    }
    const counters = await sql`
      delete from access.rate_limit where key = any(${counterKeys(ctx, emailKeys)}::bytea[])`.execute(tx);
    return { ...counts, 'access.rate_limit': Number(counters.numAffectedRows ?? 0n) };
  },
};
