import { randomUUID } from 'node:crypto';
import { endToken } from '#domain/newsletter/index.ts';
import { beginPlain } from '../../e2e/support/campaigns.ts';
import { pixel, plantSubscriber } from '../../e2e/support/newsletter.ts';
import { linkIn, type TestProduct } from '../../e2e/support/product.ts';
import { Visitor } from '../../e2e/support/visitor.ts';

/** Who asks for the newsletter: one that subscribes, one that never confirms, and one that staff write down. */
export const reader = { contactName: 'Nanna Nyhetslund', email: 'nanna@nyhetslund.example' } as const;
export const doubter = { email: 'tveksam@nyhetslund.example' } as const;
export const listed = { contactName: 'Lisa Listlund', email: 'lisa@listlund.example' } as const;
export const signedUp = { contactName: 'Rut Ringlund', email: 'rut@ringlund.example' } as const;

/** Asked for, confirmed, chosen, paused, asked for once more, and ended by one click from a mailing; another is never confirmed. */
export async function wholeNewsletter({ product, url, post, clock }: TestProduct): Promise<void> {
  const { ctx } = product;
  const visitor = new Visitor(url);
  await visitor.get('/nyhetsbrev');
  await visitor.post('/nyhetsbrev', { email: 'nanna' });
  await visitor.post('/nyhetsbrev', { ...reader });
  await product.settle();
  const confirm = linkIn(post.find(reader.email), '/nyhetsbrev/bekrafta/');
  await visitor.get(confirm);
  await visitor.post(confirm, {}, false);
  await product.settle();
  const choices = linkIn(post.find(/^Du prenumererar på/), '/nyhetsbrev/val/');
  await visitor.get(choices);
  await visitor.post(choices, { contactName: reader.contactName, language: 'sv', interests: 'electricity' }, false);
  for (const restriction of ['on', 'off']) await visitor.post(`${choices}/paus`, { restriction }, false);
  // As many a day as an address may be signed up.
  clock.advance('P1D');
  await visitor.get('/nyhetsbrev');
  await visitor.post('/nyhetsbrev', { ...reader });
  await product.settle();
  const { id } = await ctx.db
    .selectFrom('newsletter.subscriber')
    .select('id')
    .where('email', '=', reader.email)
    .executeTakeFirstOrThrow();
  await visitor.get(linkIn(post.find(/^Du prenumererar redan/), '/nyhetsbrev/avslut/'));
  await beginPlain(ctx.db, clock.now());
  await product.settle();
  const token = endToken(ctx.vault, id, randomUUID());
  await visitor.post(`/nyhetsbrev/ett-klick/${token}`, { 'List-Unsubscribe': 'One-Click' }, false);
  await visitor.get(`/nyhetsbrev/avslut/${token}`);
  await visitor.get('/nyhetsbrev');
  await visitor.post('/nyhetsbrev', { ...doubter });
  await product.settle();
}

/** Staff write down that somebody has asked, look at the proof, and end it. */
export async function subscribersAtWork(visitor: Visitor): Promise<void> {
  await visitor.get('/konsol/prenumeranter/ny');
  await visitor.post('/konsol/prenumeranter/ny', { ...signedUp, askedBy: 'phone', language: 'sv' }, false);
  await visitor.post('/konsol/prenumeranter', { q: 'ringlund' }, false);
  const one = /href="(\/konsol\/prenumerant\/[0-9a-f-]{36})"/.exec(visitor.html)?.[1] ?? '';
  await visitor.get(one);
  await visitor.get(`${one}/avslut`);
  const list = Buffer.from(
    `E-post;Namn;Samtycke från;Samtyckesdatum\n${listed.email};${listed.contactName};Mässan;2026-01-20\n`,
  );
  await visitor.get('/konsol/prenumeranter/import');
  await visitor.upload('/konsol/prenumeranter/import', {}, list, 'lista.csv');
  const token = /name="token" value="([^"]+)"/.exec(visitor.html)?.[1] ?? '';
  await visitor.upload('/konsol/prenumeranter/import', { token }, list, 'lista.csv');
  await visitor.get('/konsol/prenumeranter?state=pending');
}

/** Marketing write a newsletter to the one there is, add a picture, look at it, test it, plan it and take that back, and delete a copy of it. */
export async function campaignsAtWork({ ctx }: TestProduct['product'], visitor: Visitor): Promise<void> {
  const subscriber = await plantSubscriber(ctx, ctx.db);
  const list = '/konsol/nyhetsbrev';
  const words = {
    ...{ campaignName: 'Hösten', campaignLanguage: 'sv', campaignSubject: 'Nytt om el', preheader: 'Så blev det' },
    ...{ campaignBody: 'Läs [mer](/el).', segmentLocale: '', segmentInterest: '', view: 'phone', caret: '' },
  };
  const version = () => /name="version" value="(\d+)"/.exec(visitor.html)?.[1] ?? '';
  const send = (at: string, more: Record<string, string>) =>
    visitor.post(at, { ...words, version: version(), ...more }, false);
  await visitor.post(list, {}, false);
  const one = visitor.path;
  await send(one, { insert: 'line' });
  const added = { ...words, version: version(), action: 'image', imageAlt: 'En punkt' };
  await visitor.upload(one, added, pixel, 'punkt.png', 'image');
  await send(one, { removeImage: /name="removeImage" value="([^"]+)"/.exec(visitor.html)?.[1] ?? '' });
  await send(one, { action: 'test' });
  await send(`${one}/utseende`, {});
  await visitor.get(`${one}/kontroll`);
  await visitor.post(`${one}/tid`, { action: 'plan', startsOn: '2099-01-01', startsAt: '09:00' }, false);
  await visitor.post(`${one}/tid`, { action: 'unplan' }, false);
  await visitor.get(`${one}/utskick`);
  await visitor.post(`${one}/kopia`, {}, false);
  const [copy = ''] = visitor.path.split('?');
  await visitor.get(`${copy}/borttagning`);
  await visitor.post(`${copy}/borttagning`, {}, false);
  await visitor.get(`${list}/avsandare`);
  await visitor.get(list);
  await ctx.db.deleteFrom('newsletter.subscriber').where('id', '=', subscriber).execute();
}
