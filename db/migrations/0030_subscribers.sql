-- The newsletter's room (P14–P18): who has asked for it, by which words, and nothing that leads to a request. No table here has a key to
-- another room, and the hashes of an address are made for this room alone: they equal none of those elsewhere.
create schema newsletter;
grant usage on schema newsletter to app;
alter default privileges in schema newsletter grant select, insert, update, delete on tables to app;
alter default privileges in schema newsletter grant usage, select on sequences to app;

-- Somebody has asked. A job answers within moments, so that whoever asks gets the same answer in the same time whether or not the address
-- is known; what was written lies sealed until then.
create table newsletter.sign_up (
  id uuid primary key,
  email_key bytea not null,
  sealed text not null,
  requested_at timestamptz not null
);
create index on newsletter.sign_up (email_key);
create index on newsletter.sign_up (requested_at);

create table newsletter.subscriber (
  id uuid primary key,
  email_key bytea not null unique,
  -- What a use of the service is known by (P18): docs/decisions/0030.
  use_key bytea not null unique,
  email text not null,
  name text,
  locale text not null check (locale in ('sv', 'en')),
  -- Services the person has chosen to read about; empty is all of them.
  interests text[] not null default '{}',
  state text not null check (state in ('pending', 'confirmed')),
  channel text not null check (channel in ('request', 'form', 'phone', 'mail', 'meeting', 'import')),
  requested_at timestamptz not null,
  confirmed_at timestamptz,
  -- What the 24 months are counted from.
  used_at timestamptz not null,
  -- When it is erased unless something happens; null only while it is restricted (art. 18).
  erase_at timestamptz,
  restricted_at timestamptz,
  check ((state = 'confirmed') = (confirmed_at is not null)),
  check ((erase_at is null) = (restricted_at is not null))
);
create index subscriber_due on newsletter.subscriber (erase_at) where erase_at is not null;
create index subscriber_by_time on newsletter.subscriber (requested_at desc, id desc);
create extension if not exists pg_trgm;
create index subscriber_words on newsletter.subscriber using gin (lower(email || ' ' || coalesce(name, '')) gin_trgm_ops);
alter index newsletter.subscriber_words alter column 1 set statistics 0;

-- The proof of a consent (P15): the words as they were shown, whatever they are changed to later.
create table newsletter.consent (
  id uuid primary key,
  subscriber_id uuid not null references newsletter.subscriber on delete cascade,
  consent_id text not null,
  consent_version integer not null,
  locale text not null check (locale in ('sv', 'en')),
  text text not null,
  text_hash bytea not null,
  channel text not null check (channel in ('request', 'form', 'phone', 'mail', 'meeting', 'import')),
  given_at timestamptz not null,
  -- By the mailed link.
  confirmed_at timestamptz,
  -- The account of ours that wrote down what was said; null when the person asked on the site.
  recorded_by uuid,
  policy_version text not null
);
create index on newsletter.consent (subscriber_id);

-- Links that confirm, by the hashes of their secrets: they go when one of them has been used.
create table newsletter.link (
  token_hash text primary key,
  subscriber_id uuid not null references newsletter.subscriber on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index on newsletter.link (subscriber_id);

do $$
declare one record;
begin
  for one in
    select room, column_name from (values
      ('sign_up', 'email_key sealed'),
      ('subscriber', 'email_key use_key email name locale interests channel restricted_at'),
      ('consent', 'locale text text_hash channel'),
      ('link', 'token_hash')
    ) as personal (room, columns), regexp_split_to_table(columns, '\s+') as c (column_name)
  loop
    execute format('alter table newsletter.%I alter column %I set statistics 0', one.room, one.column_name);
  end loop;
end $$;

-- Mail to a subscriber is about no request.
alter table brokerage.delivery drop constraint delivery_audience_check,
  add constraint delivery_audience_check check (audience in ('customer', 'supplier', 'staff', 'subscriber'));
create index delivery_subscriber on brokerage.delivery (subject_id) where audience = 'subscriber';
-- An erased subscriber is proved gone like everybody else; lead_ids then holds its number.
alter table privacy.erasure drop constraint erasure_scope_check,
  add constraint erasure_scope_check check (scope in ('lead', 'person', 'archive', 'subscriber'));
