-- Staff. What better-auth keeps (person, session, passkey, one-time code) under names of our own, and beside it what it lacks: roles, two
-- clocks of a session, links used once, recovery codes. No password exists.
create table access.staff (
  id uuid primary key,
  name text not null,
  email text not null unique check (email = lower(email)),
  email_verified boolean not null default false,
  image text,
  two_factor_enabled boolean not null default false,
  locale text not null default 'sv' check (locale in ('sv', 'en')),
  roles text[] not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null
);

-- Without a factor a session leads to one page only: the one that asks for it.
create table access.staff_session (
  id uuid primary key,
  token text not null unique,
  user_id uuid not null references access.staff on delete cascade,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  ip_address text check (coalesce(ip_address, '') = ''),
  unused_agent text check (coalesce(unused_agent, '') = ''),
  factor text check (factor in ('passkey', 'totp', 'recovery')),
  device text not null default '',
  started_at timestamptz,
  seen_at timestamptz
);
create index on access.staff_session (user_id);
create index on access.staff_session (expires_at);

-- Asked for by better-auth, and empty: nobody logs in by a password or by another company.
create table access.staff_account (
  id uuid primary key,
  account_id text not null,
  provider_id text not null,
  user_id uuid not null references access.staff on delete cascade,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint nobody check (false)
);

-- Challenges of passkeys, minutes old at most.
create table access.staff_verification (
  id uuid primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index on access.staff_verification (identifier);
create index on access.staff_verification (expires_at);

create table access.staff_totp (
  id uuid primary key,
  secret text not null,
  backup_codes text not null,
  user_id uuid not null unique references access.staff on delete cascade,
  verified boolean not null default false,
  failed_verification_count integer not null default 0,
  locked_until timestamptz
);

create table access.staff_passkey (
  id uuid primary key,
  name text,
  public_key text not null,
  user_id uuid not null references access.staff on delete cascade,
  credential_id text not null unique,
  counter bigint not null,
  device_type text not null,
  backed_up boolean not null,
  transports text,
  aaguid text,
  created_at timestamptz not null
);
create index on access.staff_passkey (user_id);

create table access.staff_recovery (
  code_hash bytea primary key,
  staff_id uuid not null references access.staff on delete cascade,
  created_at timestamptz not null,
  used_at timestamptz
);
create index on access.staff_recovery (staff_id);

-- Used once, by POST. 'first' makes the first administrator and belongs to nobody yet.
create table access.staff_link (
  token_hash text primary key,
  kind text not null check (kind in ('first', 'invitation', 'login')),
  staff_id uuid references access.staff on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  check ((kind = 'first') = (staff_id is null))
);
create index on access.staff_link (expires_at);
create index on access.staff_link (staff_id);

-- Staff ask for their links on a page of their own, and are answered by the same job as everybody.
alter table access.login_request add column staff boolean not null default false;

-- No values of anybody's in the planner's statistics, as 0006 has it.
alter table access.staff alter column name set statistics 0, alter column email set statistics 0, alter column locale set statistics 0,
  alter column roles set statistics 0;
alter table access.staff_session alter column token set statistics 0, alter column device set statistics 0;
alter table access.staff_verification alter column identifier set statistics 0, alter column value set statistics 0;
alter table access.staff_totp alter column secret set statistics 0, alter column backup_codes set statistics 0;
alter table access.staff_passkey alter column name set statistics 0, alter column public_key set statistics 0,
  alter column credential_id set statistics 0;
alter table access.staff_recovery alter column code_hash set statistics 0;
alter table access.staff_link alter column token_hash set statistics 0;
