import { isIP } from 'node:net';
import { sql } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import { screenOf, sourceOf, type Visit, visitorOf, wordOf } from './visit.ts';

interface Waiting {
  readonly rows: readonly Row[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}
type Row = ReturnType<typeof rowsOf>[number];

/** Most beacons that one statement writes; what comes meanwhile shares the next. */
const most = 200;

/**
 * Stores what was measured. Beacons that come while a commit is under way share the next statement, and each is answered after its commit: as quick
 * as answering early, and nothing is lost in between.
 */
export class Collector {
  readonly #ctx: Context;
  /** Our own host: a visit from there came from nowhere. */
  readonly #own: string;
  #waiting: Waiting[] = [];
  #running = false;

  constructor(ctx: Context, own: string) {
    this.#ctx = ctx;
    this.#own = own;
  }

  /** @returns after the commit; rejects when the database could not store it, and then nothing is stored */
  store(visit: Visit): Promise<void> {
    const rows = rowsOf(this.#ctx, this.#own, visit);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ rows, resolve, reject });
      if (!this.#running) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, most);
      try {
        await this.#commit(batch.flatMap(({ rows }) => rows));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#running = false;
  }

  async #commit(rows: readonly Row[]): Promise<void> {
    await sql`/* prepared visits */
      insert into analytics.event (at, visitor, kind, page, locale, service, step, field, host, utm_source, utm_medium, utm_campaign,
        vital, amount, country, browser, system, device, screen, language)
      select at, decode(visitor, 'hex'), kind, page, locale, service, step, field, host, utm_source, utm_medium, utm_campaign,
        vital, amount, country, browser, system, device, screen, language
      from json_to_recordset(${JSON.stringify(rows)}::json) as r (at timestamptz, visitor text, kind text, page text, locale text, service text,
        step smallint, field text, host text, utm_source text, utm_medium text, utm_campaign text, vital text, amount real,
        country text, browser text, system text, device text, screen text, language text)`.execute(this.#ctx.db);
  }
}

function rowsOf(ctx: Context, own: string, visit: Visit) {
  const { beacon, consentId, page, locale, country, browser, system, device, language } = visit;
  const at = ctx.clock.now().toString();
  const visitor = visitorOf(ctx.vault, consentId).toString('hex');
  const source = sourceOf(beacon.referrer, own);
  return beacon.events.map((event) => ({
    ...{ at, visitor, kind: event.k, page, locale, country, browser, system, device, language },
    screen: screenOf(beacon.width),
    ...('service' in event ? { service: event.service, step: event.step } : {}),
    ...(event.k === 'error' ? { field: event.field } : {}),
    ...(event.k === 'vital' ? { vital: event.vital, amount: event.amount } : {}),
    // A host that is a number says who, not where.
    ...(event.k === 'out' && isIP(event.host) === 0 ? { host: event.host } : {}),
    ...(event.k === 'view'
      ? {
          ...(source && isIP(source) === 0 ? { host: source } : {}),
          utm_source: wordOf(beacon.utm?.source),
          utm_medium: wordOf(beacon.utm?.medium),
          utm_campaign: wordOf(beacon.utm?.campaign),
        }
      : {}),
  }));
}
