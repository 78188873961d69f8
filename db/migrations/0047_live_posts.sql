-- Open pages hear that what waits of other sites' forms has changed: nothing of what was written, nor from where.
create function brokerage.tell_posts() returns trigger language plpgsql as $$
begin
  perform pg_notify('allkontrakt_live', gen_random_uuid() || ' submission')
  where exists (select from fresh f join stale s using (id) where (f.state = 'waiting') <> (s.state = 'waiting'));
  return null;
end $$;
create trigger live_update after update on brokerage.submission
  referencing old table as stale new table as fresh for each statement execute function brokerage.tell_posts();

create function brokerage.tell_posts_gone() returns trigger language plpgsql as $$
begin
  perform pg_notify('allkontrakt_live', gen_random_uuid() || ' submission') where exists (select from stale where state = 'waiting');
  return null;
end $$;
create trigger live_delete after delete on brokerage.submission
  referencing old table as stale for each statement execute function brokerage.tell_posts_gone();
