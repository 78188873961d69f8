import { formatDate } from '#catalog/format.ts';
import { sql } from '#platform/db/index.ts';
import { cookies } from '#policy/consents.ts';
import type { PromiseId } from '#policy/ids.ts';
import type { Context } from '../context.ts';
import { deliveryKinds } from '../delivery/index.ts';
import { visitsPast } from '../visit/index.ts';
import { holds, type KeptWording, none, oneRow, type Question, say, told, wordingChecks } from './promises-tools.ts';

/** What there may be about an event (P20): everything else is more than was promised. */
const promised =
  `at visitor kind page locale service step field host utm_source utm_medium utm_campaign vital amount country browser system device screen
  language`.split(/\s+/);

/** Events are many: what is written now is looked through, and what was written before has been when it was new. */
const since = (clock: Context['clock']) => clock.now().subtract({ hours: 36 });

/** P20: nothing is collected but what is listed, and no page's address with anybody's token in it. */
const collected: Question = async ({ db, clock }) => {
  const found = await oneRow(
    db,
    sql<{ events: number; more: number; odd: number }>`
      select (select count(*) from analytics.event) as events,
        (select count(*) from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
          where n.nspname = 'analytics' and c.relname ~ '^event' and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
            and not a.attname = any(${promised}::text[])) as more,
        (select count(*) from analytics.event where at > ${since(clock)} and (page ~ '[@?]' or page ~ '\\d{6}' or page !~ '^/[a-zA-Z0-9/:åäö-]*$')) as odd`,
  );
  return {
    checks: [
      told('events', found.events),
      none('columns that were not promised', found.more),
      none('pages that are called by more than their name', found.odd),
    ],
    evidence: [
      say(
        (w) =>
          `${w.many(found.events, 'händelse', 'händelser')} finns sparade, med det som räknas upp här och inget mer.`,
        (w) => `${w.many(found.events, 'event is', 'events are')} stored, with what is listed here and nothing more.`,
      ),
    ],
  };
};

/** P21: no column could hold an address, and none of the text that is stored looks like one. */
const addressless: Question = async ({ db, clock }) => {
  const found = await oneRow(
    db,
    sql<{ columns: number; alike: number }>`
      select (select count(*) from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
          join pg_type t on t.oid = a.atttypid
          where n.nspname = 'analytics' and c.relkind in ('r', 'p') and a.attnum > 0 and (t.typname in ('inet', 'cidr') or a.attname ~ '^ip|_ip|address')) as columns,
        (select count(*) from analytics.event where at > ${since(clock)} and concat_ws(' ', host, utm_source, utm_medium, utm_campaign, page, field) ~ '\\m\\d{1,3}(\\.\\d{1,3}){3}\\M|([0-9a-f]{1,4}:){3}') as alike`,
  );
  return {
    checks: [none('columns for an address', found.columns), none('values that look like one', found.alike)],
    evidence: [
      say(
        () => 'Ingen kolumn i statistiken tar en IP-adress, och inget sparat värde liknar en.',
        () => 'No column of the statistics takes an IP address, and no stored value looks like one.',
      ),
    ],
  };
};

/** P22: no key and no common value leads from the statistics to anybody. */
const apart: Question = async ({ db, clock }) => {
  const found = await oneRow(
    db,
    sql<{ keys: number; readers: number; shared: number }>`
      select (select count(*) from pg_constraint k join pg_class a on a.oid = k.conrelid join pg_class b on b.oid = k.confrelid
          join pg_namespace n on n.oid = a.relnamespace join pg_namespace m on m.oid = b.relnamespace
          where k.contype = 'f' and n.nspname <> m.nspname and 'analytics' in (n.nspname, m.nspname)) as keys,
        (select count(*) from unnest(array['supplier', 'archivist']) as r (name) where has_schema_privilege(r.name, 'analytics', 'usage')) as readers,
        (select count(*) from (select distinct visitor from analytics.event where at > ${since(clock)}) v where exists (
            select from brokerage.lead l where substr(l.email_key, 1, 12) = v.visitor or substr(l.organisation_key, 1, 12) = v.visitor)
          or exists (select from newsletter.subscriber s where v.visitor in (substr(s.email_key, 1, 12), substr(s.use_key, 1, 12)))
          or exists (select from analytics.consent c where substr(decode(replace(c.id::text, '-', ''), 'hex'), 1, 12) = v.visitor)) as shared`,
  );
  return {
    checks: [
      none('keys that lead out of the statistics or into them', found.keys),
      none('other roles that reach them', found.readers),
      none('numbers that are somebody’s elsewhere', found.shared),
    ],
    evidence: [
      say(
        () =>
          'Ingen nyckel leder från statistiken till någon annan tabell, och inget nummer i den finns någon annanstans.',
        () => 'No key leads from the statistics to any other table, and no number in them is found elsewhere.',
      ),
    ],
  };
};

