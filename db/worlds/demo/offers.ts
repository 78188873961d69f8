// Long because it is mostly data: how a supplier of each of the eight services prices a need.
import { type ServiceId, spotSeries, type Values } from '#catalog/index.ts';
import type { Locale, Text } from '#policy/text.ts';
import type { Chance } from './random.ts';

const t = (sv: string, en: string): Text => ({ sv, en });
const n = (values: Values, id: string): number => (typeof values[id] === 'number' ? values[id] : 0);
const average = (of: readonly number[]) => of.reduce((sum, one) => sum + one, 0) / of.length;
const kronor = (amount: number, step = 1) => Math.round(amount / step) * step;

/** What an offer is made from. `flaw`: leaves out what the formula needs, so that it can't be compared. */
interface Asked {
  readonly supplier: string;
  readonly need: Values;
  readonly date: Temporal.PlainDate;
  readonly flaw: boolean;
  readonly locale: Locale;
}

function electricity({ supplier, need }: Asked, r: Chance): Values {
  const area = need.priceArea as keyof typeof spotSeries.oere;
  const spot = average(spotSeries.oere[area]);
  const kinds = {
    savera: ['variable', 'hourly'],
    'tallmo-energi': ['fixed'],
    'ljusakra-kraft': ['mixed', 'variable'],
  } as const;
  const contractType = r.pick<string>(kinds[supplier as keyof typeof kinds] ?? ['fixed']);
  const fixed = contractType === 'fixed' || contractType === 'mixed';
  return {
    contractType,
    ...(fixed ? { fixedPrice: r.amount(spot + 4, spot + 12) } : {}),
    ...(contractType === 'fixed' ? {} : { markup: r.amount(2.5, 6.5), variableCosts: r.amount(1, 3) }),
    monthlyFee: r.pick([0, 29, 39, 49, 99]),
    ...(fixed ? { volumeTolerance: r.pick([10, 20]) } : {}),
    origin: r.pick(['hydro', 'wind', 'renewable']),
    bindingMonths: fixed ? r.pick([12, 24, 36]) : 0,
    noticeMonths: fixed ? 3 : 1,
  };
}

function telephony({ need, flaw }: Asked, r: Chance): Values {
  const limited = r.once(2);
  return {
    planLow: r.whole(99, 149),
    ...(n(need, 'usersMedium') > 0 ? { planMedium: r.whole(179, 249) } : {}),
    ...(n(need, 'usersHigh') > 0 ? { planHigh: r.whole(299, 399) } : {}),
    data: limited ? 'limited' : 'unlimited',
    ...(limited ? { includedGbLow: 2, includedGbMedium: 10, includedGbHigh: 40, pricePerGb: r.whole(29, 59) } : {}),
    // Without the customer's minutes a contract with limited calls can't be priced.
    calls: flaw ? 'limited' : 'unlimited',
    ...(flaw ? { includedMinutes: 100, pricePerMinute: 0.69 } : {}),
    ...(n(need, 'seats') > 0 ? { seatPrice: r.whole(59, 129) } : {}),
    invoiceFee: r.pick([0, 29, 49]),
    openingFee: r.pick([0, 99, 199]),
    ...(n(need, 'handsets') > 0 ? { hardware: n(need, 'handsets') * r.whole(35, 80) * 100 } : {}),
    ...(r.once(3) ? { discountMonthly: 200, discountMonths: 6 } : {}),
    bindingMonths: r.pick([0, 12, 24]),
    noticeMonths: r.pick([1, 3]),
  };
}

