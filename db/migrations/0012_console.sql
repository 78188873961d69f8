-- What staff search and page by. The words are not stored a second time: the index is made of the row's own, and goes with it.
create extension if not exists pg_trgm;
create index lead_words on brokerage.lead
  using gin (lower(company_name || ' ' || contact_name || ' ' || email || ' ' || phone) gin_trgm_ops);
-- An index of an expression has statistics of its own, and they would hold the words.
alter index brokerage.lead_words alter column 1 set statistics 0;
create index lead_by_time on brokerage.lead (received_at desc, id desc);
create index lead_by_state on brokerage.lead (state, received_at desc, id desc);
create index lead_by_service on brokerage.lead (service, received_at desc, id desc);
create index delivery_failed on brokerage.delivery (ended_at desc) where state in ('dead', 'refused');

-- What staff write down about a request: it goes when the request goes.
create table brokerage.note (
  id uuid primary key,
  lead_id uuid not null references brokerage.lead on delete cascade,
  body text not null,
  staff_id uuid not null,
  written_at timestamptz not null
);
create index on brokerage.note (lead_id, written_at);

-- What is to be done about a request, by when, and whether it is.
create table brokerage.task (
  id uuid primary key,
  lead_id uuid not null references brokerage.lead on delete cascade,
  body text not null,
  staff_id uuid not null,
  due_on date not null,
  made_at timestamptz not null,
  done_at timestamptz,
  done_by uuid
);
create index on brokerage.task (lead_id);
create index task_open on brokerage.task (due_on) where done_at is null;
alter table brokerage.note alter column body set statistics 0;
alter table brokerage.task alter column body set statistics 0;

-- The audit log, narrowed to who did something, or to what.
create index audit_actor on ledger.audit (actor, id desc);
create index audit_subject on ledger.audit (subject, id desc) where subject is not null;
