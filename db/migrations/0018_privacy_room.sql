-- The privacy room of the console: the archivist reads there, somebody who rings has a right too, and its lists are fast.

-- The archivist's door for the console. The app still has no right to read: it says whose session it is, and the door itself looks whether
-- that is an archivist's who has shown a factor, and writes their number in the log (P9). A reference that isn't there has not been read.
create function archive.read_by(session uuid, wanted text, reason text, at timestamptz) returns setof archive.request
language plpgsql security definer set search_path = pg_catalog, archive as $$
declare
  keeper uuid;
  target uuid;
begin
  select s.user_id into keeper from access.staff_session s join access.staff p on p.id = s.user_id
    where s.id = read_by.session and s.factor is not null and s.expires_at > read_by.at and 'archivist' = any(p.roles);
  if keeper is null then raise exception 'the archive is read by an archivist' using errcode = '42501'; end if;
  select r.id into target from archive.request r where r.reference = wanted;
  if target is null and reason is not null then return; end if;
  return query select * from archive.read(target, reason, 'staff:' || keeper, at);
end $$;

-- How many are restricted; nothing about any of them.
create function archive.restricted() returns bigint language sql stable security definer set search_path = pg_catalog, archive as $$
  select count(*) from archive.request where restricted_at is not null
$$;
revoke execute on function archive.read_by, archive.restricted from public;
grant execute on function archive.read_by, archive.restricted to app;

alter table privacy.rights_case
  drop constraint rights_case_channel_check,
  add constraint rights_case_channel_check check (channel in ('page', 'mail', 'phone', 'terminal'));

-- What the console's lists go through.
create index rights_case_closed on privacy.rights_case (closed_at desc) where closed_at is not null;
create index erasure_notice_open on privacy.erasure_notice (made_at) where acknowledged_at is null;
create index lead_restricted on brokerage.lead (restricted_at) where restricted_at is not null;
create index lead_quoted on brokerage.lead (first_quote_at) where state = 'quoted';
create index audit_at on ledger.audit (at);
