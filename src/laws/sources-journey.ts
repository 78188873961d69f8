import { randomUUID } from 'node:crypto';
import { exampleLeads } from '#web/api/examples.ts';
import type { TestProduct } from '../../e2e/support/product.ts';
import { elementorAdvanced, mappings } from '../../e2e/support/sent-forms.ts';
import type { Visitor } from '../../e2e/support/visitor.ts';

/** A customer of another system's. */
export const sender = {
  companyName: 'Knutssons Korgar AB',
  organisationNumber: '559900-0022',
  contactName: 'Knuta Knutsson',
  email: 'knuta@knutssons.example',
  phone: '070-174 06 66',
} as const;

/** A system is let in and sends a request for a customer; then it is shut out. */
export async function letSystemIn(visitor: Visitor, url: string): Promise<void> {
  await visitor.get('/en/console/sources');
  await visitor.get('/konsol/kallor');
  await visitor.post('/konsol/kallor', { sourceName: 'Kassasystemet', sourceKind: 'api' }, false);
  const secret = />(ak_[\w-]{43})</.exec(visitor.html)?.[1] ?? '';
  const answer = await fetch(`${url}/api/v1/leads`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}`, 'idempotency-key': randomUUID() },
    body: JSON.stringify({ ...exampleLeads.legal, company: { ...exampleLeads.legal.company, ...sender } }),
  });
  if (answer.status !== 201) throw new Error(`the API answered ${answer.status}`);
  await visitor.get('/konsol/kallor');
  const page = /href="(\/konsol\/kallor\/[0-9a-f-]{36})"/.exec(visitor.html)?.[1] ?? '';
  await visitor.get(page);
  for (const fields of [{ action: 'rename', sourceName: 'Kassan' }, { action: 'rotate' }, { action: 'drop' }])
    await visitor.post(page, fields, false);
  await visitor.get(`${page}/avslut`);
  await visitor.post(`${page}/avslut`, {}, false);
}

/** Who fills in a form on another site. */
export const filler = {
  companyName: 'Frejas Frisör AB',
  organisationNumber: '559900-0030',
  contactName: 'Freja Frisk',
  email: 'freja@frejas.example',
  phone: '070-174 06 55',
} as const;

/** A form on another site is let in: one post waits, is tied to questions and becomes a request, one is thrown away, the third goes by itself. */
export async function letFormIn(
  { product, url }: Pick<TestProduct, 'product' | 'url'>,
  visitor: Visitor,
): Promise<void> {
  const form = { sourceName: 'Juridikformuläret', sourceKind: 'elementor', service: 'legal' };
  await visitor.post('/konsol/kallor', form, false);
  const hook = /(\/hooks\/elementor\/ak_[\w-]{43})</.exec(visitor.html)?.[1] ?? '';
  const page = /href="(\/konsol\/kallor\/[0-9a-f-]{36})\/falt"/.exec(visitor.html)?.[1] ?? '';
  const changes = { ...{ name: filler.contactName, company: filler.companyName, orgnr: filler.organisationNumber } };
  const send = async (hours: string) => {
    const { type, body } = elementorAdvanced({ ...changes, email: filler.email, phone: filler.phone, hours });
    const answer = await fetch(url + hook, { method: 'POST', body, headers: { 'content-type': type } });
    if (answer.status !== 200) throw new Error(`the hook answered ${answer.status}`);
    await product.settle();
  };
  await send('7,5');
  await send('ca 8');
  for (const path of ['/en/console/submissions', '/konsol/inskickat']) await visitor.get(path);
  const [first = '', second = ''] = [...visitor.html.matchAll(/href="(\/konsol\/inskickat\/[0-9a-f-]{36})"/g)].map(
    ([, path]) => path!,
  );
  await visitor.get(`${page}/falt`);
  const keys = Object.keys(mappings.elementor);
  const tied = { fieldKey: keys, fieldTarget: Object.values(mappings.elementor), receivers: ['-', 'bjorfjall-legal'] };
  const more = { customerLanguage: 'sv', formTold: 'yes' };
  for (const action of ['try', 'save']) await visitor.post(`${page}/falt`, { ...tied, ...more, action }, false);
  await visitor.post(page, { action: 'on' }, false);
  await visitor.get(second);
  await visitor.post(second, {}, false);
  await visitor.get(`/konsol/forfragningar/ny?service=legal&submission=${first.split('/').at(-1)}`);
  const answers = { matter: 'employment', extent: 'ongoing', hours: '7,5', legalCover: 'no', postcode: '352 33' };
  await visitor.post('/konsol/forfragningar/ny', {
    ...{ ...answers, ...filler, customerLanguage: 'sv', suppliers: ['bjorfjall-legal'], told: 'yes' },
  });
  if (!visitor.path.includes('done=registered')) throw new Error('the submission was not registered');
  await send('9');
  await visitor.post(page, { action: 'off' }, false);
}
