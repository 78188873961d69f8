-- Who could receive personal data, from when to when (P3, P26): suppliers by service, and whom the operator has engaged. The policy's
-- version does not change with them, so their history is published beside the versions. No personal data.
create table privacy.recipient (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('supplier', 'hosting', 'mail', 'sms')),
  -- A supplier's id, or the name that the operator has stated.
  recipient text not null,
  name text not null,
  -- Of a supplier: for which service. One row each.
  service text,
  -- Of a processor, as stated; 'own' where the operator does it by itself.
  located_in text,
  safeguard text,
  since timestamptz not null,
  until timestamptz,
  check (until >= since),
  check ((kind = 'supplier') = (service is not null))
);
create unique index recipient_now on privacy.recipient (kind, recipient, coalesce(service, '')) where until is null;
revoke delete on privacy.recipient from app;

-- What can be known of the time before there was a history: who has been sent to, and who can be now.
insert into privacy.recipient (kind, recipient, name, service, since, until)
select 'supplier', s.id, s.name, p.service, min(p.since), case when bool_or(p.now) then null else max(p.last) end
from brokerage.supplier s join (
  select r.supplier_id, r.service, r.created_at as since, r.created_at as last, false as now from brokerage.referral r
  union all
  select v.supplier_id, v.service, x.created_at, null, true from brokerage.supplier_service v join brokerage.supplier x on x.id = v.supplier_id
    where x.active and (x.email is not null or x.webhook_url is not null)
) p on p.supplier_id = s.id
group by s.id, s.name, p.service;
