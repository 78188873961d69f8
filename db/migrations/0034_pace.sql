-- How many mails of campaigns leave a second, as whoever sends has just counted.
alter table newsletter.sender add pace real;
