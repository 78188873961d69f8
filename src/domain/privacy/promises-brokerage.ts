// Longer than most files: the questions of nine promises, one function each.
import { questionsOf, type ServiceId, serviceById } from '#catalog/index.ts';
import { sql } from '#platform/db/index.ts';
import { brokerageRules } from '#policy/brokerage-rules.ts';
import { controller, controllerAddress } from '#policy/controller.ts';
import { asKept, policyDocument } from '#policy/document.ts';
import type { PromiseId } from '#policy/ids.ts';
import { timeZone } from '#policy/period.ts';
import { tables } from '#policy/personal-data.ts';
import { legalBases, purposes } from '#policy/purposes.ts';
import { locales } from '#policy/text.ts';
import { type DeliveryKind, deliveryKinds } from '../delivery/index.ts';
import { fieldsFor } from '../supplier/index.ts';
import { holds, none, oneRow, type Question, requests, say, share, told } from './promises-tools.ts';

const { quietHours } = brokerageRules;
const [req, reqs] = requests.sv;
const [reqEn, reqsEn] = requests.en;

/** P1: the published policy names one controller, and no supplier goes by its name. */
const oneController: Question = async ({ db }) => {
  const texts = locales.map((locale) => JSON.stringify(policyDocument(locale, asKept)));
  const wanted = [controller.name, controller.organisationNumber, controllerAddress, controller.email];
  const missing = texts.flatMap((text) => wanted.filter((one) => !text.includes(one))).length;
  const numbers = texts.flatMap((text) => text.match(/(?<![\d-])\d{6}-\d{4}(?![\d-])/g) ?? []);
  const { n } = await oneRow(
    db,
    sql<{ n: number }>`select count(*) as n from brokerage.supplier where lower(name) = lower(${controller.name})`,
  );
  return {
    checks: [
      none('name, number, address or e-mail missing from the policy', missing),
      none('other organisation numbers in it', numbers.filter((one) => one !== controller.organisationNumber).length),
      none('suppliers by our name', n),
    ],
    evidence: [
      say(
        () =>
          'Policyn på svenska och engelska anger samma namn, nummer, adress och e-post, och inget annat organisationsnummer.',
        () =>
          'The policy in Swedish and English gives the same name, number, address and e-mail, and no other organisation number.',
      ),
    ],
  };
};

/** P2: every column there is, is on the list, and no request holds an answer to a question that isn't asked. */
const closedList: Question = async ({ db }) => {
  const { rows } = await sql<{ name: string }>`
    select n.nspname || '.' || c.relname || '.' || a.attname as name
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'm', 'v', 'f') and not c.relispartition and a.attnum > 0 and not a.attisdropped
      and n.nspname not like 'pg\\_%' and n.nspname not in ('information_schema', 'jobs', 'public')`.execute(db);
  const live = new Set(rows.map((row) => row.name));
  const declared = new Set(
    Object.entries(tables).flatMap(([table, { columns }]) =>
      Object.keys(columns).map((column) => `${table}.${column}`),
    ),
  );
  const percent = await share(db, 'brokerage.lead');
  const { rows: answers } = await sql<{ service: ServiceId; key: string; n: number }>`
    select service, key, count(*) as n from brokerage.lead tablesample system (${percent}), jsonb_object_keys(answers) as key
    group by 1, 2`.execute(db);
  const unasked = answers.filter(({ service, key }) => !questionsOf(serviceById(service)).some((q) => q.id === key));
  return {
    checks: [
      holds('columns in the database', live.size > 0, live.size),
      none('columns that are not declared', [...live].filter((name) => !declared.has(name)).length),
      none('declared columns that do not exist', [...declared].filter((name) => !live.has(name)).length),
      none(
        'answers to questions that are not asked',
        unasked.reduce((sum, one) => sum + one.n, 0),
      ),
    ],
    evidence: [
      say(
        (w) => `Databasens ${w.n(live.size)} kolumner står alla på listan över vad vi får spara.`,
        (w) => `The database’s ${w.n(live.size)} columns are all on the list of what we may store.`,
      ),
    ],
  };
};

