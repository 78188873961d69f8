-- Rooms: one schema an area, one role a kind of reader. Roles belong to the cluster, so they may exist already.
do $$
declare wanted text;
begin
  foreach wanted in array array['app', 'supplier'] loop
    begin
      execute format('create role %I nologin noinherit', wanted);
    exception when duplicate_object or unique_violation then null;
    end;
  end loop;
end $$;

-- The app may step down to supplier for one transaction, and gains nothing by it otherwise.
do $$
begin
  if current_setting('server_version_num')::int >= 160000 then
    execute 'grant supplier to app with inherit false, set true';
  else
    execute 'grant supplier to app';
  end if;
  execute format('grant app, supplier to %I', current_user);
exception when unique_violation then null;
end $$;

create schema brokerage;
create schema access;
create schema ledger;
create schema caught;
create schema if not exists jobs;

grant usage on schema brokerage, access, ledger, caught, jobs to app;
grant usage on schema brokerage to supplier;
alter default privileges in schema brokerage, access, caught, jobs grant select, insert, update, delete on tables to app;
alter default privileges in schema ledger grant select, insert on tables to app;
alter default privileges in schema brokerage, access, ledger, caught, jobs grant usage, select on sequences to app;
alter default privileges in schema jobs grant execute on functions to app;
