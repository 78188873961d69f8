import { expect, it } from 'vitest';
import { house } from '../../../e2e/support/house.ts';
import { emailKeyOf, leadsOf } from './index.ts';

it('finds a person’s requests whatever letters the address is written with', async () => {
  const h = await house();
  const { reference } = await h.store({ company: { email: 'Inkop@norrgarden.example' } });
  const found = await leadsOf(h.ctx.db, emailKeyOf(h.ctx.vault, ' inkop@NORRGARDEN.example '));
  expect(found.map((lead) => lead.reference)).toEqual([reference]);
  expect(await leadsOf(h.ctx.db, emailKeyOf(h.ctx.vault, 'forsaljning@norrgarden.example'))).toEqual([]);
});
