-- Links that log somebody in: stored hashed, used once, and only by POST (D9).
create table access.login_link (
  token_hash text primary key,
  email_key bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index on access.login_link (expires_at);

-- Who has asked for a log-in link and is not answered yet: the job that answers carries only the id (law 7).
create table access.login_request (
  id uuid primary key,
  email_key bytea not null,
  created_at timestamptz not null
);
create index on access.login_request (created_at);

create table access.session (
  token_hash text primary key,
  kind text not null check (kind in ('customer', 'supplier')),
  email_key bytea,
  supplier_id text references brokerage.supplier on delete cascade,
  referral_id uuid references brokerage.referral on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  check ((kind = 'customer') = (email_key is not null)),
  check ((kind = 'supplier') = (supplier_id is not null and referral_id is not null))
);
create index on access.session (expires_at);

create table access.rate_limit (
  key bytea not null,
  window_start timestamptz not null,
  hits integer not null,
  primary key (key, window_start)
);
create index on access.rate_limit (window_start);

-- Append-only: the app role may insert and read, never change or delete. Ids, types and counts only (D5).
create table ledger.event (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  type text not null,
  lead_id uuid,
  referral_id uuid,
  quote_id uuid,
  supplier_id text,
  detail jsonb not null default '{}'
);
create index on ledger.event (lead_id, id);
create index on ledger.event (type, at);

-- Mail that was not sent because no SMTP server is configured; never used in production.
create table caught.mail (
  id uuid primary key,
  at timestamptz not null,
  message_id text not null,
  recipient text not null,
  subject text not null,
  html text not null,
  body text not null,
  headers jsonb not null
);
create index on caught.mail (at);
