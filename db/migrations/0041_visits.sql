-- How the site is used (P20–P24), of those who have said yes. The visitor is a keyed hash of the number in the consent cookie: made for this
-- table alone, a new one every year, and equal to nothing anywhere else (P22). No address of a network is stored, and none can be: no column takes one.
create table analytics.event (
  at timestamptz not null,
  visitor bytea not null check (length(visitor) = 12),
  kind text not null check (kind in ('view', 'step', 'left', 'error', 'out', 'vital')),
  -- A page by its pattern, never an address with somebody's token in it.
  page text not null check (length(page) <= 100),
  locale text not null check (locale in ('sv', 'en')),
  service text,
  -- Of a form: the step, and the question's name; never what was answered.
  step smallint,
  field text,
  -- Where a view came from, and where a link out led: a host.
  host text check (length(host) <= 100),
  utm_source text,
  utm_medium text,
  utm_campaign text,
  -- Which web vital, and how much.
  vital text check (vital in ('lcp', 'cls', 'inp')),
  amount real,
  country text check (length(country) = 2),
  browser text,
  system text,
  device text check (device in ('phone', 'tablet', 'desktop')),
  screen text check (screen in ('narrow', 'medium', 'wide')),
  language text check (length(language) <= 3)
) partition by range (at);
create index on analytics.event (at);
-- A no erases what was measured after a yes.
create index on analytics.event (visitor);

-- A month at a time, so that what has had its time goes with its table. Rows that come before their month's table is there lie here.
create table analytics.event_rest partition of analytics.event default;

-- Counts of an hour and of a Swedish day, by which everything but the last hour is read: nobody's number in them.
create table analytics.hourly (
  hour timestamptz not null,
  kind text not null,
  dimension text not null,
  value text not null,
  n bigint not null,
  primary key (dimension, kind, hour, value)
);
create table analytics.daily (
  day date not null,
  kind text not null,
  dimension text not null,
  value text not null,
  n bigint not null,
  -- How many different ones.
  visitors bigint not null,
  primary key (dimension, kind, day, value)
);
-- How far the counts have been made.
create table analytics.rolled (
  what text primary key,
  until timestamptz not null
);
-- Programs that call themselves so, and what was refused: how many, by the day.
create table analytics.dropped (
  day date not null,
  reason text not null,
  n bigint not null,
  primary key (day, reason)
);

do $$
declare one text;
begin
  foreach one in array array['visitor', 'host', 'utm_source', 'utm_medium', 'utm_campaign', 'country', 'browser', 'system', 'device', 'screen', 'language']
  loop
    execute format('alter table analytics.event alter column %I set statistics 0', one);
    execute format('alter table analytics.event_rest alter column %I set statistics 0', one);
  end loop;
end $$;

-- Makes the table of a month, and takes into it what lies beside. The app may not make tables; this it may.
create function analytics.make_month(month date) returns void language plpgsql security definer set search_path = pg_catalog, analytics as $$
declare
  first timestamptz := (date_trunc('month', month)::timestamp at time zone 'UTC');
  last timestamptz := ((date_trunc('month', month) + interval '1 month')::timestamp at time zone 'UTC');
  name text := 'event_' || to_char(month, 'YYYY_MM');
  one text;
begin
  if to_regclass('analytics.' || name) is not null then return; end if;
  perform pg_advisory_xact_lock(hashtext('analytics.make_month'));
  if to_regclass('analytics.' || name) is not null then return; end if;
  execute format('create table analytics.%I (like analytics.event including all)', name);
  execute format('with moved as (delete from analytics.event_rest where at >= %L and at < %L returning *) insert into analytics.%I select * from moved', first, last, name);
  execute format('alter table analytics.event attach partition analytics.%I for values from (%L) to (%L)', name, first, last);
  execute format('grant select, insert, update, delete on analytics.%I to app', name);
  foreach one in array array['visitor', 'host', 'utm_source', 'utm_medium', 'utm_campaign', 'country', 'browser', 'system', 'device', 'screen', 'language']
  loop
    execute format('alter table analytics.%I alter column %I set statistics 0', name, one);
  end loop;
end $$;

-- Drops months that lie wholly before a time. @returns how many
create function analytics.drop_months(before timestamptz) returns integer language plpgsql security definer set search_path = pg_catalog, analytics as $$
declare
  name text;
  gone integer := 0;
begin
  for name in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'analytics.event'::regclass and c.relname ~ '^event_\d{4}_\d\d$'
      and ((to_date(substr(c.relname, 7), 'YYYY_MM') + interval '1 month')::timestamp at time zone 'UTC') <= before
  loop
    execute format('drop table analytics.%I', name);
    gone := gone + 1;
  end loop;
  return gone;
end $$;
revoke all on function analytics.make_month, analytics.drop_months from public;
grant execute on function analytics.make_month, analytics.drop_months to app;
