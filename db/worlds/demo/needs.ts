// Long because it is mostly data: what a company of some size needs of each of the eight services.
import type { ServiceId, Values } from '#catalog/index.ts';
import type { Company } from './companies.ts';
import type { Chance } from './random.ts';

/** How a year's use of electricity falls on the months, in per cent: more in winter. */
const winter = [11, 10, 9, 8, 7, 6, 6, 7, 7, 9, 10, 10] as const;

const needs: Readonly<Record<ServiceId, (c: Company, r: Chance) => Values>> = {
  electricity(c, r) {
    const annualKwh = c.size * r.whole(18, 46) * 1000;
    return {
      annualKwh,
      meters: c.size === 9 ? r.whole(2, 4) : 1,
      ...(r.once(3) ? { monthlyKwh: winter.map((share) => (annualKwh * share) / 100) } : {}),
      priceArea: c.area,
      contractType: r.pick(['fixed', 'variable', 'hourly', 'mixed']),
      gridCompany: 'Exempelnät AB',
      fuse: c.size === 9 ? 'larger' : r.pick(['25', '35', '63', '100']),
      ...(r.once(2) ? { installationId: '735999000000012344' } : {}),
      origin: r.pick(['any', 'renewable', 'fossilFree']),
      solar: r.once(4),
    };
  },
  telephony(c, r) {
    const [low, medium, high] = [c.size * r.whole(1, 3), c.size * r.whole(1, 2), r.once(2) ? c.size : 0];
    return {
      usersLow: low,
      gbLow: r.whole(1, 4),
      usersMedium: medium,
      gbMedium: r.whole(8, 20),
      usersHigh: high,
      ...(high > 0 ? { gbHigh: r.whole(30, 60) } : {}),
      ...(r.once(2) ? { minutes: r.whole(10, 40) * 10 } : {}),
      abroad: r.pick(['none', 'eu', 'world']),
      seats: c.size > 1 ? medium : 0,
      numbersToPort: low + medium + high,
      handsets: r.once(2) ? medium : 0,
    };
  },
  insurance(c, r) {
    const employees = c.size * r.whole(2, 5);
    const claims = r.once(2);
    return {
      activity: c.trade,
      turnover: employees * r.whole(9, 18) * 100_000,
      payroll: employees * r.whole(34, 46) * 10_000,
      employees,
      premises: c.size * r.whole(8, 30) * 10,
      propertyValue: c.size * r.whole(4, 12) * 100_000,
      liabilityWanted: 10_000_000,
      claims,
      ...(claims
        ? {
            claimCount: r.whole(1, 3),
            claimCost: r.whole(4, 25) * 10_000,
            claimKinds: r.pick([['property'], ['property', 'interruption'], ['liability']]),
          }
        : {}),
    };
  },
  loans(c, r) {
    return {
      amount: c.size * r.whole(2, 6) * 50_000,
      months: r.pick([12, 24, 36, 48, 60]),
      purpose: r.pick(['working-capital', 'investment', 'acquisition', 'refinancing']),
      turnover: c.size * r.whole(25, 60) * 100_000,
      result: c.size * r.whole(-4, 30) * 10_000,
      companyAge: r.whole(2, 24),
      otherLoans: r.once(2) ? 0 : c.size * r.whole(1, 5) * 40_000,
      ...(r.once(2)
        ? { collateral: r.pick([['floating-charge'], ['equipment'], ['floating-charge', 'invoices']]) }
        : {}),
      guarantee: r.once(2),
      remarks: false,
    };
  },
  payments(c, r) {
    const channel = r.pick(['store', 'store', 'online', 'both']);
    const [shareCredit, shareCommercial, shareForeign] = [r.whole(10, 22), r.whole(4, 14), r.whole(0, 5)];
    return {
      trade: c.trade,
      cardTurnover: c.size * r.whole(12, 40) * 100_000,
      averagePurchase: r.whole(90, 640),
      shareDebit: 100 - shareCredit - shareCommercial - shareForeign,
      shareCredit,
      shareCommercial,
      shareForeign,
      channel,
      ...(channel === 'online' ? {} : { terminals: c.size === 9 ? 6 : c.size }),
      ...(r.once(2) ? { currentMonthlyCost: c.size * r.whole(15, 40) * 100 } : {}),
      cashRegister: r.once(3),
    };
  },
  accounting(c, r) {
    return {
      legalForm: c.contact === 'Tolvan Tolvansson' ? 'soleTrader' : 'limited',
      turnover: c.size * r.whole(18, 60) * 100_000,
      vouchers: c.size * r.whole(20, 60),
      payslips: c.size === 1 ? r.whole(0, 2) : c.size * r.whole(2, 4),
      invoicesOut: c.size * r.whole(5, 30),
      invoicesIn: c.size * r.whole(8, 25),
      vatPeriod: c.size === 1 ? 'quarter' : 'month',
      advisoryHours: r.whole(0, 12),
      yearEnd: !r.once(4),
      auditor: c.size === 9,
      ...(r.once(2) ? { software: c.locale === 'sv' ? 'Ett program på datorn' : 'A desktop program' } : {}),
    };
  },
  'social-media'(_, r) {
    const ads = r.once(2);
    return {
      channels: r.pick([
        ['instagram', 'facebook'],
        ['linkedin'],
        ['instagram', 'tiktok', 'google-business'],
        ['facebook', 'linkedin'],
      ]),
      posts: r.whole(6, 20),
      goal: r.pick(['known', 'sales', 'staff', 'service']),
      video: r.once(2),
      languages: ['sv'],
      ads,
      ...(ads ? { adBudget: r.whole(4, 20) * 1000 } : {}),
    };
  },
  legal(_, r) {
    const extent = r.pick(['once', 'ongoing']);
    return {
      matter: r.pick(['contracts', 'employment', 'company', 'claims', 'premises', 'data']),
      urgency: r.pick(['days', 'weeks', 'months']),
      extent,
      hours: extent === 'once' ? r.whole(4, 24) : r.whole(12, 50),
      legalCover: r.once(2),
    };
  },
};

/** What a company answers about its need of a service. */
export const needOf = (service: ServiceId, company: Company, r: Chance): Values => needs[service](company, r);

const messages = {
  sv: [
    'Vi vill helst ha en kontaktperson.',
    'Skicka gärna villkoren också.',
    'Vi kan börja när det passar er.',
    'Fakturan ska märkas med avdelning.',
  ],
  en: ['We prefer terms in English.', 'Please include your full terms.', 'We can start whenever suits you.'],
} as const;

/** What it writes in the form's second step. Never anything about a real person or company. */
export function aboutCompany(company: Company, date: Temporal.PlainDate, r: Chance): Values {
  return {
    companyName: company.name,
    organisationNumber: company.organisationNumber,
    contactName: company.contact,
    email: company.email,
    phone: company.phone,
    postcode: company.postcode,
    ...(r.once(2)
      ? { currentSupplier: company.locale === 'sv' ? 'Dagens leverantör (exempel)' : 'Today’s supplier (example)' }
      : {}),
    ...(r.once(3) ? { contractEnds: date.add({ days: r.whole(20, 200) }).toString() } : {}),
    ...(r.once(3) ? { message: r.pick(messages[company.locale]) } : {}),
  };
}
