-- Text messages: carried by the same book as mail, with a lane of their own.
alter table brokerage.delivery drop constraint delivery_channel_check,
  add constraint delivery_channel_check check (channel in ('mail', 'webhook', 'sms'));

alter table brokerage.message
  -- What whoever carries it calls it, and what has been told of it since.
  add column carrier_id text,
  add column report text check (report in ('sent', 'failed', 'delivered')),
  add column reported_at timestamptz;
alter table brokerage.message alter column carrier_id set statistics 0;

-- Text messages that had nobody to carry them; only in development.
create table caught.sms (
  id uuid primary key,
  at timestamptz not null,
  message_id uuid not null references brokerage.message on delete cascade,
  recipient text not null,
  body text not null
);
create index on caught.sms (at);
create index on caught.sms (message_id);
alter table caught.sms alter column recipient set statistics 0;
alter table caught.sms alter column body set statistics 0;
