import { type Db, sql, type Tx, transact } from '#platform/db/index.ts';
import { controller, controllerAddress } from '#policy/controller.ts';
import { legalBases, type Purpose, purposes } from '#policy/purposes.ts';
import { type RetentionRuleId, retention } from '#policy/retention.ts';
import { complaintLine, type Right, rights } from '#policy/rights.ts';
import type { Context } from '../context.ts';
import { casesOf } from './cases.ts';
import type { PersonExport } from './export-schema.ts';
import { wholePerson } from './rights.ts';
import { rooms } from './rooms.ts';
import { withheld } from './withheld.ts';

/** Values as JSON has them: instants and dates as text, bytes as hex. */
const plain = <T>(value: T): T =>
  JSON.parse(
    JSON.stringify(value, (_, inner: unknown) => {
      const bytes = inner as { type?: string; data?: number[] } | null;
      return bytes?.type === 'Buffer' && bytes.data ? Buffer.from(bytes.data).toString('hex') : inner;
    }),
  ) as T;

type Row = Record<string, unknown>;

/** Everything that is held about the person of an address, with what it is for, who has it, and when it goes (art. 15, 20; P28). @param address itself, when whoever asks has given it */
export function exportPerson(ctx: Context, db: Db, emailKey: Buffer, address?: string): Promise<PersonExport> {
  const within = async (tx: Tx): Promise<PersonExport> => {
    const whose = await wholePerson(ctx, tx, emailKey, address);
    const tables: Record<string, Row[]> = {};
    for (const room of rooms) {
      for (const [table, rows] of Object.entries(await room.export(ctx, tx, whose)))
        tables[table] = plain(rows) as Row[];
    }
    const {
      'brokerage.lead': leads = [],
      'brokerage.referral': referrals = [],
      'archive.request': archived = [],
      ...rest
    } = tables;
    delete rest['privacy.rights_case'];
    const { rows: ignored } = await sql<{ n: number }>`
      select count(*) as n from brokerage.routing_decision where lead_id = any(${[...whose.leadIds]}::uuid[]) and not chosen`.execute(
      tx,
    );
    return {
      schema: '/schema/personuppgifter.json',
      version: 1,
      madeAt: ctx.clock.now().toString(),
      policyVersion: ctx.policyVersion,
      controller: {
        name: controller.name,
        organisationNumber: controller.organisationNumber,
        address: controllerAddress,
        email: controller.email,
      },
      requests: leads.map((lead) => ({
        reference: String(lead.reference),
        service: String(lead.service),
        state: String(lead.state),
        receivedAt: String(lead.received_at),
        restrictedAt: (lead.restricted_at as string | null) ?? null,
        clock: clockOf(lead),
        held: lead,
        recipients: referrals
          .filter((r) => r.request === lead.id)
          .map((r) => ({
            supplier: String(r.supplier),
            why: (r.why as string | null) ?? null,
            sentAt: (r.sentAt as string | null) ?? null,
            sent: r.sent as Row,
          })),
      })),
      archived,
      tables: {
        ...rest,
        'brokerage.referral': referrals,
        'brokerage.routing_decision': [{ suppliersPassedOver: ignored[0]?.n ?? 0 }],
      },
      cases: plain(await casesOf(tx, emailKey)) as unknown as Row[],
      purposes: (Object.values(purposes) as readonly Purpose[])
        .filter((purpose) => purpose.inUse)
        .map(({ name, what, basis, because }) => ({
          name,
          what,
          legalBasis: legalBases[basis].name,
          article: legalBases[basis].article,
          because,
        })),
      rights: (Object.values(rights) as readonly Right[]).map(({ name, what, how, article }) => ({
        name,
        what,
        how,
        article,
      })),
      complaint: complaintLine,
      withheld: Object.entries(withheld).map(([column, why]) => ({ column, why })),
    };
  };
  return db.isTransaction ? within(db as Tx) : transact(db, within);
}

function clockOf(lead: Row) {
  const id = (lead.clock_rule as RetentionRuleId | null) ?? 'lead.no-quote';
  const { origin, condition, text } = retention[id];
  const what = { sv: `${condition.sv}. ${text.sv}`, en: `${condition.en}. ${text.en}` };
  return { rule: id, promise: origin, at: (lead.clock_at as string | null) ?? null, what };
}
