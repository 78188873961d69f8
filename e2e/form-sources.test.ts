import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { configureSupplier } from '#domain/supplier/index.ts';
import { sql, transact } from '#platform/db/index.ts';
import { faultsOf } from './support/axe.ts';
import { browser, openPage } from './support/browser.ts';
import { type TestProduct, testProduct } from './support/product.ts';
import { type Changes, elementorAdvanced, mappings } from './support/sent-forms.ts';
import { staffVisitor } from './support/staff.ts';
import type { Visitor } from './support/visitor.ts';

vi.setConfig({ testTimeout: 300_000 });

let house: TestProduct;
beforeAll(async () => {
  house = await testProduct();
});

/** A browser's page of somebody who has come in. */
async function pageOf(inside: Visitor): Promise<Page> {
  const { page, context } = await openPage(await browser());
  const [name = '', value = ''] = inside.cookieHeader('/konsol').split('; ')[0]?.split('=') ?? [];
  await context.addCookies([{ name, value, domain: '127.0.0.1', path: '/' }]);
  return page;
}
const send = async (address: string, changes: Changes) => {
  const { type, body } = elementorAdvanced(changes);
  const { pathname } = new URL(address);
  house.clock.advance('PT1M');
  const answer = await fetch(house.url + pathname, { method: 'POST', body, headers: { 'content-type': type } });
  expect(answer.status).toBe(200);
  await house.product.settle();
};
const leads = async () =>
  (await sql<{ email: string }>`select email from brokerage.lead order by received_at`.execute(house.db.db)).rows.map(
    ({ email }) => email,
  );