/** P3: each referral was ticked and decided on, and nothing is on its way to one outside the registry or the service. */
const onlyChosen: Question = async ({ db }) => {
  const percent = await share(db, 'brokerage.referral');
  const sample = sql`brokerage.referral r tablesample system (${percent})`;
  const found = await oneRow(
    db,
    sql<{ referrals: number; unticked: number; undecided: number; stray: number }>`
      select count(*) as referrals,
        count(*) filter (where not r.supplier_id = any(l.ticked)) as unticked,
        count(*) filter (where d.chosen is not true or l.service <> r.service) as undecided,
        (select count(*) from brokerage.delivery w join brokerage.referral x on x.id = w.referral_id
          left join brokerage.supplier s on s.id = w.supplier_id
          where w.state in ('pending', 'sending') and w.kind like 'supplier.referral%'
            and (s.id is null or w.supplier_id <> x.supplier_id)) as stray
      from ${sample} join brokerage.lead l on l.id = r.lead_id
      left join brokerage.routing_decision d on d.lead_id = r.lead_id and d.supplier_id = r.supplier_id`,
  );
  const { n: served } = await oneRow(
    db,
    sql<{
      n: number;
    }>`select count(distinct s.id) as n from brokerage.supplier s join brokerage.supplier_service v on v.supplier_id = s.id where s.active`,
  );
  return {
    checks: [
      told('suppliers with a service', served),
      told('requests to suppliers looked at', found.referrals),
      none('sent to one that was not ticked', found.unticked),
      none('sent without a decision, or for another service', found.undecided),
      none('on the way to one outside the registry', found.stray),
    ],
    evidence: [
      say(
        (w) =>
          `${w.n(found.referrals)} vidarebefordringar granskade: alla till leverantörer av tjänsten som kunden lät vara ikryssade.`,
        (w) =>
          `${w.n(found.referrals)} forwardings examined: all to suppliers of the service that the customer left ticked.`,
      ),
    ],
  };
};

/** P4: what each supplier was given, field by field, against its allow-list; and the request's IP address in none of it. */
const onlyAllowed: Question = async ({ db }) => {
  const percent = await share(db, 'brokerage.referral');
  const { rows } = await sql<{ service: ServiceId; supplier: string; key: string; n: number }>`
    select service, supplier_id as supplier, key, count(*) as n
    from brokerage.referral tablesample system (${percent}), jsonb_object_keys(payload) as key group by 1, 2, 3`.execute(
    db,
  );
  const outside = rows.filter(
    ({ service, supplier, key }) => !fieldsFor(service, { id: supplier }).some((question) => question.id === key),
  );
  const { n: addresses } = await oneRow(
    db,
    sql<{
      n: number;
    }>`select count(*) as n from brokerage.referral r tablesample system (${percent}) join brokerage.lead l on l.id = r.lead_id
      where l.ip is not null and position(host(l.ip) in (r.payload - 'message')::text) > 0`,
  );
  const fields = rows.reduce((sum, row) => sum + row.n, 0);
  return {
    checks: [
      told('fields looked at', fields),
      none(
        'fields outside a supplier’s list',
        outside.reduce((sum, one) => sum + one.n, 0),
      ),
      none('IP addresses among them', addresses),
    ],
    evidence: [
      say(
        (w) =>
          `${w.n(fields)} lämnade fält granskade mot varje leverantörs lista: inget utanför den, och ingen IP-adress.`,
        (w) =>
          `${w.n(fields)} fields handed over, checked against each supplier’s list: none outside it, and no IP address.`,
      ),
    ],
  };
};

/** What must not go out when its request has ended. */
const openOnly: readonly DeliveryKind[] = [
  'customer.quotes',
  'customer.outcome-reminder',
  'customer.erasure-notice',
  'customer.message',
  'customer.sms',
];

/**
 * P5: nothing waits to reach a customer about a request that has ended, what was written to one is on its way to no other, only e-mail
 * and text messages are used, none of the latter leaves at night, and no kind of message is for marketing.
 */