function insurance({ need, date, locale }: Asked, r: Chance): Values {
  const year = date.year >= 2026 ? '2026' : '2025';
  const covered = {
    property: true,
    interruption: true,
    liability: true,
    legal: true,
    cyber: r.once(2),
    transport: r.once(3),
    vehicle: false,
  };
  const sums: Readonly<Record<string, number>> = {
    property: n(need, 'propertyValue'),
    interruption: kronor(n(need, 'turnover') / 2, 100_000),
    liability: n(need, 'liabilityWanted'),
    legal: 300_000,
    cyber: 1_000_000,
    transport: 250_000,
  };
  const modules = Object.entries(covered).flatMap(([id, has]): [string, Values[string]][] =>
    has
      ? [
          [`${id}Covered`, true],
          [`${id}Sum`, sums[id]!],
          [`${id}Deductible`, id === 'cyber' ? 10_000 : r.pick([0.2, 0.5])],
          [`${id}DeductibleIn`, id === 'cyber' ? 'kr' : year],
        ]
      : [[`${id}Covered`, false]],
  );
  return {
    premium: kronor(n(need, 'turnover') * r.amount(0.0016, 0.0026, 5) + n(need, 'employees') * 650 + 4200, 10),
    ...Object.fromEntries(modules),
    exclusions: { sv: 'Översvämning i källare under marknivå.', en: 'Flooding of cellars below ground.' }[locale],
    bindingMonths: 12,
    noticeMonths: 1,
  };
}

function loans({ supplier, need, flaw, locale }: Asked, r: Chance): Values {
  // A loan of another amount can't be put in order with the others.
  const amount = flaw ? kronor(n(need, 'amount') * 0.8, 10_000) : n(need, 'amount');
  const months = n(need, 'months');
  const common = {
    amount,
    months,
    bindingMonths: 0,
    noticeMonths: 0,
    earlyRepayment: r.pick([t('Ingen kostnad', 'No cost'), t('Återstående avgifter', 'The remaining fees')])[locale],
  };
  if (supplier === 'qred')
    return {
      ...common,
      pricing: 'fee',
      monthlyFee: kronor(amount * r.amount(0.0038, 0.0062, 4), 10),
      setupFee: 0,
      invoiceFee: 0,
      security: t('Personlig borgen', 'A personal guarantee')[locale],
    };
  return {
    ...common,
    pricing: 'rate',
    rate: r.amount(7.4, 12.9),
    amortisation: r.pick(['annuity', 'straight']),
    setupFee: r.pick([0, 1500, 3000]),
    invoiceFee: r.pick([0, 25, 49]),
  };
}

function payments({ supplier, need, flaw }: Asked, r: Chance): Values {
  const online = need.channel !== 'store';
  const own = { rented: r.once(2), blended: supplier !== 'worldline' && !flaw };
  const card = (id: string, from: number, to: number) => ({
    [`percent${id}`]: r.amount(from, to),
    [`fee${id}`]: r.pick([0, 15, 30]),
  });
  return {
    priceModel: own.blended ? 'blended' : 'interchange',
    ...(own.blended
      ? {
          ...card('Debit', 0.35, 0.75),
          ...card('Credit', 0.7, 1.2),
          ...card('Commercial', 1.4, 2.2),
          ...card('Foreign', 1.9, 2.9),
        }
      : {
          markupPercent: r.amount(0.15, 0.4),
          markupFee: r.pick([10, 20]),
          ...(flaw ? {} : { passThrough: r.amount(0.45, 0.7) }),
        }),
    monthlyFee: r.pick([0, 49, 99, 149]),
    minimumFee: r.pick([0, 0, 199]),
    ...(need.channel === 'online'
      ? {}
      : { terminalRent: own.rented ? r.whole(149, 279) : 0, terminalPrice: own.rented ? 0 : r.whole(1900, 3900) }),
    ...(online ? { gatewayFee: r.pick([99, 199, 299]) } : {}),
    settlementDays: r.pick([1, 1, 2, 3]),
    bindingMonths: r.pick([0, 0, 12, 24]),
    noticeMonths: r.pick([1, 3]),
  };
}

