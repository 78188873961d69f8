import { writeFileSync } from 'node:fs';
import { pdfText } from './support/pdf-text.ts';
import { it } from 'vitest';
import { path } from '#web/paths.ts';
import { browser, openPage, phone } from './support/browser.ts';
import { ask } from './support/journey.ts';
import { linkIn, testProduct } from './support/product.ts';
import { Visitor } from './support/visitor.ts';

it('shots', async () => {
  const processors = [
    { kind: 'hosting', name: 'Exempel Drift AB', country: 'SE' },
    { kind: 'mail', name: 'Exempel Post Inc', country: 'US', safeguard: 'clauses' },
  ] as const;
  const house = await testProduct({ processors });
  const b = await browser();
  await ask(new Visitor(house.url), () => house.clock.advance('PT5S'));
  await house.product.settle();
  const customer = new Visitor(house.url);
  await customer.post('/min-sida/lank', { email: 'inkop@norrgarden.example' }, false);
  await house.product.settle();
  const login = linkIn(house.post.find(/Logga in/), '/min-sida/lank/');
  const { page, context } = await openPage(b);
  await page.goto(`${house.url}${login}`);
  await page.click('main button');
  const shots = [
    ['policyEditions', 'sv', '390', 'light', 5200], ['policyEditions', 'en', '1280', 'dark', 4200], ['policy', 'sv', '390', 'light', 0], ['policy', 'sv', '1280', 'light', 9300], ['mineData', 'sv', '1280', 'dark', 900],
  ] as const;
  for (const [name, locale, w, colorScheme, y] of shots) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(w === '390' ? phone : { width: 1280, height: 1100 });
    await page.goto(`${house.url}${path(name, locale)}`);
    if (name === 'mineData') await page.evaluate(() => document.querySelectorAll('details').forEach((d) => (d.open = true)));
    await page.evaluate((to) => window.scrollTo(0, to), y);
    await page.screenshot({ path: `/tmp/shots-g2/v-${name}-${locale}-${w}-${colorScheme}.png` });
  }
  const size = async (a: string) => (await (await fetch(house.url + a, { headers: { 'accept-encoding': 'identity' } })).text()).length;
  for (const n of ['policy', 'policyEditions', 'register'] as const) process.stdout.write(`${n} ${await size(path(n, 'sv'))}\n`);
  const pdf = await (await fetch(`${house.url}/behandlingsregister/fil/pdf`)).arrayBuffer();
  writeFileSync('/tmp/g2/register.pdf', new Uint8Array(pdf));
  process.stdout.write(`pdf ${pdf.byteLength} pages ${pdfText(new Uint8Array(pdf)).pages}\n`);
  await context.close();
}, 120000);