const ownRequest: Question = async ({ db, clock }) => {
  const now = clock.now();
  const hourAgo = now.subtract({ hours: 1 });
  const found = await oneRow(
    db,
    sql<{
      late: number;
      strange: number;
      astray: number;
      night: number;
      channels: string[] | null;
      written: number;
      calls: number;
      uninvited: number;
    }>`
      select (select count(*) from brokerage.delivery d join brokerage.lead l on l.id = d.lead_id
          where d.state = 'pending' and d.due_at <= ${hourAgo} and d.kind = any(${openOnly}::text[]) and l.state = 'closed'
            and coalesce(l.closed_at <= ${hourAgo}, true)) as late,
        (select count(*) from brokerage.delivery where state in ('pending', 'sending') and not kind = any(${Object.keys(deliveryKinds)}::text[])) as strange,
        (select count(*) from brokerage.delivery d left join brokerage.message m on m.id = d.subject_id
          where d.kind = any(${['customer.message', 'customer.sms']}::text[]) and d.state in ('pending', 'sending')
            and (m.id is null or m.lead_id <> d.lead_id or (m.channel = 'sms') <> (d.channel = 'sms'))) as astray,
        (select count(*) from brokerage.delivery_attempt a join brokerage.delivery d on d.id = a.delivery_id
          where d.channel = 'sms' and a.outcome = 'delivered'
            and (extract(hour from a.at at time zone ${timeZone}) >= ${quietHours.from}
              or extract(hour from a.at at time zone ${timeZone}) < ${quietHours.until})) as night,
        (select count(*) from brokerage.call c join brokerage.lead l on l.id = c.lead_id
          where c.at > l.closed_at or c.at > l.restricted_at) as uninvited,
        (select count(*) from brokerage.call) as calls,
        (select array_agg(distinct channel) from brokerage.delivery where audience = 'customer') as channels,
        (select count(*) from brokerage.message where direction = 'out') as written`,
  );
  const others = (found.channels ?? []).filter((channel) => channel !== 'mail' && channel !== 'sms');
  const kinds = Object.values(deliveryKinds).filter((audience) => audience === 'customer').length;
  return {
    checks: [
      told('messages written by our staff and held', found.written),
      told('calls held', found.calls),
      none('calls about a request that was over or restricted', found.uninvited),
      none('messages waiting about a request that has ended', found.late),
      none('messages on the way to another than they were written to', found.astray),
      none('messages of a kind that is not declared', found.strange),
      none('text messages sent at night', found.night),
      none('channels to customers other than e-mail and text messages', others.length),
    ],
    evidence: [
      say(
        (w) =>
          `Det finns ${w.n(kinds)} slags meddelanden till kunder, alla om den egna förfrågan. Programmet skickar dem med e-post, och det vår personal skriver också med sms, aldrig mellan ${quietHours.from} och ${quietHours.until}. Samtalen som är sparade, ${w.n(found.calls)}, gällde en öppen förfrågan. Reklam vägrar det att skicka.`,
        (w) =>
          `There are ${w.n(kinds)} kinds of message to customers, all about their own request. The software sends them by e-mail, and what our staff write by text message, too, never between ${quietHours.from} and ${quietHours.until}. The calls held, ${w.n(found.calls)}, were about an open request. It refuses to send marketing.`,
      ),
    ],
  };
};

/** P6: every request says how it came. */
const source: Question = async ({ db }) => {
  const found = await oneRow(
    db,
    sql<{ form: number; mail: number; phone: number; systems: number; other: number }>`
      select count(*) filter (where source = 'form') as form, count(*) filter (where source = 'email') as mail,
        count(*) filter (where source = 'phone') as phone, count(*) filter (where source in ('api', 'site') and source_id is not null) as systems,
        count(*) filter (where source not in ('form', 'email', 'phone', 'api', 'site')) as other from brokerage.lead`,
  );
  return {
    checks: [
      told('by form', found.form),
      told('by e-mail', found.mail),
      told('by phone', found.phone),
      told('by another system', found.systems),
      none('with another source or none', found.other),
    ],
    evidence: [
      say(
        (w) =>
          `Sparade just nu: ${w.many(found.form, req, reqs)} från formulär, ${w.n(found.mail)} från e-post, ${w.n(found.phone)} från telefon och ${w.n(found.systems)} från andra sajter och system. Ingen utan källa.`,
        (w) =>
          `Held right now: ${w.many(found.form, reqEn, reqsEn)} by form, ${w.n(found.mail)} by e-mail, ${w.n(found.phone)} by phone and ${w.n(found.systems)} by other sites and systems. None without a source.`,
      ),
    ],
  };
};

