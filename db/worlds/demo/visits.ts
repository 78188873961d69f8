import { services } from '#catalog/index.ts';
import { wordingIn } from '#domain/consent/index.ts';
import type { Context } from '#domain/context.ts';
import { makeMonths, rollUp, visitorOf } from '#domain/visit/index.ts';
import { sql } from '#platform/db/index.ts';
import { askedWhere } from '#policy/consents.ts';
import { type Chance, chance } from './random.ts';
import { dayAt } from './time.ts';

/** Days that visits reach back. */
const reach = 130;
const sources = ['', '', '', 'google.com', 'google.com', 'bing.com', 'duckduckgo.com', 'bransch.example'] as const;
const browsers = [
  ['Chrome', 'Windows', 'desktop', 'wide'],
  ['Chrome', 'Android', 'phone', 'narrow'],
  ['Safari', 'iOS', 'phone', 'narrow'],
  ['Safari', 'macOS', 'desktop', 'wide'],
  ['Firefox', 'Linux', 'desktop', 'medium'],
  ['Microsoft Edge', 'Windows', 'desktop', 'wide'],
] as const;
const places = [
  ['SE', 'sv'],
  ['SE', 'sv'],
  ['SE', 'sv'],
  ['SE', 'en'],
  ['NO', 'nb'],
  ['DK', 'da'],
  ['FI', 'fi'],
] as const;

interface Event {
  readonly at: Temporal.Instant;
  readonly kind: string;
  readonly page: string;
  readonly [column: string]: unknown;
}

/** Everything one visitor does, in order; none of it later than now. */
function visitOf(r: Chance, begins: Temporal.Instant, visitor: string): Event[] {
  const [browser, system, device, screen] = r.pick(browsers);
  const [country, language] = r.pick(places);
  const about = { visitor, locale: 'sv', browser, system, device, screen, country, language };
  let at = begins;
  const then = (kind: string, page: string, more: object = {}): Event => {
    at = at.add({ seconds: r.whole(4, 50) });
    return { ...about, at, kind, page, ...more };
  };
  const host = r.pick(sources);
  const campaign = r.once(9) ? { utm_source: 'nyhetsbrev', utm_medium: 'mejl', utm_campaign: 'hosten' } : {};
  const service = r.pick(services);
  const page = `/${service.slug.sv}`;
  const vitals = (): Event[] => [
    then('vital', page, { vital: 'lcp', amount: r.whole(400, 3200) }),
    then('vital', page, { vital: 'cls', amount: r.amount(0, 0.12, 3) }),
    then('vital', page, { vital: 'inp', amount: r.whole(16, 260) }),
  ];
  const events = [then('view', '/', { ...(host ? { host } : {}), ...campaign })];
  if (r.once(3)) events.push(then('view', r.pick(['/loften', '/personuppgiftspolicy', '/kontakt'])));
  if (r.once(4)) return events;
  events.push(then('view', page), ...vitals());
  for (let step = 1; step <= 4; step += 1) {
    const where = { service: service.id, step };
    if (r.next() < [0.45, 0.3, 0.15, 0.1][step - 1]!) {
      if (step > 1) events.push(then('left', page, { service: service.id, step: step - 1 }));
      return events;
    }
    events.push(then('step', page, where));
    const field = step === 1 ? service.questions[0]?.id : step === 2 ? 'organisationNumber' : undefined;
    if (field && r.once(5)) events.push(then('error', page, { ...where, field }));
  }
  return events;
}

/** Some four months of visitors who have said yes, with what they answered, counted as the product counts. */
export async function visits(ctx: Context, now: Temporal.Instant): Promise<void> {
  const r = chance('visits');
  const { consentId, version, text, hash } = wordingIn('sv', askedWhere(false));
  const all: Event[] = [];
  const answers: { id: string; at: Temporal.Instant }[] = [];
  for (let daysAgo = reach; daysAgo >= 0; daysAgo -= 1) {
    const busy = r.whole(6, 14) + Math.round((reach - daysAgo) / 16);
    for (let n = 0; n < busy; n += 1) {
      const at = dayAt(now, daysAgo, r.whole(7 * 60, 21 * 60));
      const id = `${(all.length + 1).toString(16).padStart(8, '0')}-0000-4000-8000-${String(n).padStart(12, '0')}`;
      const own = visitOf(r, at, visitorOf(ctx.vault, id).toString('hex'));
      if (own.some((event) => Temporal.Instant.compare(event.at, now) > 0)) continue;
      answers.push({ id, at });
      all.push(...own);
    }
  }
  await sql`insert into analytics.wording (hash, consent_id, version, locale, text)
    values (${hash}, ${consentId}, ${version}, 'sv', ${text}) on conflict do nothing`.execute(ctx.db);
  await sql`insert into analytics.consent (id, choice, wording, at)
    select id, 'yes', ${hash}, at from jsonb_to_recordset(${JSON.stringify(answers)}::jsonb) as r (id uuid, at timestamptz)`.execute(
    ctx.db,
  );
  await sql`insert into analytics.event (at, visitor, kind, page, locale, service, step, field, host, utm_source, utm_medium, utm_campaign,
      vital, amount, country, browser, system, device, screen, language)
    select at, decode(visitor, 'hex'), kind, page, locale, service, step, field, host, utm_source, utm_medium, utm_campaign,
      vital, amount, country, browser, system, device, screen, language
    from jsonb_to_recordset(${JSON.stringify(all)}::jsonb) as r (at timestamptz, visitor text, kind text, page text, locale text, service text,
      step smallint, field text, host text, utm_source text, utm_medium text, utm_campaign text, vital text, amount real,
      country text, browser text, system text, device text, screen text, language text)`.execute(ctx.db);
  await makeMonths(ctx);
  await rollUp(ctx);
}
