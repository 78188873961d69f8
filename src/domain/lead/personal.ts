import { isSoleTrader } from '#catalog/index.ts';
import { sql } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import type { PersonalRoom, Rectification } from '../personal.ts';
import { emailKeyOf, organisationKeyOf } from './lead.ts';

const nobody = '00000000-0000-0000-0000-000000000000';

/** The request itself: everything the customer wrote. */
export const leadRoom: PersonalRoom = {
  tables: ['brokerage.lead'],
  async find(_ctx, tx, { leadIds }) {
    const { n } = await tx
      .selectFrom('brokerage.lead')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where('id', 'in', [...leadIds, nobody])
      .executeTakeFirstOrThrow();
    return { 'brokerage.lead': n };
  },
  async export(_ctx, tx, { leadIds }) {
    const rows = await tx
      .selectFrom('brokerage.lead')
      .selectAll()
      .where('id', 'in', [...leadIds, nobody])
      .orderBy('received_at')
      .execute();
    return {
      'brokerage.lead': rows.map(({ email_key, organisation_key, body_hash, ...row }) => ({
        ...row,
        // Made of the same answers and readable by nobody: shown so that the list is whole.
        fingerprints: [email_key, organisation_key, body_hash].map((key) => key.toString('hex')),
      })),
    };
  },
  async rectify(ctx, tx, { leadIds }, change) {
    const set = columnsOf(ctx, change);
    const answers = Object.entries(change.answers ?? {});
    if (leadIds.length === 0 || Object.keys(set).length + answers.length === 0) return { 'brokerage.lead': 0 };
    const given = JSON.stringify(Object.fromEntries(answers.filter(([, value]) => value !== null)));
    const emptied = answers.filter(([, value]) => value === null).map(([id]) => id);
    const { numUpdatedRows } = await tx
      .updateTable('brokerage.lead')
      .set({ ...set, answers: sql`(answers - ${emptied}::text[]) || ${given}::jsonb` })
      .where('id', 'in', leadIds)
      .executeTakeFirst();
    return { 'brokerage.lead': Number(numUpdatedRows) };
  },
  async erase(_ctx, tx, { leadIds }) {
    if (leadIds.length === 0) return {};
    const decisions = await tx
      .deleteFrom('brokerage.routing_decision')
      .where('lead_id', 'in', leadIds)
      .executeTakeFirst();
    const jobs = await sql`delete from jobs.job where data ->> 'leadId' = any(${[...leadIds]}::text[])`.execute(tx);
    const rows = await tx.deleteFrom('brokerage.lead').where('id', 'in', leadIds).executeTakeFirst();
    return {
      'brokerage.routing_decision': Number(decisions.numDeletedRows),
      'jobs.job': Number(jobs.numAffectedRows ?? 0n),
      'brokerage.lead': Number(rows.numDeletedRows),
    };
  },
};

function columnsOf(ctx: Context, change: Rectification) {
  const { companyName, contactName, phone, postcode, currentSupplier, message } = change;
  const { organisationNumber, contractEnds, email } = change;
  return {
    ...(email === undefined ? {} : { email, email_key: emailKeyOf(ctx.vault, email) }),
    ...(organisationNumber === undefined
      ? {}
      : {
          organisation_number: organisationNumber,
          organisation_key: organisationKeyOf(ctx.vault, organisationNumber),
          sole_trader: isSoleTrader(organisationNumber),
        }),
    ...(contractEnds === undefined
      ? {}
      : { contract_ends: contractEnds === null ? null : Temporal.PlainDate.from(contractEnds) }),
    ...(companyName === undefined ? {} : { company_name: companyName }),
    ...(contactName === undefined ? {} : { contact_name: contactName }),
    ...(phone === undefined ? {} : { phone }),
    ...(postcode === undefined ? {} : { postcode }),
    ...(currentSupplier === undefined ? {} : { current_supplier: currentSupplier }),
    ...(message === undefined ? {} : { message }),
  };
}
