-- A case that waits (P27): where its answer goes and what it is about, until it is answered; which questions a correction was about.
alter table privacy.rights_case
  -- Names of the questions that were corrected, never what they were answered with (D5).
  add column fields text[],
  add column locale text not null default 'sv' check (locale in ('sv', 'en')),
  -- The address that the answer goes to, and one that is to be confirmed: sealed for this row, gone with the answer.
  add column sealed text,
  add constraint rights_case_sealed check (sealed is null or state = 'open');
alter table privacy.rights_case alter column sealed set statistics 0;

-- Rights are used on one archived request, or on all of a person's; each tells which requests it changed.
drop function archive.restrict(bytea, timestamptz);
create function archive.restrict(person bytea, wanted uuid, since timestamptz) returns setof uuid
language sql security definer set search_path = pg_catalog, archive as $$
  update archive.request set restricted_at = since
  where email_key = person and (wanted is null or id = wanted) and (restricted_at is null) = (since is not null) returning id
$$;

drop function archive.rectify(bytea, jsonb);
create function archive.rectify(person bytea, wanted uuid, change jsonb) returns setof uuid
language sql security definer set search_path = pg_catalog, archive as $$
  update archive.request set company_name = coalesce(change ->> 'companyName', company_name),
    contact_name = coalesce(change ->> 'contactName', contact_name), phone = coalesce(change ->> 'phone', phone),
    -- Null when it is a sole trader's: there it is a personal number (D6).
    organisation_number = case when change ? 'organisationNumber' then change ->> 'organisationNumber' else organisation_number end
  where email_key = person and (wanted is null or id = wanted) returning id
$$;

-- What a person sees of its own, and what those who have received it are told of when it is corrected.
create or replace function archive.own(person bytea, purpose text, actor text, at timestamptz) returns setof archive.request
language plpgsql security definer set search_path = pg_catalog, archive as $$
begin
  if purpose is null or purpose not in ('subject-access', 'correction') then
    raise exception 'a purpose is needed: subject-access or correction' using errcode = '22023';
  end if;
  perform archive.note(own.at, own.actor, 'archive.own', r.id, jsonb_build_object('purpose', purpose)) from archive.request r where r.email_key = person;
  return query select * from archive.request where email_key = person order by contract_at desc;
end $$;

-- The person has confirmed another address.
create function archive.readdress(person bytea, address text, fingerprint bytea) returns setof uuid
language sql security definer set search_path = pg_catalog, archive as $$
  update archive.request set email = address, email_key = fingerprint where email_key = person returning id
$$;

revoke execute on function archive.restrict(bytea, uuid, timestamptz), archive.rectify(bytea, uuid, jsonb), archive.readdress from public;
grant execute on function archive.restrict(bytea, uuid, timestamptz), archive.rectify(bytea, uuid, jsonb), archive.readdress to app;
