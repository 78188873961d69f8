-- When a supplier takes requests, in Swedish time: the days of the week (1 = Monday) and from when to when, as people write it (08:00);
-- without hours the whole day. No personal data.
alter table brokerage.supplier
  add column open_days integer[] not null default '{1,2,3,4,5,6,7}' check (open_days <@ '{1,2,3,4,5,6,7}'::integer[]),
  add column opens_at text check (opens_at ~ '^([01]\d|2[0-3]):[0-5]\d$'),
  add column closes_at text check (closes_at ~ '^([01]\d|2[0-3]):[0-5]\d$' or closes_at = '24:00'),
  add check ((opens_at is null) = (closes_at is null)),
  add check (opens_at < closes_at),
  -- The secret before the last rotation signs beside the new one until then.
  add column webhook_old_secret text,
  add column webhook_old_until timestamptz,
  add check ((webhook_old_secret is null) = (webhook_old_until is null));

-- Days on which it takes none, the first and the last included.
create table brokerage.supplier_pause (
  id uuid primary key,
  supplier_id text not null references brokerage.supplier on delete cascade,
  from_day date not null,
  to_day date not null,
  check (to_day >= from_day)
);
create index on brokerage.supplier_pause (supplier_id, to_day);

-- What a supplier has received and answered, from the log that stays when requests are erased.
create index event_supplier on ledger.event (supplier_id, at) where supplier_id is not null;
create index audit_supplier on ledger.audit ((detail ->> 'supplier'), id desc) where action like 'supplier.%';

-- What was sent to one supplier lately, and the requests that wait for its answer.
create index delivery_supplier on brokerage.delivery (supplier_id, created_at desc) where supplier_id is not null;
