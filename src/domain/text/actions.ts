import { sql, type Tx } from '#platform/db/index.ts';
import type { Locale } from '#policy/text.ts';
import type { Context } from '../context.ts';
import { audit } from '../ledger/index.ts';

export interface TextChange {
  readonly locale: Locale;
  /** null: the text in the code. */
  readonly body: string | null;
  /** The version that was looked at when it was written; 0 for the text in the code, before anybody had edited it. */
  readonly from: number;
}

/** Somebody else has edited the text meanwhile: nothing was written. */
export class TextMoved extends Error {
  override name = 'TextMoved';
  readonly locales: readonly Locale[];

  constructor(locales: readonly Locale[]) {
    super('the text was edited meanwhile');
    this.locales = locales;
  }
}

/** Writes new versions of a text, all or none. @throws TextMoved when one was not written from the newest */
export async function editText(ctx: Context, tx: Tx, key: string, changes: readonly TextChange[]): Promise<void> {
  const staffId = /^staff:(.+)$/.exec(ctx.actor ?? '')?.[1];
  if (!staffId) throw new TypeError('only staff edit texts');
  await sql`select pg_advisory_xact_lock(hashtext(${`text ${key}`}))`.execute(tx);
  const { rows } = await sql<{ locale: Locale; version: number }>`
    select locale, max(version) as version from brokerage.text_version where key = ${key} group by locale`.execute(tx);
  const newest = (locale: Locale) => rows.find((row) => row.locale === locale)?.version ?? 0;
  const moved = changes.filter(({ locale, from }) => newest(locale) !== from).map(({ locale }) => locale);
  if (moved.length > 0) throw new TextMoved(moved);
  const at = ctx.clock.now();
  await tx
    .insertInto('brokerage.text_version')
    .values(changes.map(({ locale, body, from }) => ({ key, locale, version: from + 1, body, staff_id: staffId, at })))
    .execute();
  for (const { locale, body, from } of changes) {
    const action = body === null ? 'text.restored' : 'text.edited';
    await audit(tx, at, ctx.actor ?? 'product', action, null, { key, locale, version: from + 1 });
  }
}
