// Longer than most: one service is one file, questions, quote and formula together.
import type { Text } from '#policy/text.ts';
import { monthlyPrice, option, price, t, units } from './common.ts';
import { annualCost, demand, dusted, missing, monthlyLine, notComparable, number } from './cost.ts';
import { both } from './format.ts';
import type { Cost, CostLine, Field, Question, Service, Values } from './types.ts';

const perMonth = { kind: 'integer', unit: units.perMonth, min: 0, max: 1_000_000, required: true, half: true } as const;
const hoursPerYear = { kind: 'decimal', unit: t('tim/år', 'hours/year'), min: 0, max: 10_000, decimals: 1 } as const;

const questions: readonly Question[] = [
  {
    id: 'legalForm',
    kind: 'choice',
    display: 'select',
    options: [
      option('limited', t('Aktiebolag', 'Limited company')),
      option('soleTrader', t('Enskild firma', 'Sole trader')),
      option('partnership', t('Handelsbolag eller kommanditbolag', 'Partnership')),
      option('association', t('Förening', 'Association')),
      option('other', t('Annan form', 'Other form')),
    ],
    label: t('Företagsform', 'Legal form'),
    required: true,
    half: true,
  },
  {
    id: 'turnover',
    kind: 'integer',
    unit: units.krPerYear,
    min: 0,
    max: 100_000_000_000,
    label: t('Omsättning', 'Turnover'),
    hint: t('Senaste räkenskapsåret, utan moms.', 'Last financial year, without VAT.'),
    required: true,
    half: true,
  },
  {
    id: 'vouchers',
    ...perMonth,
    label: t('Verifikationer', 'Vouchers'),
    hint: t('Kvitton, fakturor och betalningar som ska bokföras.', 'Receipts, invoices and payments to be booked.'),
  },
  {
    id: 'payslips',
    ...perMonth,
    label: t('Lönebesked', 'Payslips'),
    hint: t('Skriv 0 om ingen har lön.', 'Write 0 if nobody is paid.'),
  },
  {
    id: 'invoicesOut',
    ...perMonth,
    label: t('Kundfakturor', 'Invoices sent'),
    hint: t('Skriv 0 om inga.', 'Write 0 if none.'),
  },
  {
    id: 'invoicesIn',
    ...perMonth,
    label: t('Leverantörsfakturor', 'Invoices received'),
    hint: t('Skriv 0 om inga.', 'Write 0 if none.'),
  },
  {
    id: 'vatPeriod',
    kind: 'choice',
    display: 'select',
    options: [
      option('month', t('Varje månad', 'Monthly')),
      option('quarter', t('Varje kvartal', 'Quarterly')),
      option('year', t('En gång om året', 'Yearly')),
      option('none', t('Inte momsregistrerat', 'Not registered for VAT')),
    ],
    label: t('Moms redovisas', 'VAT is reported'),
    required: true,
    half: true,
  },
  {
    id: 'advisoryHours',
    ...hoursPerYear,
    label: t('Rådgivning', 'Advice'),
    hint: t(
      'Timmar utöver bokföringen. Skriv 0 om ni inte behöver.',
      'Hours beyond bookkeeping. Write 0 if you need none.',
    ),
    required: true,
    half: true,
  },
  {
    id: 'yearEnd',
    kind: 'yesno',
    label: t('Ska bokslut och deklaration ingå?', 'Should year-end and tax return be included?'),
    short: t('Bokslut och deklaration', 'Year-end and tax return'),
    required: true,
  },
  {
    id: 'auditor',
    kind: 'yesno',
    label: t('Har företaget revisor?', 'Does the company have an auditor?'),
    short: t('Revisor', 'Auditor'),
    required: true,
  },
  {
    id: 'software',
    kind: 'text',
    maxLength: 80,
    label: t('Program i dag', 'Software today'),
    hint: t('Lämna tomt om inget.', 'Leave empty if none.'),
  },
];

const quoteFields: readonly Field[] = [
  { id: 'base', ...monthlyPrice, label: t('Grundpris', 'Base price'), required: true, half: true },
  {
    id: 'includedVouchers',
    kind: 'integer',
    unit: units.perMonth,
    min: 0,
    max: 1_000_000,
    label: t('Verifikationer som ingår', 'Vouchers included'),
    required: true,
    half: true,
  },
  {
    id: 'pricePerVoucher',
    ...price,
    label: t('Pris per extra verifikation', 'Price per extra voucher'),
    hint: t('Behövs om kunden har fler än vad som ingår.', 'Needed if the customer has more than are included.'),
    half: true,
  },
  {
    id: 'pricePerPayslip',
    ...price,
    label: t('Pris per lönebesked', 'Price per payslip'),
    hint: t(
      'Skriv 0 om de ingår. Lämna tomt om kunden inga har.',
      'Write 0 if included. Leave empty if the customer has none.',
    ),
    half: true,
  },
  {
    id: 'licences',
    ...monthlyPrice,
    label: t('Programlicenser', 'Software licences'),
    hint: t('Skriv 0 om de ingår.', 'Write 0 if included.'),
    required: true,
    half: true,
  },
  {
    id: 'yearEndPrice',
    ...price,
    unit: units.krPerYear,
    label: t('Bokslut och årsredovisning', 'Year-end and annual report'),
    hint: t(
      'Skriv 0 om det ingår. Lämna tomt om kunden inte vill ha det.',
      'Write 0 if included. Leave empty if not wanted.',
    ),
    half: true,
  },
  {
    id: 'taxReturnPrice',
    ...price,
    unit: units.krPerYear,
    label: t('Inkomstdeklaration', 'Income tax return'),
    hint: t(
      'Skriv 0 om den ingår. Lämna tomt om kunden inte vill ha den.',
      'Write 0 if included. Leave empty if not wanted.',
    ),
    half: true,
  },
  {
    id: 'hoursIncluded',
    ...hoursPerYear,
    label: t('Rådgivning som ingår', 'Advice included'),
    hint: t('Skriv 0 om ingen ingår.', 'Write 0 if none is.'),
    required: true,
    half: true,
  },
  {
    id: 'hourlyRate',
    ...price,
    unit: t('kr/tim', 'SEK/hour'),
    label: t('Timpris för rådgivning', 'Hourly rate for advice'),
    hint: t(
      'Behövs om kunden vill ha fler timmar än vad som ingår.',
      'Needed if the customer wants more hours than are included.',
    ),
    half: true,
  },
];

