import type { Visitor } from './visitor.ts';

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
