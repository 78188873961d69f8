-- Erased means erased (P30): what is looked for outlives its process, the archive is looked through in portions, and the planner
-- keeps no values of anybody's.

-- The values that must be gone, encrypted for this row; forgotten in the transaction that writes the certificate.
alter table privacy.erasure add column needles text;

-- PostgreSQL's statistics hold the commonest values of a column, erased or not. Of what is personal it is to gather none, and what it
-- has is taken away; src/laws/data.test.ts holds the list against the policy.
do $$
declare
  one record;
begin
  for one in
    select c.oid as room, n.nspname, c.relname, a.attname, a.attnum, format_type(a.atttypid, a.atttypmod) as type
    from (values
      ('brokerage.supplier', 'email phone'),
      ('brokerage.lead', 'restricted_at company_name organisation_number sole_trader organisation_key contact_name email email_key phone
        postcode current_supplier contract_ends message answers ticked body_hash ip closing_reason idempotency_key'),
      ('brokerage.referral', 'payload decline_reason'),
      ('brokerage.quote', 'values'),
      ('brokerage.quote_file', 'content sha256'),
      ('brokerage.outcome', 'outcome'),
      ('brokerage.question', 'body'),
      ('brokerage.delivery', 'sealed'),
      ('archive.request', 'company_name organisation_number contact_name email email_key phone quote_values restricted_at asked_at'),
      ('access.login_link', 'token_hash email_key'),
      ('access.login_request', 'email_key'),
      ('access.session', 'token_hash email_key'),
      ('access.rate_limit', 'key'),
      ('privacy.erasure', 'needles'),
      ('privacy.rights_case', 'email_key'),
      ('privacy.suppression', 'address_hash'),
      ('caught.mail', 'recipient subject html body headers')
    ) as personal (room, columns)
    join pg_class c on c.oid = personal.room::regclass join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attname = any(regexp_split_to_array(personal.columns, '\s+'))
  loop
    execute format('alter table %I.%I alter column %I set statistics 0', one.nspname, one.relname, one.attname);
    if current_setting('server_version_num')::int >= 180000 then
      execute 'select pg_catalog.pg_clear_attribute_stats($1, $2, $3, false)' using one.nspname::text, one.relname::text, one.attname::text;
    elsif (select rolsuper from pg_roles where rolname = current_user) then
      delete from pg_catalog.pg_statistic where starelid = one.room and staattnum = one.attnum;
    else
      begin
        -- A column that is given its own type again loses its statistics, and nothing is rewritten.
        execute format('alter table %I.%I alter column %I type %s', one.nspname, one.relname, one.attname, one.type);
      exception when feature_not_supported then
        -- A trigger looks at it: what it holds is encrypted (brokerage.delivery.sealed).
        null;
      end;
    end if;
  end loop;
end $$;
-- For the scan after an erasure: which of these words the archive holds, by their numbers, and nothing else of what it says. A portion at a time, by id; each
-- row is looked at once, however many the words: they are met by their first letters or digits, and must stand by themselves. `whole`: as the whole of a value, or its
-- first 60 characters; `remains`: in what has been erased.
create function archive.look(words text[], gone uuid[], after uuid, most integer)
returns table (last uuid, n bigint, held bigint[], whole bigint[], remains bigint[])
language sql stable security definer set search_path = pg_catalog, archive as $$
  with page as materialized (
    select r.id, r.id = any(gone) as gone, to_jsonb(r) - 'id' as row from archive.request r where r.id > after order by r.id limit most
  ), said as (
    select distinct p.id, p.gone, regexp_replace(regexp_replace(lower(normalize(v #>> '{}', NFC)), '^\\x', ''), '\s+', ' ', 'g') as text
    from page p, jsonb_path_query(p.row, '$.**') as v where jsonb_typeof(v) in ('string', 'number')
  ), token as (
    select distinct s.*, t.token from said s, regexp_split_to_table(s.text, '[^[:alnum:]]+') as t (token) where t.token <> ''
  ), wanted as (
    select w as word, nr, substring(w from '[[:alnum:]]+') as head, case when w like '%@%' then '(^|[^[:alnum:].+_-])' else '(^|[^[:alnum:]])' end
      || regexp_replace(w, '([].*+?^${}()|[\\])', '\\\1', 'g') || case when length(w) < 60 then '($|[^[:alnum:]])' else '' end as pattern
    from unnest(words) with ordinality as u (w, nr)
  ), hit as materialized (
    select w.nr, t.gone, left(trim(t.text), 60) = w.word as whole from wanted w join token t on t.token = w.head
    where position(w.word in t.text) > 0 and t.text ~ w.pattern
  )
  select (select p.id from page p order by p.id desc limit 1), (select count(*) from page),
    (select array_agg(distinct h.nr) from hit h where not h.gone), (select array_agg(distinct h.nr) from hit h where h.whole and not h.gone),
    (select array_agg(distinct h.nr) from hit h where h.gone)
$$;
drop function archive.contains(text[]);
drop function archive.holds(text);
revoke execute on function archive.look from public;
grant execute on function archive.look to app;
