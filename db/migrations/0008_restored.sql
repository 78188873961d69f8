-- A restored backup is cleaned step by step and goes on where it was cut off; what had left the house since it was made never leaves again (P30, G6).
alter table privacy.quarantine
  -- The last step that is done: 'loading' has changed nothing yet.
  add column stage text not null default 'loaded' check (stage in ('loading', 'loaded', 'replayed', 'swept')),
  -- When the backup was made; null for one that was restored by other means.
  add column backup_at timestamptz,
  -- The folder of the list of erasures; null when it was said to do without.
  add column ledger text,
  -- Reactions that waited when the backup was made.
  add column reactions jsonb not null default '[]',
  add column detail jsonb not null default '{}';

-- Running processes stand aside the moment it commits.
create function privacy.tell_quarantine() returns trigger language plpgsql as $$
begin
  perform pg_notify('allkontrakt', 'quarantine');
  return null;
end $$;
create trigger tell_quarantine after insert or delete on privacy.quarantine for each statement execute function privacy.tell_quarantine();

-- What the scan before the opening looks for, sealed: it must outlive the process that erased. Empty whenever the database is open.
create table privacy.restored_needle (
  erasure_id uuid primary key references privacy.erasure on delete cascade,
  sealed text not null
);
alter table privacy.restored_needle alter column sealed set statistics 0;

-- Deliveries that their peers had taken before the database went back in time: when one is made again, it is booked as arrived and not sent.
create table brokerage.taken (
  id uuid primary key,
  at timestamptz not null
);
