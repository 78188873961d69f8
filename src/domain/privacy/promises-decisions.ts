// Longer than most files: the questions of nine decisions, one function each.
import { formatKr } from '#catalog/format.ts';
import { type Field, quoteFieldsOf, type ServiceId, serviceById, serviceIds } from '#catalog/index.ts';
import { addPeriod } from '#platform/clock.ts';
import { sql } from '#platform/db/index.ts';
import { brokerageRules } from '#policy/brokerage-rules.ts';
import type { DecisionId } from '#policy/ids.ts';
import { periodCount, periodSeconds } from '#policy/period.ts';
import { retention } from '#policy/retention.ts';
import { archiveEnds, archiveStanding } from '../archive/index.ts';
import { activeStates } from '../lead/index.ts';
import { checkChain, isWhole, lostRow } from './chains.ts';
import { recountClocks } from './promises-clocks.ts';
import { holds, none, oneRow, type Question, say, share, told } from './promises-tools.ts';

/** D1: the next archived request to go is the one with the oldest contract, by the rule's period, and none is past it. */
const archive: Question = async ({ db, clock }) => {
  const { count, nextEraseAt: next, oldestContractAt: oldest } = await archiveStanding(db);
  const late = clock.now().subtract({ hours: 1 });
  const counted = !oldest || !next || archiveEnds(oldest).equals(next);
  return {
    checks: [
      told('archived', count),
      holds('none past its time', !next || Temporal.Instant.compare(next, late) > 0, next?.toString() ?? 'none'),
      holds('stored end is the rule’s', counted),
    ],
    evidence: [],
    facts: [
      next
        ? say(
            (w) => `Arkiverade: ${w.n(count)}. Nästa raderas ${w.day(next)}.`,
            (w) => `Archived: ${w.n(count)}. The next is erased on ${w.day(next)}.`,
          )
        : say(
            (w) => `Arkiverade: ${w.n(count)}.`,
            (w) => `Archived: ${w.n(count)}.`,
          ),
    ],
  };
};

/** D2: nobody has been asked on another day or before it, and nobody who should have been has not been. */
const reminders: Question = async ({ db, clock }) => {
  const { customer, supplier } = brokerageRules.outcomeReminders;
  const now = clock.now();
  // The job runs each morning: a day and a bit after the day itself. A database that was filled with a past has had no mornings.
  const due = addPeriod(now, `-${customer[0]}`).subtract({ hours: 26 });
  const settled = now.subtract({ hours: 26 });
  const found = await oneRow(
    db,
    sql<{ made: number; other: number; early: number; unasked: number }>`
      select count(*) as made, count(*) filter (where not day = any(case audience when 'customer' then ${customer.map(periodCount)}::int[]
        else ${supplier.map(periodCount)}::int[] end)) as other,
        -- An hour less than so many days where summer time begins in between.
        count(*) filter (where r.made_at < q.received_at + make_interval(days => r.day, hours => -1)) as early,
        (select count(*) from brokerage.quote q join brokerage.lead l on l.id = q.lead_id
          where q.state in ('open', 'chosen') and l.state = any(${[...activeStates]}::text[]) and l.restricted_at is null and q.received_at <= ${due}
            and exists (select from privacy.policy_applied where at <= ${settled})
            and (select count(distinct audience) from brokerage.reminder m where m.quote_id = q.id) < 2) as unasked
      from brokerage.reminder r join brokerage.quote q on q.id = r.quote_id`,
  );
  return {
    checks: [
      told('reminders', found.made),
      none('after other days', found.other),
      none('before the day', found.early),
      none('quotes open longer, with somebody not asked', found.unasked),
    ],
    evidence: [],
    facts: [
      say(
        (w) => `Påminnelser om offerter som sparas nu: ${w.n(found.made)}.`,
        (w) => `Reminders of quotes held now: ${w.n(found.made)}.`,
      ),
    ],
  };
};

