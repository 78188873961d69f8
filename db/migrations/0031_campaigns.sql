-- What is written to subscribers, whom it goes to while it is under way, and what is counted of it. Nothing here says what one person
-- did with it (P19): a recipient's row is deleted in the same transaction as it is counted.
create table newsletter.campaign (
  id uuid primary key,
  -- What staff know it by.
  name text not null,
  state text not null check (state in ('draft', 'scheduled', 'sending', 'paused', 'sent', 'cancelled')),
  locale text not null check (locale in ('sv', 'en')),
  subject text not null,
  preheader text not null,
  -- Markdown with a few blocks.
  body text not null,
  -- Whom it goes to; null is everybody.
  segment_locale text check (segment_locale in ('sv', 'en')),
  segment_interest text,
  -- Grows with every edit, so that two editors don't write over each other.
  version integer not null default 1,
  created_at timestamptz not null,
  created_by uuid not null,
  changed_at timestamptz not null,
  -- When it is to begin.
  starts_at timestamptz,
  started_at timestamptz,
  ended_at timestamptz,
  -- As it was composed when it began: what is changed in the house afterwards changes no mail half-way.
  composed jsonb,
  -- Who is a recipient is decided in the order of subscribers' numbers; this far, and whether to the end.
  filled_to uuid,
  filled boolean not null default false,
  check ((state = 'scheduled') <= (starts_at is not null)),
  check ((state in ('sending', 'paused', 'sent')) <= (started_at is not null and composed is not null)),
  check ((state in ('sent', 'cancelled')) = (ended_at is not null))
);
create index on newsletter.campaign (created_at desc, id desc);
create index on newsletter.campaign (starts_at) where state = 'scheduled';
create index on newsletter.campaign (id) where state in ('sending', 'paused');

-- Pictures in a campaign: the same address for everybody, and nobody counts who fetches them.
create table newsletter.campaign_image (
  id uuid primary key,
  campaign_id uuid not null references newsletter.campaign on delete cascade,
  type text not null check (type in ('png', 'jpeg', 'gif', 'webp')),
  width integer not null,
  height integer not null,
  content bytea not null,
  added_at timestamptz not null
);
create index on newsletter.campaign_image (campaign_id);

-- Where the links of a campaign lead. A link in the mail says which of them, and nobody's number.
create table newsletter.campaign_link (
  campaign_id uuid not null references newsletter.campaign on delete cascade,
  n integer not null,
  label text not null,
  url text not null,
  primary key (campaign_id, n)
);

-- Who is still to get a campaign that is under way. Gone when it has left, when the subscriber is, and when the campaign ends.
create table newsletter.recipient (
  campaign_id uuid not null references newsletter.campaign on delete cascade,
  subscriber_id uuid not null references newsletter.subscriber on delete cascade,
  attempts integer not null default 0,
  due_at timestamptz not null,
  -- Somebody is sending it until then.
  leased_until timestamptz,
  primary key (campaign_id, subscriber_id)
);
create index on newsletter.recipient (campaign_id, due_at);
create index on newsletter.recipient (subscriber_id);

-- What has happened with a campaign, by the hour: counts of a kind, and of a link where it is about one.
create table newsletter.tally (
  campaign_id uuid not null references newsletter.campaign on delete cascade,
  hour timestamptz not null,
  kind text not null,
  link integer not null default -1,
  n bigint not null,
  primary key (campaign_id, kind, link, hour)
);
