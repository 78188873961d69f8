import { randomUUID } from 'node:crypto';
import { slot } from '#domain/campaign/index.ts';
import { subscriberKeyOf, useKeyOf } from '#domain/newsletter/index.ts';
import type { Vault } from '#platform/crypto.ts';
import type { Db } from '#platform/db/index.ts';
import { sql } from '#platform/db/index.ts';

/** Confirmed subscribers, put where they would be after everybody had opened their link. @returns their ids by address */
export async function addSubscribers(
  db: Db,
  vault: Pick<Vault, 'keyedHash'>,
  now: Temporal.Instant,
  addresses: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const ids = new Map(addresses.map((address) => [address, randomUUID() as string]));
  for (let i = 0; i < addresses.length; i += 2000) {
    const some = addresses.slice(i, i + 2000);
    await sql`
      insert into newsletter.subscriber (id, email_key, use_key, email, locale, state, channel, requested_at, confirmed_at, used_at, erase_at)
      select id, key, used, email, 'sv', 'confirmed', 'form', ${now}, ${now}, ${now}, ${now}::timestamptz + interval '2 years'
      from unnest(${some.map((one) => ids.get(one))}::uuid[], ${some.map((one) => subscriberKeyOf(vault, one))}::bytea[],
        ${some.map((one) => useKeyOf(vault, one))}::bytea[], ${some}::text[]) as s (id, key, used, email)`.execute(db);
  }
  return ids;
}

/** A campaign as it is when it has begun: composed, and nobody has got it yet. @returns its id */
export async function beginPlain(
  db: Db,
  now: Temporal.Instant,
  more: { readonly html?: string; readonly text?: string; readonly state?: 'sending' | 'paused' } = {},
): Promise<string> {
  const id = randomUUID();
  const {
    html = `<p>Hej på dig!</p><p><a href="${slot('end')}">Avsluta</a> <a href="${slot('preferences')}">Välj</a></p>`,
    text = `Hej på dig!\n\nAvsluta: ${slot('end')}\nVälj: ${slot('preferences')}\n`,
    state = 'sending',
  } = more;
  const composed = { subject: 'Ett nytt år med el – vår genomgång', html, text };
  await sql`
    insert into newsletter.campaign (id, name, state, locale, subject, preheader, body, created_at, created_by, changed_at, started_at, composed)
    values (${id}, 'Provutskick', ${state}, 'sv', ${composed.subject}, '', '', ${now}, ${randomUUID()}, ${now}, ${now}, ${JSON.stringify(composed)}::jsonb)`.execute(
    db,
  );
  return id;
}
