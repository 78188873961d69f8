import { beforeAll, describe, expect, it } from 'vitest';
import { ask, bakery, fixedQuote, variableQuote } from './support/journey.ts';
import { linkIn, type TestProduct, testProduct } from './support/product.ts';
import { Visitor } from './support/visitor.ts';

let house: TestProduct;
beforeAll(async () => {
  house = await testProduct();
});

describe('a request goes out and comparable quotes come back, without script', () => {
  it('from the form to the reported contract', async () => {
    const { product, clock, post, url } = house;
    const customer = new Visitor(url);
    await ask(customer, () => clock.advance('PT5S'));
    expect(customer.path).toMatch(/^\/kvitto\//);
    expect(customer.text).toContain('Tack, förfrågan är sparad');
    await product.settle();
    expect(post.mails.map((m) => m.subject)).toContain(
      `Ny förfrågan om el, ${/[\w]{4}-[\w]{3}/.exec(customer.text)?.[0]}`,
    );

    const quotes = {
      'tallmo-energi': fixedQuote,
      savera: variableQuote,
    };
    for (const [id, quote] of Object.entries(quotes)) {
      const supplier = new Visitor(url);
      await supplier.get(linkIn(post.find(`offert@${id}.example`), '/leverantor/lank/'));
      expect(supplier.text).not.toContain(bakery.company.companyName);
      await supplier.post(supplier.path, {}, false);
      expect(supplier.text).toContain(bakery.company.companyName);
      await supplier.upload(`${supplier.path}/offert`, { ...quote, action: 'give' });
      expect(supplier.text).toContain('Offerten är lämnad');
    }
    await product.settle();
    clock.advance('PT11M');
    await product.settle();
    const shared = new Visitor(url);
    await shared.get(linkIn(post.find(/Nu finns 2 offerter på el/), '/min-sida/offerter/'));
    expect(shared.text).toContain('57 504 kr');

    await shared.post('/min-sida/lank', { token: shared.path.split('/').at(-1) ?? '' }, false);
    await product.settle();
    const login = linkIn(post.find('Logga in') ?? post.find(/Logga in/), '/min-sida/lank/');
    await customer.get(login);
    await customer.post(login, {}, false);
    expect(customer.text).toContain('Dags att välja');
    const request = /href="(\/min-sida\/forfragan\/[^"]+)"/.exec(customer.html)?.[1] ?? '';
    await customer.get(request);
    expect(customer.text).toContain('57 504 kr');
    const choice = /href="([^"]+\/val\?quoteId=[^"]+)"/.exec(customer.html)?.[1] ?? '';
    await customer.get(choice);
    await customer.post(`${request}/val`, { quoteId: choice.split('=')[1] ?? '' }, false);
    expect(customer.text).toMatch(/Du valde \w+/);
    await product.settle();
    expect(post.find(/Kunden valde er/)).toBeDefined();
    expect(post.find(/Den här gången blev det inte ni/)).toBeDefined();
  });
});
