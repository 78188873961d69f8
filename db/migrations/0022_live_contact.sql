-- Open pages hear of mail that comes in and is sorted, of text messages as they are told to go, and of calls.
create trigger live_insert after insert on brokerage.mail_in
  referencing new table as fresh for each statement execute function brokerage.tell('mail');
create trigger live_update after update on brokerage.mail_in
  referencing new table as fresh for each statement execute function brokerage.tell('mail');
create trigger live_update after update on brokerage.message
  referencing new table as fresh for each statement execute function brokerage.tell('message');
create trigger live_insert after insert on brokerage.call
  referencing new table as fresh for each statement execute function brokerage.tell('call');
create trigger live_update after update on brokerage.call
  referencing new table as fresh for each statement execute function brokerage.tell('call');
