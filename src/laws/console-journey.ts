import { randomUUID } from 'node:crypto';
import type { Context } from '#domain/context.ts';
import { inviteStaff, issueStaffLink } from '#domain/staff/index.ts';
import { transact } from '#platform/db/index.ts';
import { bakery, fixedQuote } from '../../e2e/support/journey.ts';
import { plantMail } from '../../e2e/support/mails.ts';
import { linkIn, type TestProduct } from '../../e2e/support/product.ts';
import { setUpApp } from '../../e2e/support/staff.ts';
import { Visitor } from '../../e2e/support/visitor.ts';
import { campaignsAtWork, subscribersAtWork } from './newsletter-journey.ts';
import { privacyRoom } from './privacy-journey.ts';
import { letFormIn, letSystemIn } from './sources-journey.ts';
import { workWithSuppliers } from './supplier-journey.ts';

/** Who works in the console; none of it is a word that code or a log would use. */
export const boss = { name: 'Hulda Husfru', email: 'hulda@huset.example', phone: '+46701740698' } as const;
export const helper = { name: 'Hilding Hjälpreda', email: 'hilding@huset.example' } as const;

export const noted = 'Vill helst byta före midsommar.';
export const planned = 'Ring ugnsmästaren.';
export const letter = {
  subject: 'Om taxametern',
  body: 'Vi undrar över den gröna taxametern.',
  text: 'Ring om taxametern.',
  call: 'Taxametern är trasig.',
} as const;
/** What somebody calls a view of the list. */
export const viewName = 'Hildings elkunder';

/** A customer who rings, whose request is registered for it. */
export const caller = {
  companyName: 'Sillens Rökeri AB',
  organisationNumber: '559900-0014',
  contactName: 'Sissela Sillén',
  email: 'sissela@sillens.example',
  phone: '070-174 06 77',
} as const;

/** Every page of the console, by somebody who has every role, with somebody who is invited and leaves. */
export async function wholeConsole({
  product,
  url,
  post,
}: Pick<TestProduct, 'product' | 'url' | 'post'>): Promise<void> {
  const { ctx } = product;
  const roles = ['case-worker', 'marketer', 'archivist', 'privacy-officer', 'administrator'] as const;
  const visitor = new Visitor(url);
  await visitor.get(`/konsol/lank/${await issueStaffLink(ctx, ctx.db, 'first', null)}`);
  await transact(ctx.db, (tx) => inviteStaff(ctx, tx, { ...boss, locale: 'sv', roles }, false));
  await visitor.get('/konsol/in?next=/konsol/personal');
  await visitor.post('/konsol/in', { email: boss.email });
  await product.settle();
  const link = linkIn(post.find(boss.email), '/konsol/lank/');
  await visitor.get(link);
  await visitor.post(link, {}, false);
  const { codes } = await setUpApp(visitor);
  await visitor.post('/konsol/personal', {
    personName: helper.name,
    staffEmail: helper.email,
    locale: 'sv',
    roles: 'case-worker',
  });
  await product.settle();
  const other = new Visitor(url);
  await other.post(linkIn(post.find(helper.email), '/konsol/lank/'), {}, false);
  await setUpApp(other);
  await other.get('/konsol/personal');
  // A passkey takes a browser to make: this one is only shown. And a second log-in, which is asked for what the first has set up.
  const { id } = await ctx.db
    .selectFrom('access.staff')
    .select('id')
    .where('email', '=', boss.email)
    .executeTakeFirstOrThrow();
  const key = {
    id: randomUUID(),
    name: 'Firefox, Linux',
    user_id: id,
    public_key: '-',
    credential_id: '-',
    counter: 0,
  };
  await ctx.db
    .insertInto('access.staff_passkey')
    .values({ ...key, device_type: 'singleDevice', backed_up: false, created_at: ctx.clock.now() })
    .execute();
  const twice = new Visitor(url);
  await twice.post(`/konsol/lank/${await issueStaffLink(ctx, ctx.db, 'login', id)}`, {}, false);
  await twice.post('/konsol/bekrafta', { action: 'recovery', recoveryCode: codes[0] ?? '' }, false);
  for (const page of ['/konsol', '/konsol/logg', '/konsol/sakerhet', '/konsol/personal', '/en/console/people'])
    await visitor.get(page);
  const person = /href="(\/en\/console\/people\/[0-9a-f-]{36})"/.exec(visitor.html)?.[1] ?? '';
  await visitor.get(person);
  await visitor.get(`${person}/removal`);
  await workWithSuppliers({ product, post }, visitor);
  await letSystemIn(visitor, url);
  await letFormIn({ product, url }, visitor);
  await visitor.get('/konsol/texter');
  const text = '/konsol/texter/home.lead';
  await visitor.get(text);
  await visitor.post(text, { action: 'save', textSv: 'Fråga en gång.', textEn: 'Ask once.' });
  await visitor.post(text, { action: 'restore', textLocale: 'sv', version: '0', versionSv: '1' }, false);
  await work(visitor);
  await privacyRoom(visitor, { product, url, post });
  await readMail(product.ctx, visitor);
  await workForCaller({ product, visitor });
  await workWithMany(visitor);
  await subscribersAtWork(visitor);
  await campaignsAtWork(product, visitor);
}

