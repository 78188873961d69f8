-- The registry of who may receive anything at all (P3).
create table brokerage.supplier (
  id text primary key,
  name text not null unique,
  example boolean not null default false,
  active boolean not null default true,
  locale text not null default 'sv' check (locale in ('sv', 'en')),
  email text,
  website text,
  phone text,
  daily_cap integer check (daily_cap >= 0),
  weight integer not null default 1 check (weight between 1 and 100),
  webhook_url text,
  webhook_secret text,
  webhook_disabled_at timestamptz,
  breaker_failures integer not null default 0,
  breaker_retry_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create table brokerage.supplier_service (
  supplier_id text not null references brokerage.supplier on delete cascade,
  service text not null,
  primary key (supplier_id, service)
);
create index on brokerage.supplier_service (service);

create table brokerage.lead (
  id uuid primary key,
  reference text not null unique,
  service text not null,
  source text not null check (source in ('form', 'email')),
  locale text not null check (locale in ('sv', 'en')),
  state text not null check (state in ('received', 'joined', 'waiting', 'open', 'quoted', 'chosen', 'contracted', 'closed')),
  joined_to uuid references brokerage.lead on delete cascade,
  company_name text not null,
  organisation_number text not null,
  sole_trader boolean not null,
  contact_name text not null,
  email text not null,
  phone text not null,
  postcode text not null,
  current_supplier text,
  contract_ends date,
  message text,
  answers jsonb not null,
  ticked text[] not null,
  ip inet,
  email_key bytea not null,
  organisation_key bytea not null,
  idempotency_key text not null unique,
  body_hash bytea not null,
  policy_version text not null,
  received_at timestamptz not null,
  routed_at timestamptz,
  first_quote_at timestamptz,
  chosen_at timestamptz,
  closed_at timestamptz,
  closing_reason text check (closing_reason in ('withdrawn', 'no-contract', 'contract')),
  check ((state = 'joined') = (joined_to is not null) or state = 'received')
);
create index lead_unrouted on brokerage.lead (received_at) where state in ('received', 'waiting');
create index on brokerage.lead (organisation_key, service, received_at);
create index on brokerage.lead (email_key);
create index on brokerage.lead (joined_to) where joined_to is not null;

-- Why each supplier was chosen or passed over; shown to the customer and the staff.
create table brokerage.routing_decision (
  lead_id uuid not null references brokerage.lead on delete cascade,
  supplier_id text not null references brokerage.supplier,
  chosen boolean not null,
  reason text not null,
  rank integer,
  decided_at timestamptz not null,
  primary key (lead_id, supplier_id)
);
create index on brokerage.routing_decision (supplier_id, decided_at) where chosen;

-- payload is exactly what the supplier may see: the allow-listed answers, copied when the referral is made (P4, P13).
create table brokerage.referral (
  id uuid primary key,
  lead_id uuid not null references brokerage.lead on delete cascade,
  lead_reference text not null,
  supplier_id text not null references brokerage.supplier,
  service text not null,
  locale text not null,
  state text not null check (state in ('queued', 'sent', 'accepted', 'declined', 'quoted', 'chosen', 'passed-over', 'won', 'lost', 'cancelled', 'undeliverable')),
  payload jsonb not null,
  policy_version text not null,
  created_at timestamptz not null,
  sent_at timestamptz,
  opened_at timestamptz,
  answered_at timestamptz,
  decline_reason text,
  closed_at timestamptz,
  unique (lead_id, supplier_id)
);
create index on brokerage.referral (supplier_id, created_at);

create table brokerage.quote (
  id uuid primary key,
  referral_id uuid not null unique references brokerage.referral on delete cascade,
  lead_id uuid not null references brokerage.lead on delete cascade,
  supplier_id text not null references brokerage.supplier,
  service text not null,
  state text not null check (state in ('open', 'chosen', 'passed-over', 'won', 'lost', 'withdrawn')),
  "values" jsonb not null,
  valid_until date not null,
  revision integer not null default 1,
  received_at timestamptz not null,
  corrected_at timestamptz,
  settled_at timestamptz
);
create index on brokerage.quote (lead_id);
create index on brokerage.quote (received_at) where state in ('open', 'chosen');

create table brokerage.quote_file (
  id uuid primary key,
  quote_id uuid not null unique references brokerage.quote on delete cascade,
  supplier_id text not null references brokerage.supplier,
  bytes integer not null,
  sha256 bytea not null,
  content bytea not null,
  created_at timestamptz not null
);

-- What was reported about an agreement, and by whom; nobody else can know (P12).
create table brokerage.outcome (
  id uuid primary key,
  lead_id uuid not null references brokerage.lead on delete cascade,
  referral_id uuid references brokerage.referral on delete cascade,
  reported_by text not null check (reported_by in ('customer', 'supplier')),
  outcome text not null check (outcome in ('contract', 'none')),
  reported_at timestamptz not null
);
create index on brokerage.outcome (lead_id);

create table brokerage.question (
  id uuid primary key,
  lead_id uuid not null references brokerage.lead on delete cascade,
  body text not null,
  asked_at timestamptz not null
);
create index on brokerage.question (lead_id);

-- Which outcome reminder went to whom (D2), so that none is sent twice.
create table brokerage.reminder (
  quote_id uuid not null references brokerage.quote on delete cascade,
  audience text not null check (audience in ('customer', 'supplier')),
  day integer not null,
  made_at timestamptz not null,
  primary key (quote_id, audience, day)
);

-- The truth about everything that is to leave the house. Jobs only wake the dispatcher up (G2, G3).
create table brokerage.delivery (
  id uuid primary key,
  kind text not null,
  channel text not null check (channel in ('mail', 'webhook')),
  audience text not null check (audience in ('customer', 'supplier', 'staff')),
  lead_id uuid not null references brokerage.lead on delete cascade,
  referral_id uuid references brokerage.referral on delete cascade,
  supplier_id text references brokerage.supplier,
  subject_id uuid,
  -- The event it answers, so that a reaction run twice books it once.
  cause bigint,
  lane text not null,
  state text not null check (state in ('pending', 'sending', 'delivered', 'refused', 'dead', 'cancelled')),
  attempts integer not null default 0,
  due_at timestamptz not null,
  leased_until timestamptz,
  reason text,
  created_at timestamptz not null,
  ended_at timestamptz,
  check ((state in ('pending', 'sending')) = (ended_at is null))
);
create index delivery_due on brokerage.delivery (lane, due_at) where state = 'pending';
create index delivery_leased on brokerage.delivery (leased_until) where state = 'sending';
create index on brokerage.delivery (lead_id);
create index on brokerage.delivery (referral_id);
create unique index delivery_cause on brokerage.delivery (cause, kind, coalesce(referral_id, lead_id)) where cause is not null;
-- Mails that gather what happens within some minutes: one waiting per lead and kind.
create unique index delivery_gathering on brokerage.delivery (lead_id, kind) where state = 'pending' and kind in ('customer.quotes');

create table brokerage.delivery_attempt (
  delivery_id uuid not null references brokerage.delivery on delete cascade,
  number integer not null,
  at timestamptz not null,
  outcome text not null,
  status integer,
  ms integer not null,
  primary key (delivery_id, number)
);

-- A supplier reads its own rows only, even if a query forgets to ask for them.
grant select on brokerage.referral, brokerage.quote, brokerage.quote_file to supplier;
do $$
declare room text;
begin
  foreach room in array array['referral', 'quote', 'quote_file'] loop
    execute format('alter table brokerage.%I enable row level security', room);
    execute format('alter table brokerage.%I force row level security', room);
    execute format('create policy app_all on brokerage.%I to app using (true) with check (true)', room);
    execute format('create policy own_rows on brokerage.%I for select to supplier using (supplier_id = current_setting(''app.supplier'', true))', room);
  end loop;
end $$;
