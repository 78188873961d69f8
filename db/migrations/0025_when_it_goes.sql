-- When a request goes to a supplier that was chosen: at once, or when it opens. Caps are for the day that this is on.
alter table brokerage.routing_decision add column due_at timestamptz;
update brokerage.routing_decision set due_at = decided_at where chosen;