/** Who writes to us, and what: somebody with a request, and somebody who wants no newsletter. */
export const written = {
  ...{
    name: 'Frida Frågvis',
    email: 'frida@fragvis.example',
    subject: 'Öppet kring valborg?',
    text: 'Har kontoret stängt då?',
  },
  ...{ file: 'fridas-faktura.png', unwilling: 'nils@nejtack.example' },
} as const;

/** Mail comes, a question with a file and a withdrawal, and is read and sorted. */
async function readMail(ctx: Context, visitor: Visitor): Promise<void> {
  const { name, email, subject, text, file, unwilling } = written;
  const content = Buffer.from('89504e470d0a1a0a', 'hex');
  const files = [{ name: file, type: 'image/png', content }];
  const id = await plantMail(ctx, { from: `${name} <${email}>`, subject, text, html: `<p>${text}</p>`, files });
  await plantMail(ctx, { from: unwilling, subject: 'Avregistrera mig', text: '' });
  for (const page of ['/konsol/inkorg?state=all&kind=other', `/en/console/inbox/${id}`, `/konsol/inkorg/${id}`])
    await visitor.get(page);
  await visitor.get(`/konsol/forfragningar/ny?service=electricity&mail=${id}`);
  for (const action of ['done', 'undo'])
    await visitor.post(`/konsol/inkorg/${id}/sortering`, { action, kind: 'other' }, false);
}

/** What staff do with a request: find it, note something, plan something and tick it off. */
async function work(visitor: Visitor): Promise<void> {
  await visitor.get('/konsol/forfragningar?state=active&service=electricity&supplier=savera');
  await visitor.post('/konsol/forfragningar', { q: 'tolvans tax' }, false);
  const lead = /href="(\/konsol\/forfragningar\/\w{4}-\w{3})"/.exec(visitor.html)?.[1] ?? '';
  await visitor.get(lead);
  await visitor.post(`${lead}/anteckningar`, { note: noted }, false);
  await visitor.post(`${lead}/uppgifter`, { action: 'add', task: planned, taskDue: '2026-12-24' }, false);
  const taskId = /name="taskId" value="([^"]+)"/.exec(visitor.html)?.[1] ?? '';
  await visitor.post(`${lead}/uppgifter`, { action: 'done', taskId }, false);
  await write(visitor, lead);
  await visitor.get('/en/console');
}

/** To the customer: begun with a template, looked at, changed and sent. */
async function write(visitor: Visitor, lead: string): Promise<void> {
  await visitor.get(`${lead}/mejl?template=missing`);
  const words = { messageSubject: letter.subject, messageBody: letter.body };
  for (const action of ['preview', 'edit', 'preview']) await visitor.post(`${lead}/mejl`, { ...words, action });
  await visitor.post(`${lead}/mejl`, { action: 'send' });
  await visitor.get(`${lead}/sms?template=missed`);
  await visitor.post(`${lead}/sms`, { messageBody: letter.text, action: 'preview' });
  await visitor.post(`${lead}/sms`, { action: 'send' });
  await visitor.get(`${lead}/samtal`);
  const dialKey = /uppringning[\s\S]*?name="idempotencyKey" value="([^"]+)"/.exec(visitor.html)?.[1] ?? '';
  await visitor.post(`${lead}/uppringning`, { idempotencyKey: dialKey, staffPhone: boss.phone }, false);
  await visitor.post(`${lead}/samtal`, {
    ...{ callOutcome: 'call-back', callNote: letter.call, nextStep: 'Ring ugnsmästaren.', nextOn: '2026-12-28' },
  });
  await visitor.get('/konsol/ringlista');
}

