import { expect, it } from 'vitest';
import { sql } from '#platform/db/index.ts';
import { house, organisationNumber } from '../../e2e/support/house.ts';
import { intakePass } from './flow.ts';

it('lets no request that fails stand in the way of those behind it, and tries it again (G1)', async () => {
  const h = await house();
  const bad = (await h.store({ company: { organisationNumber: organisationNumber(1) } })).leadId;
  h.clock.advance('PT1S');
  const good = (await h.store({ company: { organisationNumber: organisationNumber(2) } })).leadId;
  const owner = h.db.owner.db;
  await sql`create function fail() returns trigger language plpgsql as 'begin raise exception ''broken''; end'`.execute(
    owner,
  );
  await sql`create trigger fail before insert on brokerage.referral for each row when (new.lead_id = ${sql.lit(bad)}) execute function fail()`.execute(
    owner,
  );
  const state = async (id: string) => (await h.lead(id)).state;

  await expect(intakePass(h.ctx)).rejects.toThrow('broken');
  expect(await intakePass(h.ctx)).toBe(1);
  expect([await state(bad), await state(good)]).toEqual(['received', 'open']);
  expect(await intakePass(h.ctx)).toBe(0);

  await sql`drop trigger fail on brokerage.referral`.execute(owner);
  h.clock.advance('PT1M');
  expect(await intakePass(h.ctx)).toBe(1);
  expect(await state(bad)).toBe('open');
});
