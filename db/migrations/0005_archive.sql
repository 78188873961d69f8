-- What is kept of a request that ended in a contract (P9, D1). The app has no right on the table: it puts, asks for a person's own,
-- and erases what is due, by functions. Only the archivist reads, each time with a reason and a line in the audit log.
create table archive.request (
  id uuid primary key,
  reference text not null unique,
  service text not null,
  locale text not null,
  company_name text not null,
  -- Null for a sole trader: there it is a personal number, and nothing needs it any more (D6).
  organisation_number text,
  contact_name text not null,
  email text not null,
  phone text not null,
  email_key bytea not null,
  supplier_id text not null references brokerage.supplier,
  quote_values jsonb not null,
  -- Who had received the request, when, and the names of the fields (P13).
  recipients jsonb not null,
  reported_by text not null check (reported_by in ('customer', 'supplier')),
  policy_version text not null,
  received_at timestamptz not null,
  contract_at timestamptz not null,
  erase_at timestamptz not null,
  restricted_at timestamptz,
  -- When the person asked for it to be erased; what is left is minutes.
  asked_at timestamptz
);
create index on archive.request (email_key);
create index on archive.request (coalesce(asked_at, erase_at));

create function archive.put(record jsonb) returns void language sql security definer set search_path = pg_catalog, archive as $$
  insert into archive.request select * from jsonb_populate_record(null::archive.request, record)
$$;

-- What a person may see of its own; every look is written down.
create function archive.own(person bytea, purpose text, actor text, at timestamptz) returns setof archive.request
language plpgsql security definer set search_path = pg_catalog, archive as $$
begin
  if purpose not in ('subject-access', 'log-in', 'erasure') then raise exception 'a purpose is needed' using errcode = '22023'; end if;
  if purpose = 'subject-access' then
    insert into ledger.audit (at, actor, action, subject, detail)
      select own.at, own.actor, 'archive.own', r.id, jsonb_build_object('purpose', purpose) from archive.request r where r.email_key = person;
  end if;
  return query select * from archive.request where email_key = person order by contract_at desc;
end $$;

create function archive.known(person bytea) returns uuid language sql stable security definer set search_path = pg_catalog, archive as $$
  select id from archive.request where email_key = person order by contract_at desc limit 1
$$;

create function archive.address(wanted uuid) returns table (email text, locale text)
language sql stable security definer set search_path = pg_catalog, archive as $$
  select r.email, r.locale from archive.request r where r.id = wanted
$$;

-- Facts for the sweep, without anything about the person but the fingerprint its other traces are found by.
create function archive.due(before timestamptz, most integer)
returns table (id uuid, email_key bytea, contract_at timestamptz, asked_at timestamptz, reference text, service text, recipients jsonb)
language sql stable security definer set search_path = pg_catalog, archive as $$
  select id, email_key, contract_at, asked_at, reference, service, recipients from archive.request
  where coalesce(asked_at, erase_at) <= before and (asked_at is not null or restricted_at is null) order by coalesce(asked_at, erase_at) limit most
$$;

create function archive.needles(ids uuid[]) returns table (id uuid, email text, phone text, company_name text, contact_name text, organisation_number text, email_key bytea)
language sql stable security definer set search_path = pg_catalog, archive as $$
  select id, email, phone, company_name, contact_name, organisation_number, email_key from archive.request where id = any(ids)
$$;

create function archive.erase(ids uuid[]) returns integer language plpgsql security definer set search_path = pg_catalog, archive as $$
declare gone integer;
begin
  delete from archive.request where id = any(ids);
  get diagnostics gone = row_count;
  return gone;
end $$;

create function archive.ask(person bytea, at timestamptz) returns integer language plpgsql security definer set search_path = pg_catalog, archive as $$
declare n integer;
begin
  update archive.request set asked_at = coalesce(asked_at, at) where email_key = person;
  get diagnostics n = row_count;
  return n;
end $$;

