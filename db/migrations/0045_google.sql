-- Google Analytics, where the operator has turned it on, is among those who receive data, from when to when (P25).
alter table privacy.recipient drop constraint recipient_kind_check;
alter table privacy.recipient add constraint recipient_kind_check check (kind in ('supplier', 'hosting', 'mail', 'sms', 'google'));
