-- The archive's doors, narrowed: through each of them the app gets ids, times and counts; or what is about a person against a line in
-- the audit log that says what for (P9, D5). A line is also left in the server's own log, which stays when a transaction is taken back.
drop function archive.due, archive.needles(uuid[]), archive.erase, archive.own, archive.address;

create index request_due on archive.request (coalesce(asked_at, erase_at)) where asked_at is not null or restricted_at is null;
drop index if exists archive.request_coalesce_idx, archive.request_ends;
alter index archive.request_due alter column 1 set statistics 0;
-- Requests on their way to the archive are found without passing those that are to be erased.
create index lead_to_archive on brokerage.lead (clock_at) where clock_rule = 'lead.contract';

create function archive.note(at timestamptz, actor text, action text, subject uuid, detail jsonb) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
  raise log '% by % of %: %', action, actor, coalesce(subject::text, 'several'), detail;
  insert into ledger.audit (at, actor, action, subject, detail) values (at, actor, action, subject, detail);
end $$;

-- A person's own list: what it says is nobody's name.
create function archive.listed(person bytea) returns table (id uuid, reference text, service text, contract_at timestamptz, erase_at timestamptz)
language sql stable security definer set search_path = pg_catalog, archive as $$
  select id, reference, service, contract_at, erase_at from archive.request where email_key = person order by contract_at desc
$$;

-- What a person sees of its own.
create function archive.own(person bytea, purpose text, actor text, at timestamptz) returns setof archive.request
language plpgsql security definer set search_path = pg_catalog, archive as $$
begin
  if purpose is null or purpose not in ('subject-access') then raise exception 'a purpose is needed: subject-access' using errcode = '22023'; end if;
  perform archive.note(own.at, own.actor, 'archive.own', r.id, jsonb_build_object('purpose', purpose)) from archive.request r where r.email_key = person;
  return query select * from archive.request where email_key = person order by contract_at desc;
end $$;

-- Where to send a log-in link: given to a log-in mail that is being sent this moment, and to nothing else.
create function archive.address(wanted uuid, at timestamptz) returns table (email text, locale text)
language plpgsql security definer set search_path = pg_catalog, archive as $$
begin
  if not exists (select from archive.request r where r.id = wanted) or not exists (
    select from brokerage.delivery d where d.subject_id = wanted and d.kind = 'customer.login' and d.state = 'sending') then return; end if;
  perform archive.note(at, 'product', 'archive.address', wanted, '{"purpose": "log-in"}');
  return query select r.email, r.locale from archive.request r where r.id = wanted;
end $$;

-- When the next one is due: the first of an index, however much is stored.
create function archive.next_due() returns timestamptz language sql stable security definer set search_path = pg_catalog, archive as $$
  select coalesce(asked_at, erase_at) from archive.request where asked_at is not null or restricted_at is null order by coalesce(asked_at, erase_at) limit 1
$$;

-- What is due, held until the transaction ends and by nobody else. Restricted ones are passed over, unless the person asked.
create function archive.due(before timestamptz, most integer) returns table (id uuid, contract_at timestamptz, asked_at timestamptz)
language sql security definer set search_path = pg_catalog, archive set enable_seqscan = off as $$
  select id, contract_at, asked_at from archive.request
  where coalesce(asked_at, erase_at) <= before and (asked_at is not null or restricted_at is null)
  order by coalesce(asked_at, erase_at) limit most for update skip locked
$$;

-- The same, held by nobody: for a look ahead.
create function archive.coming(before timestamptz) returns table (contract_at timestamptz, asked_at timestamptz)
language sql stable security definer set search_path = pg_catalog, archive as $$
  select contract_at, asked_at from archive.request
  where coalesce(asked_at, erase_at) <= before and (asked_at is not null or restricted_at is null)
$$;

-- Deletes those of a list that are due as they stand now, and hands out what they held: it is to be looked for, and found nowhere.
create function archive.erase(ids uuid[], before timestamptz) returns setof archive.request
language plpgsql security definer set search_path = pg_catalog, archive as $$
declare n integer;
begin
  return query delete from archive.request r where r.id = any(ids) and coalesce(r.asked_at, r.erase_at) <= before
    and (r.asked_at is not null or r.restricted_at is null) returning r.*;
  get diagnostics n = row_count;
  if n > 0 then perform archive.note(before, 'product', 'archive.erased', null, jsonb_build_object('rows', n)); end if;
end $$;

-- What had been erased and has come back with a backup: only in the quarantine that a restored database is in (G6).
create function archive.erase_again(ids uuid[], at timestamptz) returns setof archive.request
language plpgsql security definer set search_path = pg_catalog, archive as $$
declare n integer;
begin
  if not exists (select from privacy.quarantine) then raise exception 'nothing is in quarantine' using errcode = '42501'; end if;
  return query delete from archive.request r where r.id = any(ids) returning r.*;
  get diagnostics n = row_count;
  if n > 0 then perform archive.note(at, 'product', 'archive.erased', null, jsonb_build_object('rows', n, 'reason', 'backup')); end if;
end $$;

-- How many of these are there.
create function archive.count_of(ids uuid[]) returns bigint language sql stable security definer set search_path = pg_catalog, archive as $$
  select count(*) from archive.request where id = any(ids)
$$;

create or replace function archive.read(wanted uuid, reason text, actor text, at timestamptz) returns setof archive.request
language plpgsql security definer set search_path = pg_catalog, archive as $$
begin
  if reason is null or reason not in ('dispute', 'invoice', 'authority', 'data-subject', 'audit') then
    raise exception 'a reason is needed: dispute, invoice, authority, data-subject or audit' using errcode = '22023';
  end if;
  if exists (select from archive.request r where r.id = wanted and r.restricted_at is not null) then
    raise exception 'this request is restricted and may not be read' using errcode = '42501';
  end if;
  perform archive.note(at, actor, 'archive.read', wanted, jsonb_build_object('reason', reason));
  return query select * from archive.request r where r.id = wanted;
end $$;

revoke execute on function archive.note, archive.listed, archive.own, archive.address, archive.next_due, archive.due, archive.coming, archive.erase,
  archive.erase_again, archive.count_of from public;
grant execute on function archive.listed, archive.own, archive.address, archive.next_due, archive.due, archive.coming, archive.erase, archive.erase_again,
  archive.count_of to app;
