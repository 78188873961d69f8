import { type Db, sql } from '#platform/db/index.ts';
import type { Locale } from '#policy/text.ts';
import { bodyKey, type Edited } from './text.ts';

/** What has been edited, as it is now: one read of a small table. */
export async function editedTexts(db: Db): Promise<Edited> {
  const { rows } = await sql<{ key: string; locale: Locale; version: number; body: string | null }>`
    select distinct on (key, locale) key, locale, version, body from brokerage.text_version
    order by key, locale, version desc`.execute(db);
  return {
    revision: rows.reduce((sum, { version }) => sum + version, 0),
    bodies: new Map(rows.flatMap(({ key, locale, body }) => (body === null ? [] : [[bodyKey(locale, key), body]]))),
  };
}

/** Every version of a text in both languages, newest first, with who wrote it while they work here. */
export async function versionsOf(db: Db, key: string) {
  const { rows } = await sql<{
    locale: Locale;
    version: number;
    /** null: the text in the code again. */
    body: string | null;
    at: Temporal.Instant;
    by: string | null;
  }>`select v.locale, v.version, v.body, v.at, s.name as by
    from brokerage.text_version v left join access.staff s on s.id = v.staff_id
    where v.key = ${key} order by v.at desc, v.version desc, v.locale desc`.execute(db);
  return rows;
}
export type TextVersion = Awaited<ReturnType<typeof versionsOf>>[number];

/** When each text was last edited in each language, and whether it says something else than the code. */
export async function textStandings(db: Db) {
  const { rows } = await sql<{ key: string; locale: Locale; at: Temporal.Instant; edited: boolean }>`
    select distinct on (key, locale) key, locale, at, body is not null as edited from brokerage.text_version
    order by key, locale, version desc`.execute(db);
  return rows;
}
export type TextStanding = Awaited<ReturnType<typeof textStandings>>[number];
