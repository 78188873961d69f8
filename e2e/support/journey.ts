import { linkIn, type TestProduct } from './product.ts';
import { Visitor } from './visitor.ts';

/** Answers to the electricity form, of an invented bakery. */
export const bakery = {
  need: {
    annualKwh: '84 000',
    meters: '1',
    priceArea: 'SE4',
    contractType: 'mixed',
    gridCompany: 'Exempelnät AB',
    fuse: '63',
    installationId: '735999000000012344',
    origin: 'renewable',
    solar: 'no',
  },
  company: {
    companyName: 'Norrgårdens Bageri AB',
    organisationNumber: '559900-0006',
    contactName: 'Inköpsansvarig',
    email: 'inkop@norrgarden.example',
    phone: '070-174 06 05',
    postcode: '352 30',
    currentSupplier: 'Gamla Kraft AB',
    message: 'Gärna start i maj.',
  },
} as const;

/** A fixed electricity quote; 64.9 öre and 249 kr a month come to 57 504 kr a year at 84 000 kWh. */
export const fixedQuote = {
  contractType: 'fixed',
  fixedPrice: '64,9',
  monthlyFee: '249',
  validUntil: '2026-03-31',
  bindingMonths: '24',
  noticeMonths: '3',
  startDate: '2026-05-01',
  origin: 'hydro',
};

/** A variable electricity quote without binding. */
export const variableQuote = {
  ...fixedQuote,
  contractType: 'variable',
  fixedPrice: '',
  markup: '5,4',
  variableCosts: '0',
  monthlyFee: '39',
  bindingMonths: '0',
  noticeMonths: '1',
};

/** Sends a request through the form as a browser without script would. @param wait moves the clock past the shortest time */
export async function ask(
  visitor: Visitor,
  wait: () => void,
  changes: Partial<Record<string, string>> = {},
  suppliers = ['savera', 'tallmo-energi', 'ljusakra-kraft'],
): Promise<Visitor> {
  await visitor.get('/el');
  const need = { ...bakery.need, ...pick(changes, Object.keys(bakery.need)) };
  await visitor.post('/el', { ...need, action: 'next' });
  const company = { ...bakery.company, ...pick(changes, Object.keys(bakery.company)) };
  await visitor.post('/el', { ...company, action: 'next' });
  wait();
  return visitor.post('/el', { suppliers, action: 'send' });
}

const pick = (from: Partial<Record<string, string>>, keys: readonly string[]) =>
  Object.fromEntries(Object.entries(from).filter(([key]) => keys.includes(key))) as Record<string, string>;

/** A supplier that has opened the newest link mailed to it. */
export async function openAsSupplier({ url, post }: TestProduct, supplierId: string): Promise<Visitor> {
  const supplier = new Visitor(url);
  await supplier.get(linkIn(post.find(`offert@${supplierId}.example`), '/leverantor/lank/'));
  return supplier.post(supplier.path, {}, false);
}

/** Gives or corrects a quote on the page the supplier has open. */
export const quoteAs = (
  supplier: Visitor,
  changes: Partial<Record<string, string>> = {},
  file?: Uint8Array,
  name?: string,
) =>
  supplier.upload(
    `${portalPath(supplier)}/offert`,
    { ...fixedQuote, ...(changes as Record<string, string>), action: 'give' },
    file,
    name,
  );

/** The address of the request in the portal, whatever page of it is open. */
export const portalPath = (supplier: Visitor): string =>
  /\/leverantor\/forfragan\/[0-9a-f-]+/.exec(supplier.path)?.[0] ?? '';

/** Logs a customer in by the mailed link. */
export async function logIn(
  { url, post, product }: TestProduct,
  email: string = bakery.company.email,
): Promise<Visitor> {
  const customer = new Visitor(url);
  await customer.post('/min-sida/lank', { email }, false);
  await product.settle();
  const link = linkIn(
    post.mails.findLast((m) => m.subject === 'Logga in på Min sida' && [m.to].flat().some((to) => to?.text === email)),
    '/min-sida/lank/',
  );
  return customer.post(link, {}, false);
}

/** The page of a request of a customer that has logged in: the newest, unless it is said which. */
export async function openRequest(customer: Visitor, reference = '[^"]+'): Promise<string> {
  await customer.get('/min-sida');
  const path = new RegExp(`href="(/min-sida/forfragan/${reference})"`).exec(customer.html)?.[1];
  if (!path) throw new Error(`Their page links to no request ${reference}`);
  await customer.get(path);
  return path;
}

/** Quotes come in and their mail goes out ten minutes later. */
export async function tellOfQuotes({ clock, product }: TestProduct): Promise<void> {
  await product.settle();
  clock.advance('PT11M');
  await product.settle();
}

/** Chooses the first quote on the request's page, the cheapest. */
export const chooseFirst = (customer: Visitor, path: string): Promise<Visitor> =>
  customer.post(`${path}/val`, { quoteId: /val\?quoteId=([0-9a-f-]+)/.exec(customer.html)?.[1] ?? '' }, false);
