-- What we write to a customer about its own open request (P5). It goes when the request goes; whether it has left, its delivery says.
create table brokerage.message (
  id uuid primary key,
  lead_id uuid not null references brokerage.lead on delete cascade,
  direction text not null default 'out' check (direction in ('out', 'in')),
  channel text not null check (channel in ('mail', 'sms')),
  -- What it was begun with; null for one that was written from nothing.
  template text,
  subject text,
  body text not null,
  staff_id uuid not null,
  written_at timestamptz not null,
  check ((channel = 'mail') = (subject is not null))
);
create index on brokerage.message (lead_id, written_at);
alter table brokerage.message alter column subject set statistics 0;
alter table brokerage.message alter column body set statistics 0;