describe('a form on another site, in Chromium', () => {
  it('is let in, its fields tied beside what it sent, tried, vouched for and switched on; then requests come by themselves', async () => {
    const boss = await staffVisitor(house, 'administrator', 'case-worker');
    const page = await pageOf(boss);
    const errors: string[] = [];
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    await page.goto(`${house.url}/konsol/kallor`);
    expect(await faultsOf(page), 'no source yet').toEqual([]);
    await page.getByLabel('Namn').fill('Juridik på sajten');
    await page.getByLabel('Elementor', { exact: true }).check();
    await page.getByLabel('Tjänst').selectOption('legal');
    await page.getByRole('button', { name: 'Lägg till' }).click();
    const address = (await page.locator('code.secret').textContent()) ?? '';
    expect(address).toMatch(/\/hooks\/elementor\/ak_/);
    expect(await faultsOf(page), 'the address, shown once').toEqual([]);
    expect(await page.getByRole('button', { name: 'Slå på' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Koppla fält till frågor' }).click();
    await page.getByText('Inget har kommit från formuläret än').waitFor();

    await send(address, { email: 'vera@vinges.example' });
    await page.reload();
    const choice = (label: string) => page.getByLabel(label, { exact: true });
    expect(await choice('E-post').inputValue()).toBe('email');
    expect(await choice('Org.nr').inputValue()).toBe('organisationNumber');
    expect(await page.getByText('vera@vinges.example').count()).toBeGreaterThan(0);
    expect(await faultsOf(page), 'fields, with suggestions').toEqual([]);
    await choice('Meddelande').selectOption('email');
    await page.getByRole('button', { name: 'Prova utan att spara' }).click();
    await page.getByText('Två fält svarar på «E-post»').waitFor();
    await choice('Meddelande').selectOption('?');
    await page.getByRole('button', { name: 'Prova utan att spara' }).click();
    await page.locator('#dry-run').getByText('Meddelande: Fältet är inte kopplat').waitFor();
    await choice('Meddelande').selectOption('message');
    await page.getByLabel('Björfjäll Legal').check();
    await page.getByRole('button', { name: 'Prova utan att spara' }).click();
    await page.locator('#dry-run').getByText('Ingen intygar att formuläret visar vem som får vad').waitFor();
    expect(await page.locator('#dry-run').textContent()).toContain('Arbetsrätt');
    expect(await faultsOf(page), 'tried').toEqual([]);
    await page.getByRole('button', { name: 'Spara', exact: true }).click();
    await page.getByText('att någon intygar').waitFor();
    expect(await page.getByRole('button', { name: 'Slå på' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Koppla fält till frågor' }).click();
    // What is saved doesn't count where the page says otherwise.
    await choice('E-post').selectOption('?');
    await page.getByRole('button', { name: 'Prova utan att spara' }).click();
    await page.locator('#dry-run').getByText('Fyll i «E-post»').waitFor();
    await choice('E-post').selectOption('email');
    await page.getByLabel('Vad rutan säger när den är ikryssad').fill('Nej tack');
    await page.getByRole('button', { name: 'Spara', exact: true }).click();
    await page.getByText('«Nej tack» säger inte ja').waitFor();
    await page.getByLabel('Vad rutan säger när den är ikryssad').fill('Jag vet vem\nJa, det är bra');
    await page.getByLabel('Formuläret visar vem som får vad').check();
    await page.getByRole('button', { name: 'Prova utan att spara' }).click();
    await page.getByText('Det skulle bli en förfrågan.').waitFor();
    await page.getByRole('button', { name: 'Spara', exact: true }).click();
    await page.getByRole('button', { name: 'Slå på' }).click();
    await page.getByText('Formuläret är påslaget').waitFor();
    expect(await faultsOf(page), 'on').toEqual([]);
    expect(await leads()).toEqual([]);
    await send(address, { email: 'vega@vinges.example' });
    expect(await leads()).toEqual(['vega@vinges.example']);

    // What came before it was on still waits, and so does what isn't clear.
    await send(address, { email: 'viva@vinges.example', hours: 'ca 8', cover: 'vet ej' });
    await page.getByRole('link', { name: /^Inskickat/ }).click();
    expect(await page.locator('tbody tr').count()).toBe(2);
    expect(await page.getByRole('navigation').first().textContent()).toContain('2');
    expect(await faultsOf(page), 'the list').toEqual([]);
    await page.locator('tbody tr').nth(1).getByRole('link').click();
    await page.getByText('Varken ja eller nej').waitFor();
    expect(await faultsOf(page), 'one that waits').toEqual([]);
    await page.getByRole('link', { name: 'Gör en förfrågan av det' }).click();
    expect(await page.locator('[name=email]').inputValue()).toBe('viva@vinges.example');
    expect(await page.locator('[name=hours]').inputValue()).toBe('ca 8');
    expect(await page.locator('[name=matter]').inputValue()).toBe('employment');
    expect(await page.locator('[name=leadSource]').count()).toBe(0);
    expect(await faultsOf(page), 'to be completed').toEqual([]);
    await page.locator('#f-told').check();
    await page.getByRole('button', { name: 'Registrera förfrågan' }).click();
    await page.locator('#faults').waitFor();
    await page.locator('[name=hours]').fill('8');
    await page.getByRole('button', { name: 'Registrera förfrågan' }).click();
    await page.waitForURL(/done=registered/);
    await page.getByText('Annan sajt').waitFor();
    await house.product.settle();
    expect(await leads()).toEqual(['vega@vinges.example', 'viva@vinges.example']);
    await page.goto(`${house.url}/konsol/inskickat`);
    await page.locator('tbody tr').first().getByRole('link').click();
    const thrown = page.url();
    await page.getByRole('button', { name: 'Släng' }).click();
    await page.getByText('Det är slängt.').waitFor();
    await page.getByText('Inget väntar').waitFor();
    expect((await page.goto(thrown))?.status()).toBe(404);
    const kept = await sql<{
      text: string;
    }>`select coalesce(string_agg(to_jsonb(s)::text, ''), '') as text from brokerage.submission s`.execute(house.db.db);
    expect(kept.rows[0]!.text).not.toContain('vinges');
    expect(errors.filter((one) => !one.includes('404') && !one.includes('422'))).toEqual([]);
  });

  it('an administrator who may not see requests ties fields without seeing what was written; a case worker sees, and can’t change', async () => {
    const boss = await staffVisitor(house, 'administrator');
    await boss.post('/konsol/kallor', { sourceName: 'Enskilt', sourceKind: 'elementor', service: 'legal' }, false);
    const address = /(http[^<]*\/hooks\/elementor\/ak_[\w-]{43})</.exec(boss.html)![1]!;
    const fields = /href="(\/konsol\/kallor\/[0-9a-f-]{36}\/falt)"/.exec(boss.html)![1]!;
    await send(address, { email: 'hemlig@hemligs.example', orgnr: '121212-1212' });
    await boss.get(fields);
    expect([boss.status, boss.text.includes('Org.nr'), boss.text.includes('Vad som skrevs visas bara')]).toEqual([
      200,
      true,
      true,
    ]);
    for (const secret of ['hemlig@hemligs', '121212', 'Sigrid', 'Arbetsrätt</dd>'])
      expect(boss.html).not.toContain(secret);
    await boss.get('/konsol/inskickat');
    expect(boss.status).toBe(403);
    const worker = await staffVisitor(house, 'case-worker');
    await worker.get(fields);
    expect(worker.html).toContain('hemlig@hemligs.example');
    // A sole trader's number is shown to nobody in clear (D6).
    expect(worker.html).not.toContain('121212-1212');
    await worker.get('/konsol/inskickat');
    for (const [, href = ''] of worker.html.matchAll(/href="(\/konsol\/inskickat\/[0-9a-f-]{36})"/g)) {
      await worker.get(href);
      expect(worker.html).not.toContain('121212-1212');
    }
    expect(worker.html).not.toContain('>Spara<');
    await worker.post(fields, { action: 'save' }, false);
    expect(worker.status).toBe(403);
  });

  it('a supplier that is away keeps its tie, is not ticked in anybody’s place, and a form whose word is taken back goes off (P3)', async () => {
    const { ctx } = house.product;
    const boss = await staffVisitor(house, 'administrator', 'case-worker');
    await boss.post('/konsol/kallor', { sourceName: 'Rör', sourceKind: 'elementor', service: 'legal' }, false);
    const address = /(http[^<]*\/hooks\/elementor\/ak_[\w-]{43})</.exec(boss.html)![1]!;
    const fields = /href="(\/konsol\/kallor\/[0-9a-f-]{36}\/falt)"/.exec(boss.html)![1]!;
    const source = fields.replace('/falt', '');
    await send(address, { email: 'rut@rors.example', ok: '' });
    const keys = Object.keys(mappings.elementor);
    const save = (changes: Record<string, string | string[]> = {}) =>
      boss.post(
        fields,
        {
          ...{ action: 'save', fieldKey: keys, fieldTarget: Object.values(mappings.elementor) },
          ...{ receivers: ['-', 'bjorfjall-legal'], customerLanguage: 'sv', formTold: 'yes', ...changes },
        },
        false,
      );
    await save();
    await boss.post(source, { action: 'on' }, false);
    expect(boss.path).toContain('done=on');
    await transact(ctx.db, (tx) => configureSupplier(ctx, tx, 'bjorfjall-legal', { active: false }));
    try {
      await boss.get(fields);
      expect(boss.text).toContain('Björfjäll Legal (tar inte emot just nu)');
      await boss.get('/konsol/inskickat');
      const [, id] = /href="\/konsol\/inskickat\/([0-9a-f-]{36})"[^>]*>Solbergs/.exec(boss.html)!;
      await transact(ctx.db, (tx) => configureSupplier(ctx, tx, 'savera', { services: ['electricity', 'legal'] }));
      await boss.get(`/konsol/forfragningar/ny?service=legal&submission=${id}`);
      expect(boss.html).toContain('value="savera"');
      expect(boss.html).not.toMatch(/<input[^>]*value="savera"[^>]*checked|<input[^>]*checked[^>]*value="savera"/);
    } finally {
      await transact(ctx.db, (tx) => configureSupplier(ctx, tx, 'savera', { services: ['electricity'] }));
      await transact(ctx.db, (tx) => configureSupplier(ctx, tx, 'bjorfjall-legal', { active: true }));
    }
    await save({ formTold: '' });
    expect(boss.path).toContain('done=mapped-off');
    expect(boss.text).toContain('Något saknas, så formuläret är avslaget');
    await boss.post(source, { action: 'on' }, false);
    expect(boss.status).toBe(409);
  });

  it('two who deal with the same post: one request, and the second is told', async () => {
    const [one, other] = [await staffVisitor(house, 'case-worker'), await staffVisitor(house, 'case-worker')];
    await one.get('/konsol/inskickat');
    const post = /href="(\/konsol\/inskickat\/([0-9a-f-]{36}))"/.exec(one.html)!;
    const form = `/konsol/forfragningar/ny?service=legal&submission=${post[2]}`;
    const answers = {
      ...{ matter: 'employment', extent: 'ongoing', companyName: 'Hemligs AB', organisationNumber: '559900-0006' },
      ...{ contactName: 'H', email: 'h@hemligs.example', phone: '070-174 06 05', postcode: '352 30' },
      ...{ customerLanguage: 'sv', suppliers: ['bjorfjall-legal'], told: 'yes' },
    };
    await one.get(form);
    await other.get(form);
    await one.post('/konsol/forfragningar/ny', answers);
    expect(one.path).toContain('done=registered');
    await other.post('/konsol/forfragningar/ny', answers);
    expect([other.status, other.text.includes('redan omhändertaget')]).toEqual([409, true]);
    await other.post(post[1]!, {}, false);
    expect(other.status).toBe(404);
  });
});
