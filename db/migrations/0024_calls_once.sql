-- By which form a call was written down: one that the product has dialled has an id of its own, and the form may be sent twice.
alter table brokerage.call add column log_id uuid;
update brokerage.call set log_id = id where outcome is not null and not dialled;

-- Deleting a request deletes what these point at, and looks for each row of theirs that does.
create index on brokerage.call (task_id) where task_id is not null;
create index on brokerage.outcome (referral_id) where referral_id is not null;
create index on access.session (referral_id) where referral_id is not null;
