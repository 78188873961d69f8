import { type Db, sql } from '#platform/db/index.ts';

/** How a supplier has done with the requests it received during some time. Counts only, nothing about anybody. */
export interface Figures {
  /** Requests that reached it. */
  readonly sent: number;
  /** Of those: accepted, declined or quoted. */
  readonly answered: number;
  readonly quoted: number;
  /** Of those: reported as contracts. */
  readonly won: number;
  /** Median hours from a request to the first answer; null when none has been answered. */
  readonly hours: number | null;
}

/** SQL: what became of each request sent since then, from the log, which keeps it when the request is erased. */
const outcomes = (since: Temporal.Instant, supplier: string | null) => sql`
  sent as (
    select e.supplier_id, e.referral_id, min(e.at) as at,
      coalesce(max(e.detail ->> 'service'), max(r.service)) as service
    from ledger.event e left join brokerage.referral r on r.id = e.referral_id
    where e.type = 'referral.sent' and e.at >= ${since} and (${supplier}::text is null or e.supplier_id = ${supplier})
    group by 1, 2),
  outcome as (
    select s.supplier_id, s.service, s.referral_id,
      extract(epoch from greatest(interval '0', min(e.at) filter (where e.type <> 'contract.reported') - s.at)) / 3600 as hours,
      bool_or(e.type <> 'contract.reported') as answered, bool_or(e.type = 'quote.received') as quoted,
      bool_or(e.type = 'contract.reported') as won
    from sent s left join ledger.event e on e.supplier_id = s.supplier_id and e.referral_id = s.referral_id and e.at >= ${since}
      and e.type in ('referral.accepted', 'referral.declined', 'quote.received', 'contract.reported')
    group by s.supplier_id, s.service, s.referral_id, s.at)`;

const counts = sql`count(*) as sent, count(*) filter (where answered) as answered, count(*) filter (where quoted) as quoted,
  count(*) filter (where won) as won, (percentile_cont(0.5) within group (order by hours))::float8 as hours`;

/** Every supplier that has received something since then, by its id. */
export async function figuresBySupplier(db: Db, since: Temporal.Instant): Promise<ReadonlyMap<string, Figures>> {
  const { rows } = await sql<Figures & { id: string }>`
    with ${outcomes(since, null)} select supplier_id as id, ${counts} from outcome group by supplier_id`.execute(db);
  return new Map(rows.map((row) => [row.id, row]));
}

/** One supplier since then: in all, and for each service. */
export async function figuresOf(
  db: Db,
  supplier: string,
  since: Temporal.Instant,
): Promise<{ readonly all: Figures; readonly services: readonly (Figures & { readonly service: string })[] }> {
  const { rows } = await sql<Figures & { service: string | null; every: boolean }>`
    with ${outcomes(since, supplier)}
    select service, grouping(service) = 1 as every, ${counts} from outcome group by grouping sets ((), (service))
    order by every, service`.execute(db);
  return {
    all: rows.find(({ every }) => every) ?? { sent: 0, answered: 0, quoted: 0, won: 0, hours: null },
    services: rows.flatMap((row) => (row.service === null ? [] : [{ ...row, service: row.service }])),
  };
}

export interface SupplierWeek {
  /** The Monday it begins with. */
  readonly monday: Temporal.PlainDate;
  readonly requests: number;
  readonly quotes: number;
  readonly contracts: number;
}

/** What reached a supplier and what it answered, week by week; one in which nothing happened is left out. @param since the first Monday's midnight in Sweden */
export async function supplierWeeks(db: Db, supplier: string, since: Temporal.Instant): Promise<SupplierWeek[]> {
  const { rows } = await sql<SupplierWeek>`
    select date_trunc('week', at at time zone 'Europe/Stockholm')::date as monday,
      count(distinct referral_id) filter (where type = 'referral.sent') as requests,
      count(distinct referral_id) filter (where type = 'quote.received') as quotes,
      count(distinct referral_id) filter (where type = 'contract.reported') as contracts
    from ledger.event where supplier_id = ${supplier} and at >= ${since}
      and type in ('referral.sent', 'quote.received', 'contract.reported')
    group by 1 order by 1`.execute(db);
  return rows;
}

export interface SupplierChangeRow {
  readonly at: Temporal.Instant;
  readonly actor: string;
  readonly action: string;
  readonly detail: Readonly<Record<string, unknown>>;
  /** Of an account that still exists. */
  readonly name: string | null;
}

/** What has been done to a supplier, the latest first, from the audit log. */
export async function changesOf(db: Db, supplier: string, most = 50): Promise<readonly SupplierChangeRow[]> {
  const { rows } = await sql<SupplierChangeRow>`
    select a.at, a.actor, a.action, a.detail - 'supplier' as detail, s.name
    from ledger.audit a left join access.staff s on 'staff:' || s.id = a.actor
    where a.action like 'supplier.%' and a.detail ->> 'supplier' = ${supplier}
    order by a.id desc limit ${most}`.execute(db);
  return rows;
}
