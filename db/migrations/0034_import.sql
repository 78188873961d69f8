-- Where somebody who was imported had said yes, as whoever imported it states it (P15). When is given_at; what they confirm is text.
alter table newsletter.consent add column stated text;
alter table newsletter.consent alter column stated set statistics 0;
alter table newsletter.consent add check (channel <> 'import' or stated is not null);

-- How far the recipients of a campaign have been found is the number of one of them: it stands there only while they are being found (P19).
update newsletter.campaign set filled_to = null where filled or state not in ('sending', 'paused');
alter table newsletter.campaign add check (filled_to is null or (not filled and state in ('sending', 'paused')));