create function archive.restrict(person bytea, since timestamptz) returns integer
language plpgsql security definer set search_path = pg_catalog, archive as $$
declare n integer;
begin
  update archive.request set restricted_at = since where email_key = person;
  get diagnostics n = row_count;
  return n;
end $$;

create function archive.rectify(person bytea, change jsonb) returns integer
language plpgsql security definer set search_path = pg_catalog, archive as $$
declare n integer;
begin
  update archive.request set company_name = coalesce(change ->> 'companyName', company_name),
    contact_name = coalesce(change ->> 'contactName', contact_name), phone = coalesce(change ->> 'phone', phone)
  where email_key = person;
  get diagnostics n = row_count;
  return n;
end $$;

-- For the scan after an erasure: how many rows hold any of these words, and nothing of what they say.
create function archive.contains(needles text[]) returns bigint language sql stable security definer set search_path = pg_catalog, archive as $$
  select count(*) from archive.request r
  where exists (select from unnest(needles) n where position(n in lower((to_jsonb(r) - 'id')::text)) > 0)
$$;

-- Whether a value is an archived request's own: then its being there is right.
create function archive.holds(value text) returns boolean language sql stable security definer set search_path = pg_catalog, archive as $$
  select exists (select from archive.request r where value in (lower(r.email), r.phone, r.organisation_number, lower(r.contact_name),
    lower(r.company_name), encode(r.email_key, 'hex'))
    or exists (select from jsonb_each_text(r.quote_values) v where left(lower(v.value), 60) = holds.value))
$$;

create function archive.standing() returns table (kept bigint, next_erase_at timestamptz, oldest_contract_at timestamptz)
language sql stable security definer set search_path = pg_catalog, archive as $$
  select count(*), min(coalesce(asked_at, erase_at)) filter (where asked_at is not null or restricted_at is null), min(contract_at) filter (where restricted_at is null) from archive.request
$$;

-- For counting the clocks anew when the rule has changed: times and nothing else.
create function archive.clocks() returns table (id uuid, contract_at timestamptz, erase_at timestamptz)
language sql stable security definer set search_path = pg_catalog, archive as $$
  select id, contract_at, erase_at from archive.request
$$;

create function archive.recount(ids uuid[], ends timestamptz[]) returns integer language plpgsql security definer set search_path = pg_catalog, archive as $$
declare n integer;
begin
  update archive.request r set erase_at = c.ends from unnest(ids, ends) as c (id, ends) where c.id = r.id;
  get diagnostics n = row_count;
  return n;
end $$;

-- The archivist's list: nothing about anybody.
create function archive.entries() returns table (id uuid, reference text, service text, contract_at timestamptz, erase_at timestamptz, restricted boolean)
language sql stable security definer set search_path = pg_catalog, archive as $$
  select id, reference, service, contract_at, erase_at, restricted_at is not null from archive.request order by contract_at desc
$$;

-- The archivist's reading. The reason is one of a closed list, so that the log stays free of personal data (D5).
create function archive.read(wanted uuid, reason text, actor text, at timestamptz) returns setof archive.request
language plpgsql security definer set search_path = pg_catalog, archive as $$
begin
  if reason is null or reason not in ('dispute', 'invoice', 'authority', 'data-subject', 'audit') then
    raise exception 'a reason is needed: dispute, invoice, authority, data-subject or audit' using errcode = '22023';
  end if;
  if exists (select from archive.request r where r.id = wanted and r.restricted_at is not null) then
    raise exception 'this request is restricted and may not be read' using errcode = '42501';
  end if;
  insert into ledger.audit (at, actor, action, subject, detail) values (at, actor, 'archive.read', wanted, jsonb_build_object('reason', reason));
  return query select * from archive.request r where r.id = wanted;
end $$;

revoke execute on all functions in schema archive from public;
grant execute on function archive.put, archive.own, archive.known, archive.address, archive.due, archive.needles, archive.erase, archive.ask, archive.restrict,
  archive.rectify, archive.contains, archive.holds, archive.standing, archive.clocks, archive.recount to app;
grant execute on function archive.entries, archive.read to archivist;
