import { randomUUID } from 'node:crypto';
import { type Db, sql, transact } from '#platform/db/index.ts';
import { pastIn } from '#platform/db/past.ts';
import { markOf } from '#policy/consents.ts';
import { retention } from '#policy/retention.ts';
import type { Locale } from '#policy/text.ts';
import type { Context } from '../context.ts';
import { type Answer, type Asked, type Choice, wordingIn } from './consent.ts';

/** Writes down what a visitor has answered, and by which words: nothing about who (P15, P23). @returns what the browser is to remember */
export async function noteChoice(ctx: Context, choice: Choice, locale: Locale, asked: Asked): Promise<Answer> {
  const id = randomUUID();
  const { consentId, version, text, hash } = wordingIn(locale, asked);
  await transact(ctx.db, async (tx) => {
    await sql`insert into analytics.wording (hash, consent_id, version, locale, text)
      values (${hash}, ${consentId}, ${version}, ${locale}, ${text}) on conflict do nothing`.execute(tx);
    await sql`insert into analytics.consent (id, choice, wording, at)
      values (${id}, ${choice}, ${hash}, ${ctx.clock.now()})`.execute(tx);
  });
  const mark = markOf(asked);
  return choice === 'yes' ? { choice, mark, id } : { choice, mark };
}

/** Deletes answers that have had their time: as long as what they permitted may be kept. @returns how many went */
export async function sweepChoices(ctx: Context): Promise<number> {
  const { past } = await pastIn(ctx.db, 'analytics.consent', ctx.clock.now(), retention['consent.choice'].period);
  const gone = await sql`delete from analytics.consent where ${past}`.execute(ctx.db);
  return Number(gone.numAffectedRows ?? 0n);
}

/** How many answers are kept past their time at an instant. */
export async function choicesPast(db: Db, now: Temporal.Instant): Promise<number> {
  const { past } = await pastIn(db, 'analytics.consent', now, retention['consent.choice'].period);
  const { rows } = await sql<{ n: number }>`select count(*) as n from analytics.consent where ${past}`.execute(db);
  return rows[0]?.n ?? 0;
}
