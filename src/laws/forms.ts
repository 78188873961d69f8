import { randomBytes, randomUUID } from 'node:crypto';
import { type Service, services } from '#catalog/index.ts';
import { suppliers } from '#domain/supplier/index.ts';
import { path } from '#web/paths.ts';
import { Visitor } from '../../e2e/support/visitor.ts';
import type { Watched } from './journey.ts';

/** Every form of every service, in both languages: the request's steps, and the quote of a supplier. */
export async function everyForm(house: Watched): Promise<void> {
  const visitor = new Visitor(house.url);
  for (const service of services) {
    for (const locale of ['sv', 'en'] as const) {
      const address = path('service', locale, { service: service.slug[locale] });
      await visitor.get(address);
      await visitor.post(address, { step: '3', action: 'back' }, false);
    }
    await quoteForm(house, service);
  }
  for (const page of [
    'home',
    'contact',
    'api',
    'policy',
    'policyEditions',
    'promises',
    'register',
    'newsletter',
    'consent',
    'mine',
    'supplier',
  ] as const) {
    for (const locale of ['sv', 'en'] as const) await visitor.get(path(page, locale));
  }
}

async function quoteForm(house: Watched, service: Service): Promise<void> {
  const { ctx } = house.product;
  const supplier = (await suppliers(ctx.db)).find((s) => s.services.includes(service.id));
  if (!supplier) throw new Error(`nobody to try ${service.id} with`);
  const id = randomUUID();
  const now = ctx.clock.now();
  const lead = {
    id,
    reference: ctx.vault.reference(),
    service: service.id,
    source: 'form',
    locale: 'sv',
    state: 'open',
    received_at: now,
    policy_version: ctx.policyVersion,
  } as const;
  const company = {
    company_name: 'Provbolaget AB',
    organisation_number: '5599000006',
    sole_trader: false,
    contact_name: 'Prov',
    email: 'prov@prov.example',
    phone: '+46701740605',
    postcode: '35230',
  };
  const keys = {
    email_key: randomBytes(32),
    organisation_key: randomBytes(32),
    idempotency_key: id,
    body_hash: randomBytes(32),
  };
  await ctx.db
    .insertInto('brokerage.lead')
    .values({ ...lead, ...company, ...keys, answers: '{}', ticked: [supplier.id] })
    .execute();
  const referral = {
    id: randomUUID(),
    lead_id: id,
    lead_reference: lead.reference,
    supplier_id: supplier.id,
    service: service.id,
    locale: 'sv',
    state: 'sent',
    payload: '{}',
    policy_version: ctx.policyVersion,
    created_at: now,
  };
  await ctx.db.insertInto('brokerage.referral').values(referral).execute();
  const token = ctx.vault.sign({ kind: 'supplier', id: referral.id, expires: now.add({ hours: 1 }) });
  for (const locale of ['sv', 'en'] as const) {
    const visitor = new Visitor(house.url);
    await visitor.get(path('supplierLink', locale, { token }));
    await visitor.post(visitor.path, {}, false);
    if (!visitor.html.includes('name="validUntil"')) throw new Error(`no quote form for ${service.id}`);
  }
}
