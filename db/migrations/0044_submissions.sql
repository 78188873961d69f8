-- What other sites' forms send: which service a form is about, which of its fields answers which question, whom it names as receivers, and
-- whether it is switched on. `fields` is what the latest post consisted of, without what was written in it.
alter table brokerage.source
  add column service text,
  add column locale text not null default 'sv' check (locale in ('sv', 'en')),
  add column suppliers text[] not null default '{}',
  add column mapping jsonb not null default '{}',
  add column fields jsonb not null default '[]',
  add column told boolean not null default false,
  add column switched_on_at timestamptz,
  add check ((service is null) = (kind = 'api')),
  add check (switched_on_at is null or (kind <> 'api' and ended_at is null));

-- A post, until it is a request. What was written is there while it waits; then a fingerprint is left for a day, so that the same again is known.
create table brokerage.submission (
  id uuid primary key,
  source_id uuid not null references brokerage.source,
  received_at timestamptz not null,
  state text not null check (state in ('new', 'waiting', 'registered', 'thrown')),
  content jsonb,
  content_hash bytea not null unique,
  email_keys bytea[] not null default '{}',
  dealt_at timestamptz,
  lead_id uuid references brokerage.lead on delete cascade,
  check ((content is null) = (state in ('registered', 'thrown'))),
  check ((dealt_at is null) = (state in ('new', 'waiting')))
);
create index submission_source_id on brokerage.submission (source_id, received_at);
create index submission_lead_id on brokerage.submission (lead_id) where lead_id is not null;
alter table brokerage.submission alter column content set statistics 0;
alter table brokerage.submission alter column content_hash set statistics 0;
alter table brokerage.submission alter column email_keys set statistics 0;