function cost(answers: Values, quote: Values, horizonMonths: number): Cost {
  const asked = demand(answers, questions, ['vouchers', 'payslips', 'advisoryHours'], 'request');
  if (!asked.ok) return notComparable(asked.because);
  const closing = missing(answers, questions, ['yearEnd'], 'request');
  if (closing) return notComparable(closing);
  const always = demand(quote, quoteFields, ['base', 'includedVouchers', 'licences', 'hoursIncluded']);
  if (!always.ok) return notComparable(always.because);
  const { vouchers, payslips, advisoryHours } = asked.n;
  const extraVouchers = Math.max(0, vouchers - always.n.includedVouchers);
  const extraHours = Math.max(0, advisoryHours - always.n.hoursIncluded);
  const absent = missing(quote, quoteFields, [
    ...(extraVouchers > 0 ? ['pricePerVoucher'] : []),
    ...(payslips > 0 ? ['pricePerPayslip'] : []),
    ...(answers.yearEnd === true ? ['yearEndPrice', 'taxReturnPrice'] : []),
    ...(extraHours > 0 ? ['hourlyRate'] : []),
  ]);
  if (absent) return notComparable(absent);
  const get = (id: string) => number(quote, id)!;
  const yearly: CostLine[] = [
    monthlyLine(t('Grundpris', 'Base price'), always.n.base),
    ...(extraVouchers > 0
      ? [monthlyLine(t('Extra verifikationer', 'Extra vouchers'), get('pricePerVoucher'), extraVouchers)]
      : []),
    ...(payslips > 0 ? [monthlyLine(t('Lönebesked', 'Payslips'), get('pricePerPayslip'), payslips)] : []),
    monthlyLine(t('Programlicenser', 'Software licences'), always.n.licences),
    ...(answers.yearEnd === true
      ? [
          once(t('Bokslut', 'Year-end'), get('yearEndPrice')),
          once(t('Inkomstdeklaration', 'Income tax return'), get('taxReturnPrice')),
        ]
      : []),
    ...(extraHours > 0 ? [hoursLine(extraHours, get('hourlyRate'))] : []),
  ];
  return annualCost({ quote, horizonMonths, yearly, assumptions: assumptions() });
}

/** Paid once a year. */
const once = (label: Text, amount: number): CostLine => ({ label, formula: both((f) => f.kr(amount)), amount });

const hoursLine = (hours: number, rate: number): CostLine => ({
  label: t('Rådgivning', 'Advice'),
  formula: both((f) => `${f.n(hours)} ${f.say('tim', 'hours')} × ${f.kr(rate)}`),
  amount: dusted(hours * rate),
});

const assumptions = (): Text[] => [
  t(
    'Varje månad antas ha lika många verifikationer och lönebesked.',
    'Every month is taken to have equally many vouchers and payslips.',
  ),
];

function scale(answers: Values, factor: number): Values {
  const scaled: Record<string, Values[string]> = { ...answers };
  for (const id of ['vouchers', 'payslips', 'invoicesOut', 'invoicesIn']) {
    const amount = number(answers, id);
    if (amount !== undefined) scaled[id] = dusted(amount * factor);
  }
  return scaled;
}

/** Bookkeeping, payroll and year-end in one figure, with the extras the customer's volume brings. */
export const accounting: Service = {
  id: 'accounting',
  slug: t('bokforing', 'accounting'),
  icon: 'calculator',
  name: t('Bokföring', 'Accounting'),
  title: t('Bokföring, räknad på era verifikationer', 'Accounting, computed on your vouchers'),
  lead: t(
    'Ett lågt grundpris säger lite om det kostar extra per verifikation. Här räknas allt ihop för er volym, med lön, bokslut och licenser.',
    'A low base price says little if every voucher costs extra. Here it is all added up for your volume, with payroll, year-end and licences.',
  ),
  card: t('Löpande bokföring, lön och bokslut i en summa', 'Bookkeeping, payroll and year-end in one sum'),
  bring: t('Antal verifikationer och lönebesked per månad', 'The number of vouchers and payslips per month'),
  needHeading: t('Så mycket ska bokföras', 'How much there is to book'),
  excludes: t(
    'Revision, avgifter till myndigheter och moms ingår inte.',
    'Audit, fees to authorities and VAT are not included.',
  ),
  questions,
  quoteFields,
  cost,
  scale,
  volume: (answers) =>
    both((f) => {
      const vouchers = f.n(number(answers, 'vouchers') ?? 0, 1);
      const payslips = f.n(number(answers, 'payslips') ?? 0, 1);
      return f.say(
        `${vouchers} verifikationer och ${payslips} lönebesked per månad`,
        `${vouchers} vouchers and ${payslips} payslips per month`,
      );
    }),
};
