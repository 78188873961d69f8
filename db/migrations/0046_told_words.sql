-- What the box that says that the customer knows who gets what says when it is ticked, where a form sends its own words: as somebody has confirmed.
alter table brokerage.source add column told_words text[] not null default '{}';