/** P7: each personal column that exists serves a purpose, and each purpose has a basis. */
const basis: Question = async ({ db }) => {
  const used = Object.values(tables).flatMap(({ columns }) =>
    Object.values(columns).flatMap((column) => (column.personal ? [column.purposes] : [])),
  );
  const without = used.filter(
    (own) => own.length === 0 || own.some((id) => !Object.hasOwn(legalBases, purposes[id]?.basis ?? '')),
  );
  const { n } = await oneRow(
    db,
    sql<{
      n: number;
    }>`select (select count(*) from brokerage.lead where policy_version = '') + (select count(*) from brokerage.referral where policy_version = '') as n`,
  );
  return {
    checks: [
      told('kinds of personal data in columns', used.length),
      none('columns without a purpose with a legal basis', without.length),
      none('requests that cite no edition of the policy', n),
    ],
    evidence: [
      say(
        (w) =>
          `${w.n(used.length)} kolumner med personuppgifter: var och en har ett ändamål med rättslig grund, och varje förfrågan anger vilken utgåva av policyn som gällde.`,
        (w) =>
          `${w.n(used.length)} columns with personal data: each has a purpose with a legal basis, and every request cites the edition of the policy that applied.`,
      ),
    ],
  };
};

/** P12: every contract was reported by somebody, and whoever has chosen a supplier can reach it. */
const reported: Question = async ({ db }) => {
  const found = await oneRow(
    db,
    sql<{ outcomes: number; unreported: number; unreachable: number }>`
      select (select count(*) from brokerage.outcome) as outcomes,
        (select count(*) from brokerage.lead l where l.closing_reason = 'contract'
          and not exists (select from brokerage.outcome o where o.lead_id = l.id and o.outcome = 'contract')) as unreported,
        (select count(*) from brokerage.referral r join brokerage.supplier s on s.id = r.supplier_id
          where r.state in ('chosen', 'won') and s.email is null and s.phone is null and s.website is null) as unreachable`,
  );
  return {
    checks: [
      told('outcomes reported and held', found.outcomes),
      none('contracts that nobody has reported', found.unreported),
      none('chosen suppliers without contact details', found.unreachable),
    ],
    evidence: [
      say(
        (w) =>
          `${w.n(found.outcomes)} besked om utfall är sparade, alla lämnade av en kund eller leverantör. Inget avtal står där utan att någon rapporterat det.`,
        (w) =>
          `${w.n(found.outcomes)} reports of an outcome are held, all made by a customer or supplier. No contract is there without somebody having reported it.`,
      ),
    ],
  };
};

/** P13: whatever was delivered to a supplier is noted: when, why and what. */
const shown: Question = async ({ db, clock }) => {
  const percent = await share(db, 'brokerage.referral');
  const hourAgo = clock.now().subtract({ hours: 1 });
  const found = await oneRow(
    db,
    sql<{ sent: number; unlogged: number; unexplained: number; empty: number }>`
      select count(*) as sent,
        count(*) filter (where not exists (select from ledger.event e where e.lead_id = r.lead_id and e.referral_id = r.id and e.type = 'referral.sent')) as unlogged,
        count(*) filter (where not exists (select from brokerage.routing_decision d where d.lead_id = r.lead_id and d.supplier_id = r.supplier_id)) as unexplained,
        count(*) filter (where r.payload = '{}') as empty
      from brokerage.referral r tablesample system (${percent}) where r.sent_at is not null`,
  );
  const { n: untimed } = await oneRow(
    db,
    sql<{
      n: number;
    }>`select count(*) as n from brokerage.referral r tablesample system (${percent}) where r.sent_at is null
      and exists (select from brokerage.delivery d where d.referral_id = r.id and d.kind like 'supplier.referral%' and d.state = 'delivered' and d.ended_at <= ${hourAgo})`,
  );
  return {
    checks: [
      told('sent and looked at', found.sent),
      none('delivered without a time', untimed),
      none('without a line in the event log', found.unlogged),
      none('without a reason', found.unexplained),
      none('without a copy of what was sent', found.empty),
    ],
    evidence: [
      say(
        (w) =>
          `${w.n(found.sent)} skickade granskade: alla har tid, skäl, en rad i händelseloggen och en kopia av det som skickades.`,
        (w) =>
          `${w.n(found.sent)} sent and examined: all have a time, a reason, a line in the event log and a copy of what was sent.`,
      ),
    ],
  };
};

export const brokerageQuestions = {
  P1: oneController,
  P2: closedList,
  P3: onlyChosen,
  P4: onlyAllowed,
  P5: ownRequest,
  P6: source,
  P7: basis,
  P12: reported,
  P13: shown,
} satisfies Partial<Record<PromiseId, Question>>;