function accounting({ supplier, need }: Asked, r: Chance): Values {
  const terms = { bindingMonths: r.pick([0, 12]), noticeMonths: r.pick([1, 3]) };
  // Payroll alone has no price for vouchers: it can't be compared with somebody who keeps the books.
  if (supplier === 'personalkollen')
    return {
      ...terms,
      base: r.whole(195, 395),
      includedVouchers: 0,
      pricePerPayslip: r.whole(29, 59),
      licences: 0,
      hoursIncluded: 0,
    };
  const vouchers = n(need, 'vouchers');
  return {
    ...terms,
    base: kronor(vouchers * r.amount(16, 30) + 600, 50),
    includedVouchers: kronor(vouchers * r.pick([0.7, 0.9, 1.2]), 10),
    pricePerVoucher: r.whole(18, 38),
    pricePerPayslip: r.whole(120, 210),
    licences: r.pick([0, 299, 499]),
    ...(need.yearEnd === true ? { yearEndPrice: r.whole(70, 160) * 100, taxReturnPrice: r.pick([0, 2500, 3900]) } : {}),
    hoursIncluded: r.pick([0, 2]),
    hourlyRate: r.whole(9, 14) * 100,
    ...(r.once(2) ? { oneOff: r.pick([1500, 2900]) } : {}),
  };
}

function socialMedia({ need, flaw }: Asked, r: Chance): Values {
  const [posts, channels] = [n(need, 'posts'), (need.channels as readonly string[]).length];
  // No price for the posts beyond those included.
  const included = flaw ? posts - 4 : kronor(posts * r.pick([0.75, 1, 1.25]));
  return {
    retainer: kronor(posts * r.whole(550, 850) + channels * 1200, 100),
    includedPosts: Math.max(0, included),
    ...(flaw ? {} : { extraPost: r.whole(6, 12) * 100 }),
    includedChannels: channels,
    ...(need.ads === true ? { management: r.whole(10, 20) } : {}),
    videoIncluded: r.once(2),
    ...(r.once(2) ? { oneOff: r.pick([4900, 7500]) } : {}),
    bindingMonths: r.pick([3, 6, 12]),
    noticeMonths: r.pick([1, 2]),
  };
}

function legal({ need, flaw }: Asked, r: Chance): Values {
  const rate = r.whole(19, 29) * 100;
  const type = flaw
    ? 'hourly'
    : r.pick(['fixed', 'hourly', ...(need.extent === 'ongoing' ? ['subscription', 'subscription'] : [])]);
  const hours = n(need, 'hours');
  return {
    type,
    ...(type === 'fixed' ? { fixedPrice: kronor(hours * rate * 0.95, 500) } : { hourlyRate: rate }),
    ...(type === 'hourly' ? { billingStep: r.pick(['6', '15', '30']) } : {}),
    ...(type === 'subscription'
      ? { monthlyFee: kronor((hours / 12) * rate * 0.8, 100), includedHours: kronor(hours * 0.8) }
      : {}),
    expenses: r.pick([0, 900, 2800]),
    bindingMonths: type === 'subscription' ? 12 : 0,
    noticeMonths: type === 'subscription' ? 3 : 0,
  };
}

const offers: Readonly<Record<ServiceId, (asked: Asked, r: Chance) => Values>> = {
  electricity,
  telephony,
  insurance,
  loans,
  payments,
  accounting,
  'social-media': socialMedia,
  legal,
};

/** Stands in every quote: most of the suppliers are real companies, and nothing here is a price of theirs. */
export const invented: Text = {
  sv: 'Påhittad offert i en exempelvärld. Siffrorna är inte leverantörens.',
  en: 'An invented quote in an example world. The figures are not the supplier’s.',
};

/** What a supplier offers a need on a day, with the common terms. */
export function offerFor(service: ServiceId, asked: Asked, r: Chance): Values {
  const { date, locale } = asked;
  const month = date.add({ months: r.whole(1, 2) }).with({ day: 1 });
  return {
    validUntil: date.add({ days: r.pick([30, 45, 60, 90]) }).toString(),
    ...(r.once(3) ? {} : { startDate: month.toString() }),
    ...offers[service](asked, r),
    comment: invented[locale],
  };
}
