import type { TestProduct } from '../../e2e/support/product.ts';
import type { Visitor } from '../../e2e/support/visitor.ts';

const savera = '/konsol/leverantorer/savera';

/**
 * What staff do with suppliers: add one and remove it, change what one takes, when and how it is reached, and remind it of a request. The
 * one that waits for room is given some, so that there is something to be reminded of.
 */
export async function workWithSuppliers(
  { product, post }: Pick<TestProduct, 'product' | 'post'>,
  visitor: Visitor,
): Promise<void> {
  for (const page of ['/konsol/leverantorer?service=electricity&state=takes', '/en/console/suppliers'])
    await visitor.get(page);
  const added = {
    supplierName: 'Åby Kraft & Värme',
    services: 'legal',
    locale: 'sv',
    supplierEmail: 'hej@aby.example',
  };
  await visitor.post('/konsol/leverantorer', added, false);
  await visitor.get('/konsol/leverantorer/aby-kraft-varme/borttagning');
  await visitor.post('/konsol/leverantorer/aby-kraft-varme/borttagning', {}, false);
  const settings = { active: 'yes', services: 'electricity', supplierEmail: 'offert@savera.example', locale: 'sv' };
  const more = { supplierPhone: '0470-12 34 56', supplierWebsite: 'www.savera.example', dailyCap: '', weight: '1' };
  await visitor.post(savera, { ...settings, ...more }, false);
  await visitor.post(`${savera}/tider`, { openDays: '1', opensAt: '25', closesAt: '' }, false);
  for (const days of [{ pauseFrom: '2030-07-01', pauseTo: '2030-07-31' }])
    await visitor.post(`${savera}/pauser`, { action: 'add', ...days }, false);
  const pauseId = /name="pauseId" value="([^"]+)"/.exec(visitor.html)?.[1] ?? '';
  await visitor.post(`${savera}/pauser`, { action: 'remove', pauseId }, false);
  await visitor.post('/konsol/leverantorer/qred/kanal', { action: 'url', webhookUrl: 'http://127.0.0.1:9/' }, false);
  for (const action of ['rotate', 'drop', 'remove'])
    await visitor.post('/konsol/leverantorer/qred/kanal', { action }, false);
  await product.run('retry-waiting');
  await product.settle();
  await visitor.get(savera);
  const referralId = /name="referralId" value="([^"]+)"/.exec(visitor.html)?.[1] ?? '';
  post.refuse = { code: 550, times: 1 };
  await visitor.post(`${savera}/paminnelse`, { referralId }, false);
  await product.settle();
  await visitor.get(savera);
  const deliveryId = /name="deliveryId" value="([^"]+)"/.exec(visitor.html)?.[1] ?? '';
  await visitor.post(`${savera}/omsandning`, { deliveryId }, false);
  await product.settle();
}
