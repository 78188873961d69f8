import { linkIn, type TestProduct } from '../../e2e/support/product.ts';
import { Visitor } from '../../e2e/support/visitor.ts';

/** Somebody of whom nothing else is known. */
export const asking = 'agda.undrande@undrande.example';

/** Somebody who rings about her data, and everything that can be done about it; the archive, and the proofs. */
export async function privacyRoom(
  visitor: Visitor,
  { product, url, post }: Pick<TestProduct, 'product' | 'url' | 'post'>,
): Promise<void> {
  await visitor.get('/konsol/dataskydd');
  await visitor.get('/konsol/dataskydd/loften');
  await visitor.post('/konsol/dataskydd/loften', {}, false);
  await visitor.get('/konsol/dataskydd/intyg?number=f00d');
  await visitor.get('/konsol/arkiv');
  await visitor.post('/konsol/arkiv', { readReason: 'audit', reference: '2222-222' }, false);
  await visitor.get('/konsol/logg?day=2026-03-12');
  const caller = { caseEmail: asking, caseChannel: 'phone', locale: 'sv' };
  for (const caseRight of ['access', 'rectification', 'erasure', 'restriction'] as const) {
    await visitor.get('/konsol/arenden');
    await visitor.post('/konsol/arenden', { caseRight, ...caller });
    const own = visitor.path.replace(/\?.*/, '');
    await product.settle();
    await visitor.get(`${own}/avslag`);
    const person = new Visitor(url);
    await person.post(linkIn(post.find(asking), '/min-sida/arende/'), {}, false);
    for (const act of ['svar', 'kopia', 'radering', 'begransning', 'adress']) await visitor.get(`${own}/${act}`);
    if (caseRight === 'access') await visitor.post(`${own}/svar`, {}, false);
    else await visitor.post(`${own}/avslag`, { ground: 'unfounded' }, false);
  }
  await product.settle();
}
