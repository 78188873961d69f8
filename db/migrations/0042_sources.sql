-- The systems that send requests in: an intake key of the API, and the forms of other sites. What a system is known by is kept as a keyed hash. A
-- secret that has been replaced works beside the new one until its time is up. Sources stay, so that a request can say where it came from.
create table brokerage.source (
  id uuid primary key,
  name text not null check (length(name) between 1 and 80),
  kind text not null check (kind in ('api', 'elementor', 'cf7', 'gravity')),
  secret_hash bytea not null unique,
  old_hash bytea unique,
  old_until timestamptz,
  made_at timestamptz not null,
  used_at timestamptz,
  ended_at timestamptz,
  check ((old_hash is null) = (old_until is null)),
  check (ended_at is null or old_hash is null)
);

alter table brokerage.lead
  drop constraint lead_source_check,
  add constraint lead_source_check check (source in ('form', 'email', 'phone', 'api', 'site')),
  add column source_id uuid references brokerage.source,
  add constraint lead_source_id_check check ((source_id is not null) = (source in ('api', 'site')));
create index lead_source_id on brokerage.lead (source_id) where source_id is not null;
