-- A thing to do may be a call: those are on the call list.
alter table brokerage.task add column kind text not null default 'other' check (kind in ('other', 'call'));
create index task_calls on brokerage.task (due_on) where done_at is null and kind = 'call';

-- A call to the customer about its own open request (P5): how it went, and what comes next.
create table brokerage.call (
  id uuid primary key,
  lead_id uuid not null references brokerage.lead on delete cascade,
  staff_id uuid not null,
  at timestamptz not null,
  -- Null while a call that we have dialled is not written down yet.
  outcome text check (outcome in ('reached', 'no-answer', 'voicemail', 'wrong-number', 'call-back')),
  note text,
  task_id uuid references brokerage.task on delete set null,
  dialled boolean not null default false,
  -- What whoever carries it calls it, and what has been told of it since.
  carrier_id text,
  ended text check (ended in ('success', 'busy', 'failed')),
  seconds integer
);
create index on brokerage.call (lead_id, at);
alter table brokerage.call alter column outcome set statistics 0;
alter table brokerage.call alter column note set statistics 0;
alter table brokerage.call alter column carrier_id set statistics 0;

-- Where somebody of ours is called when they let the product dial.
alter table access.staff add column phone text;
alter table access.staff alter column phone set statistics 0;
