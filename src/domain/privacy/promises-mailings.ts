import { sql } from '#platform/db/index.ts';
import type { PromiseId } from '#policy/ids.ts';
import { personalTables } from '#policy/personal-data.ts';
import { slotNames } from '../campaign/index.ts';
import { tallyKinds } from '../newsletter/index.ts';
import { none, oneRow, type Question, say, told } from './promises-tools.ts';

/** What is kept of a mailing, table by table and column by column: everything else is more than was promised. */
const promised: Readonly<Record<string, string>> = {
  recipient: 'campaign_id subscriber_id attempts due_at',
  tally: 'campaign_id hour kind link n',
  campaign_link: 'campaign_id n label url',
};
const columns = Object.entries(promised).flatMap(([table, names]) =>
  names.split(' ').map((name) => `${table}.${name}`),
);

/** Columns that say which mailing, and columns that say who. */
const mailing = '^(campaign|mailing|newsletter)(_id|_key)?$';
const person = '^(subscriber|recipient|person|customer|lead|reader)(_id|_key)?$|email|address|^ip$|token|fingerprint';

/** Nobody stands beside a mailing but those it is on its way to, and nothing about one lies anywhere but in its room. */
const keptApart: Question = async ({ db }) => {
  const kept = await oneRow(
    db,
    sql<{ beside: number; more: number; elsewhere: number; over: number; finer: number; odd: number }>`
      with columns as (
        select n.nspname as room, c.relname as "table", a.attname as name, c.oid, a.attnum from pg_attribute a
        join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p', 'm', 'v', 'f') and a.attnum > 0 and not a.attisdropped
          -- By which words of an address a visit came (P20): nobody is known there (P22).
          and not (n.nspname = 'analytics' and a.attname = 'utm_campaign')
          and n.nspname not like 'pg\\_%' and n.nspname not in ('information_schema', 'jobs', 'public')
      ), of_mailing as (
        select oid, room, "table" from columns where name ~ ${mailing}
        union select k.conrelid, c.room, c."table" from pg_constraint k join columns c on c.oid = k.conrelid
          where k.contype = 'f' and k.confrelid = 'newsletter.campaign'::regclass
      ), of_person as (
        select oid from columns where name ~ ${person} or room || '.' || "table" = any(${[...personalTables]}::text[])
        union select conrelid from pg_constraint where contype = 'f' and confrelid = 'newsletter.subscriber'::regclass
      )
      select (select count(*) from of_mailing m where oid in (select oid from of_person) and oid <> 'newsletter.recipient'::regclass) as beside,
        (select count(*) from columns where room = 'newsletter' and "table" = any(${Object.keys(promised)}::text[])
          and not "table" || '.' || name = any(${columns}::text[])) as more,
        (select count(*) from columns where room <> 'newsletter' and ("table" || '.' || name) ~ 'campaign|mailing|\\yclick') as elsewhere,
        (select count(*) from newsletter.recipient r join newsletter.campaign c on c.id = r.campaign_id
          where c.state not in ('sending', 'paused')) as over,
        (select count(*) from newsletter.tally where hour <> date_trunc('hour', hour, 'UTC')) as finer,
        (select count(*) from newsletter.tally where not kind = any(${[...tallyKinds]}::text[]) or n <= 0 or (kind = 'clicked') <> (link >= 0)) as odd`,
  );
  const { differing, leading, telling, mailings, counted } = await oneRow(db, written);
  return {
    checks: [
      told('mailings that have begun', mailings),
      told('hours in which something was counted', counted),
      none('tables where somebody stands beside a mailing, besides those it is on its way to', kept.beside),
      none('columns about recipients, counts and links that were not promised', kept.more),
      none('columns about mailings in other rooms', kept.elsewhere),
      none('recipients of a mailing that is over', kept.over),
      none('counts of less than an hour', kept.finer),
      none('counts of something else', kept.odd),
      none('mails that differ between readers in more than the links of their own', differing),
      none('links that differ between readers', leading),
      none('withdrawals from a mailing noted with more than how it was said', telling),
    ],
    evidence: [
      say(
        (w) =>
          `Utskick hittills: ${w.n(mailings)}. Det som sparas om dem är antal per timme. Ingen rad säger vem som fick, öppnade eller klickade.`,
        (w) =>
          `Mailings so far: ${w.n(mailings)}. What is kept of them is numbers by the hour. No row says who got, opened or clicked anything.`,
      ),
    ],
  };
};

/** Whether a mail, a link or an event could tell one reader from another. A picture with an address of one's own would. */
const written = sql<{ differing: number; leading: number; telling: number; mailings: number; counted: number }>`
  select count(*) filter (where c.started_at is not null) as mailings,
    count(*) filter (where exists (
      select from regexp_matches((c.composed ->> 'html') || (c.composed ->> 'text') || (c.composed ->> 'subject'), '\uE000(\\w+)\uE001', 'g') as m
      where not m[1] = any(${[...slotNames]}::text[])) or (c.composed ->> 'html') ~* '<(img|source|link)[^>]*\uE000') as differing,
    (select count(*) from newsletter.campaign_link where url ~ '[\uE000\uE001]') as leading,
    (select count(*) from ledger.event e where e.detail ? 'mailing' and (e.lead_id is not null
      or exists (select from jsonb_object_keys(e.detail) as k where k not in ('channel', 'mailing')))) as telling,
    (select count(*) from (select distinct campaign_id, hour from newsletter.tally) as h) as counted
  from newsletter.campaign c`;

export const mailingQuestions = { P19: keptApart } satisfies Partial<Record<PromiseId, Question>>;