/** D3: nobody who is to be told is waiting for it, and the last messages are forgotten. */
const notice: Question = async ({ db, clock }) => {
  const found = await oneRow(
    db,
    sql<{ waiting: number; sealed: number; told: number }>`
      select (select count(*) from brokerage.lead where notice_at <= ${clock.now().subtract({ hours: 1 })}) as waiting,
        (select count(*) from brokerage.delivery where sealed is not null and ended_at is not null) as sealed,
        (select count(*) from ledger.event where type = 'lead.notified') as told`,
  );
  return {
    checks: [
      told('told ahead', found.told),
      none('to be told more than an hour ago', found.waiting),
      none('last messages kept after they were sent', found.sealed),
    ],
    evidence: [],
    facts: [
      say(
        (w) => `Förvarnade hittills: ${w.n(found.told)}.`,
        (w) => `Told ahead so far: ${w.n(found.told)}.`,
      ),
    ],
  };
};

/** D4: what is remembered is a hash's length, and a time. */
const suppressed: Question = async ({ db }) => {
  const { kept, odd } = await oneRow(
    db,
    sql<{ kept: number; odd: number }>`
      select count(*) as kept, count(*) filter (where octet_length(address_hash) <> 32) as odd from privacy.suppression`,
  );
  return {
    checks: [told('fingerprints', kept), none('that are not one', odd)],
    evidence: [],
    facts: [
      say(
        (w) => `${w.many(kept, 'fingeravtryck', 'fingeravtryck')} sparade.`,
        (w) => `${w.many(kept, 'fingerprint', 'fingerprints')} held.`,
      ),
    ],
  };
};

/** An address or a personal number, in what should hold neither. */
const personal = String.raw`@|\m\d{6}[-+]?\d{4}\M|\+46\d{7}`;

/** D5: no row of the audit log is changed or gone, and neither it nor events and certificates hold anything about a person. */
const logs: Question = async (ctx) => {
  const { db } = ctx;
  const chain = await checkChain(ctx, 'ledger.audit');
  const { rows, broken, noted, lost } = chain;
  const percent = await share(db, 'ledger.event', 50_000);
  const { n } = await oneRow(
    db,
    sql<{ n: number }>`
      select (select count(*) from ledger.event tablesample system (${percent}) where detail::text ~ ${personal})
        + (select count(*) from ledger.audit where detail::text ~ ${personal})
        + (select count(*) from privacy.certificate where counts::text ~ ${personal} or scan::text ~ ${personal}) as n`,
  );
  return {
    checks: [
      told('rows of the audit log', rows),
      holds('chain of the audit log', broken === null, broken === null ? 'whole' : `broken at row ${broken}`),
      told('rows noted outside the database', noted),
      holds('audit log as it was noted outside', lost === null, lostRow(chain)),
      none('rows with an address or a number of a person', n),
    ],
    evidence: [],
    facts: [
      isWhole(chain)
        ? say(
            (w) => `Loggens kedja är hel: ${w.many(rows, 'rad', 'rader')}, ingen ändrad.`,
            (w) => `The log’s chain is whole: ${w.many(rows, 'row', 'rows')}, none changed.`,
          )
        : broken === null
          ? say(
              (w) =>
                `Loggen är inte som den antecknats utanför databasen: rad ${w.n(lost ?? 0)} saknas eller är en annan.`,
              (w) =>
                `The log is not as it was noted outside the database: row ${w.n(lost ?? 0)} is gone or is another.`,
            )
          : say(
              (w) => `Loggens kedja är bruten vid rad ${w.n(broken)}.`,
              (w) => `The log’s chain is broken at row ${w.n(broken)}.`,
            ),
    ],
  };
};

/** D6: a sole trader's number is in nothing that a supplier was given. */
const soleTraders: Question = async ({ db }) => {
  const { traders, given } = await oneRow(
    db,
    sql<{ traders: number; given: number }>`
      select (select count(*) from brokerage.lead where sole_trader) as traders,
        (select count(*) from brokerage.lead l join brokerage.referral r on r.lead_id = l.id
          where l.sole_trader and position(right(regexp_replace(l.organisation_number, '\\D', '', 'g'), 10) in r.payload::text) > 0) as given`,
  );
  return {
    checks: [told('sole traders', traders), none('numbers in what suppliers were given', given)],
    evidence: [],
    facts: [
      say(
        (w) => `Enskilda firmor just nu: ${w.n(traders)}. Nummer som lämnats till leverantörer: ${w.n(given)}.`,
        (w) => `Sole traders right now: ${w.n(traders)}. Numbers given to suppliers: ${w.n(given)}.`,
      ),
    ],
  };
};