/** P23: nothing was measured before anybody had said yes, and each answer's words are known by their hash. */
const asked: Question = async ({ db }) => {
  const { rows } = await sql<KeptWording>`
    select consent_id as id, version, locale, text, hash from analytics.wording`.execute(db);
  const found = await oneRow(
    db,
    sql<{ yes: number; no: number; early: number }>`
      select count(*) filter (where choice = 'yes') as yes, count(*) filter (where choice = 'no') as no,
        (select count(*) from analytics.event where at < coalesce((select min(at) from analytics.consent where choice = 'yes'), 'infinity')) as early
      from analytics.consent`,
  );
  const stored = cookies.filter(({ name }) => name === 'ak_val').length;
  return {
    checks: [
      told('who have said yes', found.yes),
      told('who have said no', found.no),
      none('events from before anybody had said yes', found.early),
      ...wordingChecks(rows),
      holds('the cookie that remembers the answer is on the policy’s list', stored === 1),
    ],
    evidence: [
      say(
        (w) => `${w.n(found.yes)} har sagt ja och ${w.n(found.no)} nej. Bara de som sagt ja mäts.`,
        (w) => `${w.n(found.yes)} have said yes and ${w.n(found.no)} no. Only those who have said yes are measured.`,
      ),
    ],
  };
};

/** P24: no event is older than its 26 months. */
const forgotten: Question = async ({ db, clock }) => {
  const late = await visitsPast(db, clock.now().subtract({ hours: 2 }));
  const { oldest } = await oneRow(
    db,
    sql<{ oldest: Temporal.Instant | null }>`select min(at) as oldest from analytics.event`,
  );
  return {
    checks: [none('events past their 26 months by more than two hours', late)],
    evidence: [
      oldest
        ? say(
            () => `Den äldsta händelsen är från ${formatDate(oldest, 'sv')}.`,
            () => `The oldest event is from ${formatDate(oldest, 'en')}.`,
          )
        : say(
            () => 'Ingen händelse finns sparad.',
            () => 'No event is stored.',
          ),
    ],
  };
};

/**
 * P25: nothing of Google Analytics is stored here; where it is on, Google is among those who receive data, and from then on visitors have been asked by words
 * that name it. An hour is left to those who had the page open.
 */
const google: Question = async ({ db }) => {
  const found = await oneRow(
    db,
    sql<{ since: Temporal.Instant | null; stored: number; yes: number; unnamed: number }>`
      with engaged as (select max(since) as since from privacy.recipient where kind = 'google' and until is null)
      select e.since,
        (select count(*) from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
          where c.relkind in ('r', 'p', 'm', 'v', 'f') and a.attnum > 0 and n.nspname not like 'pg\\_%' and n.nspname not in ('information_schema', 'jobs', 'public')
            and concat_ws('.', c.relname, a.attname) ~ 'google|gtag') as stored,
        (select count(*) from analytics.consent c join analytics.wording w on w.hash = c.wording
          where w.consent_id = 'analytics-bar-google' and c.choice = 'yes') as yes,
        (select count(*) from analytics.consent c join analytics.wording w on w.hash = c.wording
          where w.consent_id <> 'analytics-bar-google' and c.choice = 'yes' and c.at > e.since + interval '1 hour') as unnamed
      from engaged e`,
  );
  const { since } = found;
  return {
    unused: since === null,
    checks: [
      none('tables or columns for it', found.stored),
      none('messages of its kind', Object.keys(deliveryKinds).filter((kind) => /google|gtag/.test(kind)).length),
      none('cookies of it that are there without a yes', cookies.filter(({ name }) => name.startsWith('_ga')).length),
      none('who were asked without its name while it was on', found.unnamed),
      told('who have said yes to it', found.yes),
    ],
    evidence: [
      since
        ? say(
            (w) =>
              `Google Analytics är på sedan ${formatDate(since, 'sv')}, och står bland mottagarna. ${w.n(found.yes)} har sagt ja till det.`,
            (w) =>
              `Google Analytics has been on since ${formatDate(since, 'en')}, and is listed among the recipients. ${w.n(found.yes)} have said yes to it.`,
          )
        : say(
            () => 'Google Analytics är avstängt: inget av det laddas, och ingen tabell eller kaka finns för det.',
            () => 'Google Analytics is off: nothing of it loads, and there is no table or cookie for it.',
          ),
    ],
  };
};

export const visitQuestions = {
  P20: collected,
  P21: addressless,
  P22: apart,
  P23: asked,
  P24: forgotten,
  P25: google,
} satisfies Partial<Record<PromiseId, Question>>;
