-- Open pages of the console hear that something has happened when it commits: a fresh mark, what kind of thing, and an opaque id. Whoever
-- listens reads what they may see; of what happened to many at once, only that it did.
create function ledger.tell_event() returns trigger language plpgsql as $$
begin
  perform pg_notify('allkontrakt_live', concat_ws(' ', gen_random_uuid(), type, lead_id))
  from (select distinct type, case when many then null else lead_id end as lead_id
    from fresh, lateral (select count(*) > 20 as many from fresh) as counted) as told;
  return null;
end $$;
create trigger live after insert on ledger.event
  referencing new table as fresh for each statement execute function ledger.tell_event();

-- The same of a table whose rows belong to a request; the kind is the trigger's argument.
create function brokerage.tell() returns trigger language plpgsql as $$
begin
  perform pg_notify('allkontrakt_live', concat_ws(' ', gen_random_uuid(), tg_argv[0], lead_id))
  from (select distinct lead_id from fresh limit 20) as told;
  return null;
end $$;
create trigger live_insert after insert on brokerage.note
  referencing new table as fresh for each statement execute function brokerage.tell('note');
create trigger live_insert after insert on brokerage.task
  referencing new table as fresh for each statement execute function brokerage.tell('task');
create trigger live_update after update on brokerage.task
  referencing new table as fresh for each statement execute function brokerage.tell('task');

-- A delivery that has ended, or that is tried once more after it had.
create function brokerage.tell_delivery() returns trigger language plpgsql as $$
begin
  perform pg_notify('allkontrakt_live', concat_ws(' ', gen_random_uuid(), 'delivery', lead_id))
  from (select distinct f.lead_id from fresh f join stale s using (id)
    where f.lead_id is not null and (f.ended_at is null) <> (s.ended_at is null) limit 50) as told;
  return null;
end $$;
create trigger live after update on brokerage.delivery
  referencing old table as stale new table as fresh for each statement execute function brokerage.tell_delivery();

-- A session that has ended, or roles that have changed: every open stream looks whether it may go on.
create function access.tell_session() returns trigger language plpgsql as $$
begin
  perform pg_notify('allkontrakt_live', gen_random_uuid() || ' session') where exists (select from stale);
  return null;
end $$;
create trigger live after delete on access.staff_session
  referencing old table as stale for each statement execute function access.tell_session();
create trigger live after update on access.staff
  referencing old table as stale for each statement execute function access.tell_session();
