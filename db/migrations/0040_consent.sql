-- What visitors answer when they are asked whether the visit may be measured (P23). The proof says what was asked, what was answered and when, and is
-- known by a number of its own (P15). Nobody's address is in it, and no table here has a key to another room (P22).
create schema analytics;
grant usage on schema analytics to app;
alter default privileges in schema analytics grant select, insert, update, delete on tables to app;
alter default privileges in schema analytics grant usage, select on sequences to app;

-- Each wording once, as it was shown, whatever it is changed to later.
create table analytics.wording (
  hash bytea primary key,
  consent_id text not null,
  version integer not null,
  locale text not null check (locale in ('sv', 'en')),
  text text not null,
  unique (consent_id, version, locale, hash)
);

create table analytics.consent (
  id uuid primary key,
  choice text not null check (choice in ('yes', 'no')),
  wording bytea not null references analytics.wording,
  at timestamptz not null
);
create index on analytics.consent (at);
create index on analytics.consent (wording);
alter table analytics.consent alter column id set statistics 0;