/** What staff do for a customer who rings: register the request, enter the quote that a supplier mails, and correct it. */
async function workForCaller({ product, visitor }: Pick<TestProduct, 'product'> & { visitor: Visitor }): Promise<void> {
  await visitor.get('/en/console/requests/new');
  await visitor.get('/konsol/forfragningar/ny?service=electricity');
  const answers = { ...bakery.need, postcode: '352 32' };
  const told = { leadSource: 'phone', customerLanguage: 'sv', suppliers: ['tallmo-energi'], told: 'yes' };
  await visitor.post('/konsol/forfragningar/ny', { ...answers, ...caller, ...told });
  if (!visitor.path.includes('done=registered')) throw new Error('the request was not registered');
  const lead = visitor.path.replace(/\?.*/, '');
  await product.settle();
  await visitor.get(lead);
  const quote = /href="([^"]+\/offert\/[0-9a-f-]+)"/.exec(visitor.html)?.[1] ?? '';
  for (const monthlyFee of ['59', '49']) {
    await visitor.get(quote);
    await visitor.upload(quote, { ...fixedQuote, validUntil: '2026-12-31', monthlyFee, action: 'give' });
    if (!visitor.path.startsWith(lead)) throw new Error('the quote was not entered');
  }
  await product.settle();
  await changeSuppliers(visitor, lead);
  for (const [page, fields] of [
    ['avslut', { reason: 'no-contract' }],
    ['ateroppning', { told: 'yes' }],
    ['begransning', { restriction: 'on', caseChannel: 'phone' }],
    ['begransning', { restriction: 'off', caseChannel: 'phone' }],
  ] as const) {
    await visitor.get(`${lead}/${page}`);
    await visitor.post(`${lead}/${page}`, fields, false);
    if (!visitor.path.includes('done=')) throw new Error(`${page} was not done`);
    await product.settle();
  }
  await visitor.get(`${lead}/utfall`);
  await visitor.get(`${lead}/radering`);
  await visitor.post(`${lead}/radering`, { caseChannel: 'mail' }, false);
  await product.settle();
}

/** One more supplier gets the request, and it is taken back from that one. */
async function changeSuppliers(visitor: Visitor, lead: string): Promise<void> {
  await visitor.get(`${lead}/leverantorer`);
  await visitor.get(`${lead}/leverantorer?supplier=ljusakra-kraft`);
  await visitor.post(`${lead}/leverantorer`, { supplier: 'ljusakra-kraft', told: 'yes' }, false);
  const back =
    /href="([^"]+\/leverantorer\/[0-9a-f-]+)"[^>]*>[^<]*<span class="vh"> Ljusåkra/.exec(visitor.html)?.[1] ?? '';
  await visitor.get(back);
  await visitor.post(back, {}, false);
  if (!visitor.path.includes('done=taken-back')) throw new Error('the request was not taken back');
}

/** Several requests at once, and a view of the list that is kept and forgotten. */
async function workWithMany(visitor: Visitor): Promise<void> {
  await visitor.get('/konsol/forfragningar?state=active&service=electricity');
  await visitor.post('/konsol/forfragningar/vyer', { action: 'save', viewName, state: 'active' }, false);
  await visitor.get('/konsol/forfragningar?state=active');
  const viewId = /name="viewId" value="([^"]+)"/.exec(visitor.html)?.[1] ?? '';
  await visitor.post('/konsol/forfragningar/vyer', { action: 'remove', viewId }, false);
  const lead = /name="lead" value="([^"]+)"/.exec(visitor.html)?.[1] ?? '';
  for (const act of ['remind', 'close', 'task'])
    await visitor.get(`/konsol/forfragningar/urval?act=${act}&lead=${lead}`);
  await visitor.post('/konsol/forfragningar/urval', { act: 'task', lead, task: planned, taskDue: '2026-12-24' }, false);
  if (!visitor.path.includes('ok=')) throw new Error('nothing was done with those chosen');
}
