import { sql } from '#platform/db/index.ts';
import type { House } from './house.ts';

/** What the database itself has seen happen to a request, in the order in which it happened. */
export interface Seen {
  readonly what:
    | 'gone'
    | 'archived'
    | 'left-archive'
    | 'told'
    | 'quoted'
    | 'closed'
    | 'restricted'
    | 'lifted'
    | 'archive-asked'
    | 'archive-restricted'
    | 'archive-lifted';
  readonly id: string;
  readonly at: Temporal.Instant | null;
  readonly detail: string | null;
}

/**
 * Lets the database write down what becomes of requests, in a table that only its owner sees: not what the product says it has done.
 * A row's changes are numbered while it is locked, so that their order is the order in which they happened.
 */
export async function watch(h: House): Promise<void> {
  await sql
    .raw(`create schema watch;
      create table watch.log (n bigint generated always as identity, what text not null, id uuid not null, at timestamptz, detail text);
      create function watch.deleted() returns trigger language plpgsql security definer as $$ begin
        insert into watch.log (what, id) values (tg_argv[0], old.id);
        return null; end $$;
      create function watch.put() returns trigger language plpgsql security definer as $$ begin
        insert into watch.log (what, id, at) values ('archived', new.id, new.contract_at);
        return null; end $$;
      create function watch.told() returns trigger language plpgsql security definer as $$ begin
        insert into watch.log (what, id, at) values ('told', new.lead_id, new.created_at);
        return null; end $$;
      create function watch.fact() returns trigger language plpgsql security definer as $$ begin
        if old.first_quote_at is null and new.first_quote_at is not null then
          insert into watch.log (what, id, at) values ('quoted', new.id, new.first_quote_at); end if;
        if new.closing_reason is distinct from old.closing_reason then
          insert into watch.log (what, id, at, detail) values ('closed', new.id, new.closed_at, new.closing_reason); end if;
        if (old.restricted_at is null) <> (new.restricted_at is null) then
          insert into watch.log (what, id) values (case when new.restricted_at is null then 'lifted' else 'restricted' end, new.id); end if;
        return null; end $$;
      create function watch.archive_fact() returns trigger language plpgsql security definer as $$ begin
        if old.asked_at is null and new.asked_at is not null then
          insert into watch.log (what, id, at) values ('archive-asked', new.id, new.asked_at); end if;
        if (old.restricted_at is null) <> (new.restricted_at is null) then
          insert into watch.log (what, id) values (case when new.restricted_at is null then 'archive-lifted' else 'archive-restricted' end, new.id); end if;
        return null; end $$;
      create trigger watch_gone after delete on brokerage.lead for each row execute function watch.deleted('gone');
      create trigger watch_fact after update on brokerage.lead for each row execute function watch.fact();
      create trigger watch_put after insert on archive.request for each row execute function watch.put();
      create trigger watch_gone after delete on archive.request for each row execute function watch.deleted('left-archive');
      create trigger watch_fact after update on archive.request for each row execute function watch.archive_fact();
      create trigger watch_told after insert on brokerage.delivery for each row when (new.kind = 'customer.erasure-notice')
        execute function watch.told()`)
    .execute(h.db.owner.db);
}

/** What has been seen since the last look, oldest first. */
export async function seen(h: House): Promise<readonly Seen[]> {
  const { rows } = await sql<Seen>`
    with taken as (delete from watch.log returning *) select what, id, at, detail from taken order by n`.execute(
    h.db.owner.db,
  );
  return rows;
}
