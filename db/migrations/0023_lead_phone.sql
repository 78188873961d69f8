-- A whole telephone number is looked for as one, not by its letters: it is found as quickly among a million as among a few.
create index lead_phone on brokerage.lead (phone);