/** D7: the database counts in UTC, and the clocks come out the same when they are counted in the Swedish calendar again. */
const calendar: Question = async ({ db }) => {
  const { zone } = await oneRow(db, sql<{ zone: string }>`select current_setting('timezone') as zone`);
  const { looked, wrong } = await recountClocks(db);
  return {
    checks: [
      holds('stored in', zone === 'UTC', zone),
      told('clocks counted again', looked),
      none('that differ', wrong),
    ],
    evidence: [],
    facts: [
      say(
        (w) => `${w.many(looked, 'klocka', 'klockor')} räknades om i kalendern, ${w.n(wrong)} skilde sig.`,
        (w) => `${w.many(looked, 'clock', 'clocks')} counted again in the calendar, ${w.n(wrong)} differed.`,
      ),
    ],
  };
};

/** D8: every sum of the quotes that are held stands in a field that is declared in kronor without VAT, and nothing says otherwise. */
const money: Question = async ({ db }) => {
  const { currency, includesVat } = brokerageRules.money;
  const percent = await share(db, 'brokerage.quote');
  const { rows } = await sql<{ service: ServiceId; key: string; n: number }>`
    select service, key, count(*) as n from brokerage.quote tablesample system (${percent}), jsonb_object_keys("values") as key group by 1, 2`.execute(
    db,
  );
  const declared = new Map(serviceIds.map((id) => [id, new Map(quoteFieldsOf(serviceById(id)).map((f) => [f.id, f]))]));
  const strange = rows.filter(({ service, key }) => !declared.get(service)?.has(key));
  const inKronor = rows.filter(({ service, key }) => /^(kr|öre)/.test(unitOf(declared.get(service)?.get(key))));
  const foreign = [...declared.values()]
    .flatMap((fields) => [...fields.values()])
    .filter((field) => /€|EUR|USD|\$|moms|VAT/i.test(unitOf(field)));
  const sum = (some: typeof rows) => some.reduce((total, { n }) => total + n, 0);
  return {
    checks: [
      holds('currency', currency === 'SEK' && formatKr(1, 'en').startsWith('SEK'), currency),
      holds('excluding VAT', !includesVat),
      told('sums in quotes', sum(inKronor)),
      none('fields of a quote in another currency, or with VAT', foreign.length),
      none('values in quotes outside the declared fields', sum(strange)),
    ],
    evidence: [
      say(
        (w) =>
          `${w.n(sum(inKronor))} belopp i sparade offerter granskade: alla står i fält som är i kronor utan moms, och ingen offert säger något annat.`,
        (w) =>
          `${w.n(sum(inKronor))} sums in stored quotes examined: all stand in fields that are in kronor excluding VAT, and no quote says otherwise.`,
      ),
    ],
  };
};

const unitOf = (field: Field | undefined): string => (field && 'unit' in field ? (field.unit?.sv ?? '') : '');

/** D9: no link that lives longer than it may. */
const links: Question = async ({ db }) => {
  const seconds = periodSeconds(retention['login-link'].period);
  const { held, long } = await oneRow(
    db,
    sql<{ held: number; long: number }>`
      select count(*) as held, count(*) filter (where expires_at > created_at + make_interval(secs => ${seconds})) as long from access.login_link`,
  );
  return {
    checks: [told('links', held), none('that live longer', long)],
    evidence: [],
    facts: [
      say(
        (w) => `${w.many(held, 'länk', 'länkar')} finns just nu.`,
        (w) => `${w.many(held, 'link', 'links')} right now.`,
      ),
    ],
  };
};

export const decisionQuestions: Readonly<Record<DecisionId, Question>> = {
  D1: archive,
  D2: reminders,
  D3: notice,
  D4: suppressed,
  D5: logs,
  D6: soleTraders,
  D7: calendar,
  D8: money,
  D9: links,
};
