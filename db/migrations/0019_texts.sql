-- The site's own words as staff have edited them: every version, the newest in force, none ever changed or deleted. Without a body it is
-- the text in the code again. None of it is about anybody.
create table brokerage.text_version (
  key text not null check (length(key) <= 100),
  locale text not null check (locale in ('sv', 'en')),
  version integer not null check (version > 0),
  body text check (length(body) <= 10000),
  staff_id uuid not null,
  at timestamptz not null,
  primary key (key, locale, version)
);
revoke update, delete on brokerage.text_version from app;

-- Every web process forgets what it had read.
create function brokerage.tell_text() returns trigger language plpgsql as $$
begin
  perform pg_notify('allkontrakt_live', gen_random_uuid() || ' text');
  return null;
end $$;
create trigger live after insert on brokerage.text_version for each statement execute function brokerage.tell_text();

-- Notes and tasks that are taken back leave open pages, and what is written to a customer comes to them.
create trigger live_delete after delete on brokerage.note
  referencing old table as fresh for each statement execute function brokerage.tell('note');
create trigger live_delete after delete on brokerage.task
  referencing old table as fresh for each statement execute function brokerage.tell('task');
create trigger live_insert after insert on brokerage.message
  referencing new table as fresh for each statement execute function brokerage.tell('message');
