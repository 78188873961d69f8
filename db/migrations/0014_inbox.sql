-- Mail that has come to us, each once: what it is known by is a keyed hash of its Message-ID and of what it says. One about a request
-- goes when the request goes; any other has clocks of its own.
create table brokerage.mail_in (
  id uuid primary key,
  mail_key bytea not null unique,
  -- How the mail server knows it, sealed: it is found there again when it is to be deleted, and answered in its thread.
  handle text not null,
  size integer not null,
  -- When the mail server got it: a deadline is counted from that. And when we fetched it: so is the time it is kept.
  arrived_at timestamptz not null,
  stored_at timestamptz not null,
  condition text not null check (condition in ('whole', 'unreadable', 'too-large')),
  automatic text check (automatic in ('own', 'bounce', 'auto-reply', 'list')),
  from_name text,
  from_address text,
  from_key bytea,
  subject text,
  body text,
  html text,
  -- What it seems to be, and by which rules. What somebody has decided that it is.
  suggestion text not null,
  why text[] not null,
  kind text,
  lead_id uuid references brokerage.lead on delete cascade,
  threaded_by text check (threaded_by in ('token', 'message', 'person')),
  supplier_id text,
  case_id uuid,
  -- The newsletter was declined by it, and that was carried out when it came (P17).
  withdrawn_at timestamptz,
  read_at timestamptz,
  dealt_at timestamptz,
  dealt_by uuid,
  check ((kind is null) = (dealt_at is null)),
  check ((lead_id is null) = (threaded_by is null))
);
create index mail_in_time on brokerage.mail_in (arrived_at desc, id desc);
create index mail_in_waiting on brokerage.mail_in (arrived_at desc, id desc) where dealt_at is null;
create index mail_in_lead on brokerage.mail_in (lead_id) where lead_id is not null;
create index mail_in_from on brokerage.mail_in (from_key) where from_key is not null;
create index mail_in_stored on brokerage.mail_in (stored_at) where lead_id is null;

-- What was attached to it. A file of another kind than PDF, PNG and JPEG, or a large one, is named and not kept.
create table brokerage.mail_file (
  id uuid primary key,
  mail_id uuid not null references brokerage.mail_in on delete cascade,
  place integer not null,
  name text not null,
  type text not null check (type in ('pdf', 'png', 'jpeg', 'other')),
  bytes integer not null,
  content bytea
);
create index on brokerage.mail_file (mail_id, place);

-- What the mail server still has of a mail that is gone here: it is deleted there, too, and tried again until it is (P30).
create table brokerage.mail_purge (
  mail_key bytea primary key,
  handle text not null,
  size integer not null,
  -- Set by the first attempt.
  since timestamptz,
  attempts integer not null default 0,
  next_at timestamptz
);

-- However a mail goes, with its request, by a clock or by hand, it goes from the mail server.
create function brokerage.purge_mail() returns trigger language plpgsql as $$
begin
  insert into brokerage.mail_purge (mail_key, handle, size) values (old.mail_key, old.handle, old.size) on conflict do nothing;
  return null;
end $$;
create trigger purge after delete on brokerage.mail_in for each row execute function brokerage.purge_mail();

do $$
declare at record;
begin
  for at in select * from (values
    ('mail_in', 'mail_key'), ('mail_in', 'handle'), ('mail_in', 'from_name'), ('mail_in', 'from_address'), ('mail_in', 'from_key'),
    ('mail_in', 'subject'), ('mail_in', 'body'), ('mail_in', 'html'), ('mail_file', 'name'), ('mail_file', 'content'),
    ('mail_purge', 'mail_key'), ('mail_purge', 'handle')) as personal (name, field)
  loop
    execute format('alter table brokerage.%I alter column %I set statistics 0', at.name, at.field);
  end loop;
end $$;
