-- Why a planned newsletter was held back when its time came: what its checks found then, until it is saved or planned again.
alter table newsletter.campaign add held jsonb;
