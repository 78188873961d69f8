import { stockholmMidnight } from '#platform/clock.ts';
import { type Db, sql } from '#platform/db/index.ts';
import { isActive } from '../lead/index.ts';

/** What can be done with several requests at once: nothing that is not asked about each, and nothing that erases. */
export const bulkActs = ['remind', 'task', 'close'] as const;
export type BulkAct = (typeof bulkActs)[number];

/** Why a request is left out. `changed`: it was not so when the page was shown. */
export const leftOut = ['restricted', 'over', 'not-waiting', 'nobody', 'reminded', 'changed', 'gone'] as const;
export type LeftOut = (typeof leftOut)[number];

export interface Candidate {
  readonly id: string;
  readonly reference: string;
  readonly companyName: string;
  readonly why: LeftOut | undefined;
}

interface Row extends Omit<Candidate, 'why'> {
  readonly state: string;
  readonly restricted: boolean;
  /** Suppliers that have not answered, and those of them that have not been reminded today. */
  readonly waiting: number;
  readonly due: number;
}

/** Which of some requests an act is for, and why not the others. Those that are gone are not in the answer. */
export async function candidatesOf(
  db: Db,
  act: BulkAct,
  references: readonly string[],
  now: Temporal.Instant,
): Promise<Candidate[]> {
  const { rows } = await sql<Row>`
    select l.id, l.reference, l.company_name as "companyName", l.state, l.restricted_at is not null as restricted,
      count(r.id) as waiting, count(r.id) filter (where d.id is null) as due
    from brokerage.lead l
    left join brokerage.referral r on r.lead_id = l.id and r.state in ('sent', 'accepted')
      and exists (select from brokerage.supplier s where s.id = r.supplier_id and s.email is not null)
    left join lateral (select x.id from brokerage.delivery x where x.referral_id = r.id and x.kind = 'supplier.reminder'
      and x.created_at >= ${stockholmMidnight(now)} limit 1) d on true
    where l.reference = any(${[...references]}::text[])
    group by l.id order by l.received_at desc, l.id desc`.execute(db);
  return rows.map(({ id, reference, companyName, ...facts }) => ({
    ...{ id, reference, companyName },
    why: facts.restricted ? 'restricted' : reasons[act](facts),
  }));
}

const reasons: Readonly<Record<BulkAct, (facts: Pick<Row, 'state' | 'waiting' | 'due'>) => LeftOut | undefined>> = {
  remind: ({ state, waiting, due }) => {
    if (state !== 'open' && state !== 'quoted') return 'not-waiting';
    if (waiting === 0) return 'nobody';
    return due === 0 ? 'reminded' : undefined;
  },
  task: () => undefined,
  close: ({ state }) => (isActive(state) ? undefined : 'over'),
};
