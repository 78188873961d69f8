import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { Collector, rollUp } from '#domain/visit/index.ts';
import { type TestProduct, testProduct } from './support/product.ts';
import { staffVisitor } from './support/staff.ts';
import type { Visitor } from './support/visitor.ts';

let house: TestProduct;
let reader: Visitor;
let visits: Collector;
beforeAll(async () => {
  house = await testProduct();
  reader = await staffVisitor(house, 'marketer');
  visits = new Collector(house.product.ctx, 'house.example');
});

type Visit = Parameters<Collector['store']>[0];
type Events = Visit['beacon']['events'];
const see = (events: Events, more: Partial<Visit> = {}, referrer = '') =>
  visits.store({
    ...{ consentId: randomUUID(), page: '/el', locale: 'sv', country: 'SE', browser: 'Firefox', system: 'Linux' },
    ...{ device: 'desktop', language: 'sv' },
    beacon: { page: '/el', width: 1280, ...(referrer ? { referrer } : {}), events },
    ...more,
  });
const view = { k: 'view' } as const;
const step = (n: number) => ({ k: 'step', service: 'electricity', step: n }) as const;
/** Nobody stays logged in for days. */
const comeBack = async () => {
  reader = await staffVisitor(house, 'marketer');
};
const room = async (query = '') => (await reader.get(`/konsol/besok${query}`)).text;
/** The numbers of a table's row, by what begins it. */
const row = (name: string) =>
  [
    ...(new RegExp(`<tr>(?:(?!</tr>)[\\s\\S])*?>${name}<[\\s\\S]*?</tr>`).exec(reader.html)?.[0] ?? '').matchAll(
      /<td[^>]*>([^<]*)</g,
    ),
  ].map(([, text]) => (text ?? '').replaceAll('\u00a0', ' '));

describe('the room about visits', () => {
  it('is for those who may read results, and stands in their menu', async () => {
    expect(reader.html).toContain('href="/konsol/besok"');
    const other = await staffVisitor(house, 'case-worker');
    expect(other.html).not.toContain('href="/konsol/besok"');
    await other.get('/konsol/besok');
    expect(other.status).toBe(403);
    await other.get('/konsol/besok/fil');
    expect(other.status).toBe(403);
  });

  it('teaches while it is empty', async () => {
    expect(await room()).toContain('Inga besök är mätta än');
    expect(reader.text).toContain('Den som säger ja räknas här');
  });

  it('shows visitors, pages and steps, the same before and after they have been rolled up, and compares with the time before', async () => {
    for (let n = 0; n < 6; n += 1) await see([view]);
    house.clock.advance('P7D');
    for (let n = 0; n < 9; n += 1)
      await see([view, step(1), ...(n < 7 ? [step(2), step(3)] : []), ...(n < 6 ? [step(4)] : [])]);
    for (let n = 0; n < 3; n += 1) await see([{ k: 'error', service: 'electricity', step: 1, field: 'annualKwh' }]);
    house.clock.advance('PT2M');
    for (const rolled of [false, true]) {
      if (rolled) {
        house.clock.advance('P1D');
        await rollUp(house.product.ctx);
      }
      await comeBack();
      const text = await room('?days=7&service=electricity');
      expect(text).toMatch(/Besökare 9 \+50 % mot tiden före/);
      expect(row('El')).toEqual(['9', '9', '7', '7', '6', '66,7 %']);
      expect(row('Telefoni').slice(0, 5)).toEqual(['0', '0', '0', '0', '0']);
      expect(text).toMatch(/Förbrukning per år \(steg 1\) färre än 5/);
      expect(text).toContain('Sverige');
    }
    expect(await room('?day=2026-03-19')).toContain('Sidvisningar per timme');
    expect(row('09.00')).toEqual(['9']);
    await reader.get('/en/console/visits?days=90');
    expect(reader.text).toContain('From visit to request');
  });

  it('tells nothing that fewer than five have in common: not in the page, its pictures, nor the file', async () => {
    house.clock.advance('P40D');
    for (let n = 0; n < 6; n += 1) await see([view]);
    for (let n = 0; n < 4; n += 1)
      await see(
        [view],
        { country: 'IS', browser: 'Lynx', system: 'Haiku', device: 'tablet', language: 'is' },
        'https://liten.example/',
      );
    house.clock.advance('PT2M');
    await comeBack();
    await reader.get('/konsol/besok?days=7');
    const page = reader.html;
    expect(page).toContain('Sverige');
    await reader.get('/konsol/besok/fil?days=7');
    expect(reader.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(reader.headers.get('content-disposition')).toContain('besok-2026-04-23-2026-04-29.csv');
    expect(reader.html).toContain('Sverige;6;6');
    for (const text of [page, reader.html]) {
      expect(text).toContain('Övriga, färre än 5 var');
      for (const rare of ['Island', 'isländska', 'Lynx', 'Haiku', 'Surfplatta;', 'liten.example'])
        expect(text).not.toContain(rare);
    }
  });

  it('shows the business beside it, from counts, to somebody who may see no request', async () => {
    expect(await room('?days=28')).toContain('Affären under samma tid');
    await reader.get('/konsol/forfragningar');
    expect(reader.status).toBe(403);
  });
});
