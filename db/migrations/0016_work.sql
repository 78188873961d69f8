-- What staff do for a customer who rings or writes: register a request, enter a quote, change who has the request.

-- A request that was taken down on the telephone says so (P6), and which account registered it; null: the customer itself.
alter table brokerage.lead
  drop constraint lead_source_check,
  add constraint lead_source_check check (source in ('form', 'email', 'phone')),
  add column registered_by uuid;

-- Which account entered what the quote says now, for a supplier that answered by mail or telephone; null: the supplier itself.
alter table brokerage.quote add column entered_by uuid;

-- A supplier that a request is taken back from is told to erase it, while the request itself stays: then there is no erasure yet.
alter table privacy.erasure_notice alter column erasure_id drop not null;

-- Rights are used on the telephone, too.
alter table privacy.rights_case
  drop constraint rights_case_channel_check,
  add constraint rights_case_channel_check check (channel in ('page', 'mail', 'phone', 'terminal'));

-- Filters of the list of requests that somebody has kept under a name. Never what was searched for: that may be a person's (D6).
create table access.saved_view (
  id uuid primary key,
  staff_id uuid not null references access.staff on delete cascade,
  name text not null,
  filter jsonb not null,
  made_at timestamptz not null,
  unique (staff_id, name)
);
alter table access.saved_view alter column name set statistics 0;

-- Two filters of the list that a walk through the newest would not find: the few that are restricted, and a state of a service.
create index lead_restricted_by_time on brokerage.lead (received_at desc, id desc) where restricted_at is not null;
create index lead_by_service_state on brokerage.lead (service, state, received_at desc, id desc);
