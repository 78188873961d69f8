-- How a campaign leaves. One process at a time sends, and its number stands here: it is asked for with every mail, so that one that was taken
-- for dead sends nothing more (docs/decisions/0033). That is why no recipient's row is lent out.
create table newsletter.sender (
  one boolean primary key default true check (one),
  holder uuid,
  held_until timestamptz,
  -- The mail server takes nothing from us now: when it is tried again, and why it waits (a reason from a closed list).
  waits_until timestamptz,
  waits_for text
);
insert into newsletter.sender default values;

-- How many it was to go to, as they were found.
alter table newsletter.campaign add planned integer not null default 0;

alter table newsletter.recipient drop column leased_until;
drop index newsletter.recipient_campaign_id_due_at_idx;
create index recipient_due on newsletter.recipient (campaign_id, due_at, subscriber_id);

-- Open pages of the console hear that a campaign has moved. What is sent of one that is under way the sender tells itself, once a second at most.
create function newsletter.tell_campaign() returns trigger language plpgsql as $$
begin
  perform pg_notify('allkontrakt_live', concat_ws(' ', gen_random_uuid(), 'campaign', f.id))
  from fresh f join stale s using (id) where f.state <> s.state;
  return null;
end $$;
create trigger live after update on newsletter.campaign
  referencing old table as stale new table as fresh for each statement execute function newsletter.tell_campaign();
