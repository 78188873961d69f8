// Longer than most: one service is one file, questions, quote and formula together.
import type { Text } from '#policy/text.ts';
import { monthlyPrice, option, price, t, units } from './common.ts';
import { annualCost, demand, dusted, missing, monthlyLine, notComparable, number } from './cost.ts';
import { both, formatNumber } from './format.ts';
import type { Cost, CostLine, Field, Question, Service, Values } from './types.ts';

/** Cards that cost differently to accept. A foreign card is one issued outside the EEA. */
const classes = [
  { share: 'shareDebit', percent: 'percentDebit', fee: 'feeDebit', name: t('betalkort', 'debit cards') },
  { share: 'shareCredit', percent: 'percentCredit', fee: 'feeCredit', name: t('kreditkort', 'credit cards') },
  {
    share: 'shareCommercial',
    percent: 'percentCommercial',
    fee: 'feeCommercial',
    name: t('företagskort', 'commercial cards'),
  },
  { share: 'shareForeign', percent: 'percentForeign', fee: 'feeForeign', name: t('utländska kort', 'foreign cards') },
] as const;
const shares = classes.map((card) => card.share);

const share = {
  kind: 'decimal',
  unit: units.percent,
  min: 0,
  max: 100,
  decimals: 1,
  required: true,
  half: true,
} as const;

const questions: readonly Question[] = [
  {
    id: 'trade',
    kind: 'text',
    maxLength: 120,
    label: t('Vad säljer ni?', 'What do you sell?'),
    short: t('Bransch', 'Trade'),
    hint: t('Kort, till exempel: bageri med servering.', 'Briefly, for example: bakery with tables.'),
    required: true,
  },
  {
    id: 'cardTurnover',
    kind: 'integer',
    unit: units.krPerYear,
    min: 1,
    max: 100_000_000_000,
    label: t('Kortköp per år', 'Card purchases per year'),
    hint: t(
      'Inklusive den moms kunderna betalar: avgiften räknas på hela köpet.',
      'Including the VAT customers pay: fees are on the whole purchase.',
    ),
    required: true,
    half: true,
  },
  {
    id: 'averagePurchase',
    kind: 'decimal',
    unit: units.kr,
    min: 1,
    max: 10_000_000,
    decimals: 2,
    label: t('Snittköp', 'Average purchase'),
    hint: t('Kortköp per år delat med antalet köp.', 'Card purchases per year divided by their number.'),
    required: true,
    half: true,
  },
  {
    id: 'shareDebit',
    ...share,
    label: t('Andel betalkort', 'Share of debit cards'),
    hint: t(
      'Står i inlösenrapporten. Alla fyra ska bli 100 %.',
      'In the acquirer’s report. All four should make 100 %.',
    ),
  },
  {
    id: 'shareCredit',
    ...share,
    label: t('Andel kreditkort', 'Share of credit cards'),
    hint: t('Privata kreditkort.', 'Private credit cards.'),
  },
  {
    id: 'shareCommercial',
    ...share,
    label: t('Andel företagskort', 'Share of commercial cards'),
    hint: t('Skriv 0 om inga.', 'Write 0 if none.'),
  },
  {
    id: 'shareForeign',
    ...share,
    label: t('Andel utländska kort', 'Share of foreign cards'),
    hint: t('Utfärdade utanför EES.', 'Issued outside the EEA.'),
  },
  {
    id: 'channel',
    kind: 'choice',
    display: 'cards',
    options: [
      option('store', t('I butik', 'In store'), t('Kunden är på plats', 'The customer is present')),
      option('online', t('På nätet', 'Online'), t('Kassa på webben', 'Web checkout')),
      option('both', t('Båda', 'Both'), t('Butik och nät', 'Store and web')),
    ],
    label: t('Var betalar kunderna?', 'Where do customers pay?'),
    short: t('Försäljning', 'Sales'),
    required: true,
  },
  {
    id: 'terminals',
    kind: 'integer',
    unit: units.pieces,
    min: 0,
    max: 10_000,
    label: t('Kortterminaler', 'Card terminals'),
    when: { field: 'channel', is: ['store', 'both'] },
    required: true,
    half: true,
  },
  {
    id: 'currentMonthlyCost',
    ...monthlyPrice,
    label: t('Nuvarande kostnad', 'Current cost'),
    hint: t('Visas bara för dig, bredvid offerterna.', 'Shown only to you, beside the quotes.'),
    withheld: 'all',
    half: true,
  },
  {
    id: 'cashRegister',
    kind: 'yesno',
    label: t('Behöver ni ett kassasystem?', 'Do you need a cash register?'),
    short: t('Kassasystem', 'Cash register'),
    required: true,
  },
];

const percent = { kind: 'decimal', unit: units.percent, min: 0, max: 20, decimals: 3 } as const;
const ore = { kind: 'decimal', unit: units.orePerPurchase, min: 0, max: 100_000, decimals: 2 } as const;
const blended = { field: 'priceModel', is: ['blended'] };
const interchange = { field: 'priceModel', is: ['interchange'] };

const quoteFields: readonly Field[] = [
  {
    id: 'priceModel',
    kind: 'choice',
    display: 'cards',
    options: [
      option('blended', t('Pris per kortsort', 'Price per card type'), t('Allt inräknat', 'All included')),
      option(
        'interchange',
        t('Interchange++', 'Interchange++'),
        t('Kortnätens avgifter plus påslag', 'Card network fees plus markup'),
      ),
    ],
    label: t('Prismodell', 'Price model'),
    required: true,
  },
  ...classes.flatMap((card): Field[] => [
    {
      id: card.percent,
      ...percent,
      label: t(`Avgift, ${card.name.sv}`, `Fee, ${card.name.en}`),
      when: blended,
      required: true,
      half: true,
    },
    {
      id: card.fee,
      ...ore,
      label: t(`Per köp, ${card.name.sv}`, `Per purchase, ${card.name.en}`),
      hint: t('Skriv 0 om inget.', 'Write 0 if none.'),
      when: blended,
      required: true,
      half: true,
    },
  ]),
  { id: 'markupPercent', ...percent, label: t('Påslag', 'Markup'), when: interchange, required: true, half: true },
  {
    id: 'markupFee',
    ...ore,
    label: t('Påslag per köp', 'Markup per purchase'),
    when: interchange,
    required: true,
    half: true,
  },
  {
    id: 'passThrough',
    ...percent,
    label: t('Kortnätens avgifter, er uppskattning', 'Card network fees, your estimate'),
    hint: t(
      'Interchange och kortnät för kundens kortmix. Utan den går offerten inte att jämföra.',
      'Interchange and scheme for this mix. Without it the quote can’t be compared.',
    ),
    when: interchange,
  },
  {
    id: 'monthlyFee',
    ...monthlyPrice,
    label: t('Månadsavgift', 'Monthly fee'),
    hint: t('Skriv 0 om inget.', 'Write 0 if none.'),
    required: true,
    half: true,
  },
  {
    id: 'minimumFee',
    ...monthlyPrice,
    label: t('Lägsta kortavgift', 'Minimum card fee'),
    hint: t('Skriv 0 om ingen finns.', 'Write 0 if there is none.'),
    required: true,
    half: true,
  },
  {
    id: 'terminalRent',
    ...monthlyPrice,
    label: t('Hyra per terminal', 'Rent per terminal'),
    hint: t('Skriv 0 om den köps.', 'Write 0 if it is bought.'),
    half: true,
  },
  {
    id: 'terminalPrice',
    ...price,
    label: t('Köp per terminal', 'Price per terminal'),
    hint: t('Skriv 0 om den hyrs.', 'Write 0 if it is rented.'),
    half: true,
  },
  {
    id: 'gatewayFee',
    ...monthlyPrice,
    label: t('Betalväxel på nätet', 'Online gateway'),
    hint: t('Lämna tomt om kunden inte säljer på nätet.', 'Leave empty if the customer sells nothing online.'),
    half: true,
  },
  {
    id: 'settlementDays',
    kind: 'integer',
    unit: t('dagar', 'days'),
    min: 0,
    max: 60,
    label: t('Pengarna på kontot efter', 'Money in the account after'),
    required: true,
    half: true,
  },
];

const sharesSum = (answers: Values) => dusted(shares.reduce((sum, id) => sum + (number(answers, id) ?? 0), 0));

function cost(answers: Values, quote: Values, horizonMonths: number): Cost {
  const asked = demand(answers, questions, ['cardTurnover', 'averagePurchase', ...shares], 'request');
  if (!asked.ok) return notComparable(asked.because);
  if (!(asked.n.averagePurchase > 0) || Math.abs(sharesSum(answers) - 100) > 0.01)
    return notComparable(
      t('Förfrågans kortandelar blir inte 100 %', 'The card shares of the request don’t make 100 %'),
    );
  const where = missing(
    answers,
    questions,
    ['channel', ...(answers.channel === 'online' ? [] : ['terminals'])],
    'request',
  );
  if (where) return notComparable(where);
  const terminals = answers.channel === 'online' ? 0 : number(answers, 'terminals')!;
  const online = answers.channel !== 'store';
  const absent = missing(quote, quoteFields, needed(quote, asked.n, terminals, online));
  if (absent) return notComparable(absent);
  const yearly = [
    ...cardLines(quote, asked.n),
    monthlyLine(t('Månadsavgift', 'Monthly fee'), number(quote, 'monthlyFee')!),
  ];
  if (terminals > 0)
    yearly.push(monthlyLine(t('Hyra av terminaler', 'Terminal rent'), number(quote, 'terminalRent')!, terminals));
  if (online) yearly.push(monthlyLine(t('Betalväxel', 'Gateway'), number(quote, 'gatewayFee')!));
  const each = number(quote, 'terminalPrice') ?? 0;
  const bought = {
    label: t('Köp av terminaler', 'Terminals bought'),
    amount: terminals === 0 ? 0 : terminals * each,
    formula: both((f) => `${f.n(terminals)} × ${f.kr(each)}`),
  };
  const total = annualCost({ quote, horizonMonths, yearly, once: [bought], assumptions: assumptions(quote) });
  return withToday(total, number(answers, 'currentMonthlyCost'));
}

function needed(quote: Values, asked: Readonly<Record<string, number>>, terminals: number, online: boolean): string[] {
  const cards = classes.filter((card) => asked[card.share]! > 0).flatMap((card) => [card.percent, card.fee]);
  const blend = quote.priceModel === 'interchange' ? ['markupPercent', 'markupFee', 'passThrough'] : cards;
  return [
    'priceModel',
    ...blend,
    'monthlyFee',
    'minimumFee',
    ...(terminals > 0 ? ['terminalRent', 'terminalPrice'] : []),
    ...(online ? ['gatewayFee'] : []),
  ];
}

/** The card fees of a year, a line for each kind of card, and a last line up to the minimum fee where that is higher. */
function cardLines(quote: Values, asked: Readonly<Record<string, number>>): CostLine[] {
  const { cardTurnover, averagePurchase } = asked as { cardTurnover: number; averagePurchase: number };
  const line = (label: Text, portion: number, percentage: number, feeOre: number): CostLine => {
    const turnover = dusted((cardTurnover * portion) / 100);
    const purchases = turnover / averagePurchase;
    return {
      label,
      formula: both(
        (f) =>
          `${f.kr(turnover)} × ${f.n(percentage, 3)} % + ${f.n(purchases, 0)} ${f.say('köp', 'purchases')} × ${f.n(feeOre)} öre`,
      ),
      amount: dusted((turnover * percentage + purchases * feeOre) / 100),
    };
  };
  const get = (id: string) => number(quote, id)!;
  const lines =
    quote.priceModel === 'interchange'
      ? [
          line(t('Påslag på alla kort', 'Markup on all cards'), 100, get('markupPercent'), get('markupFee')),
          line(t('Kortnätens avgifter, uppskattade', 'Card network fees, estimated'), 100, get('passThrough'), 0),
        ]
      : classes
          .filter((card) => asked[card.share]! > 0)
          .map((card) =>
            line(
              t(`Kortavgifter, ${card.name.sv}`, `Card fees, ${card.name.en}`),
              asked[card.share]!,
              get(card.percent),
              get(card.fee),
            ),
          );
  const fees = lines.reduce((sum, { amount }) => sum + amount, 0);
  const minimum = get('minimumFee');
  if (fees >= 12 * minimum) return lines;
  const rest: CostLine = {
    label: t('Upp till lägsta kortavgift', 'Up to the minimum card fee'),
    formula: both((f) => `12 × ${f.kr(minimum)} − ${f.kr(fees)}`),
    amount: dusted(12 * minimum - fees),
  };
  return [...lines, rest];
}

function assumptions(quote: Values): Text[] {
  const said = [
    t(
      'Alla köp antas vara lika stora och jämnt fördelade över året.',
      'All purchases are taken to be equal and spread evenly over the year.',
    ),
  ];
  if (quote.priceModel === 'interchange')
    said.push(
      t(
        'Kortnätens avgifter är leverantörens egen uppskattning för din kortmix. De verkliga sätts av kortutgivare och kortnät och kan bli högre eller lägre.',
        'The card network fees are the supplier’s own estimate for your cards. The real ones are set by issuers and networks and may be higher or lower.',
      ),
    );
  return said;
}

/** Beside the cost: the difference from what the customer pays today, if they said. */
function withToday(total: Cost, today: number | undefined): Cost {
  if (!total.comparable || today === undefined) return total;
  const difference = total.annual - 12 * today;
  if (!Number.isFinite(difference)) return total;
  const value = both(
    (f) =>
      `${f.kr(Math.round(Math.abs(difference)))} ${difference < 0 ? f.say('lägre', 'lower') : f.say('högre', 'higher')}`,
  );
  return { ...total, figures: [{ label: t('Jämfört med i dag, per år', 'Compared with today, per year'), value }] };
}

function scale(answers: Values, factor: number): Values {
  const turnover = number(answers, 'cardTurnover');
  return turnover === undefined ? answers : { ...answers, cardTurnover: dusted(turnover * factor) };
}

function check(answers: Values): Record<string, Text> {
  const sum = sharesSum(answers);
  if (shares.some((id) => number(answers, id) === undefined) || Math.abs(sum - 100) <= 0.01) return {};
  return {
    shareForeign: t(
      `Andelarna blir ${formatNumber(sum, 'sv')} %, de ska bli 100 %. Rätta någon av de fyra`,
      `The shares make ${formatNumber(sum, 'en')} %, they should make 100 %. Correct one of the four`,
    ),
  };
}

/** Card acquiring: fees by kind of card, minimum fee, terminals and gateway in one figure. */
export const payments: Service = {
  id: 'payments',
  slug: t('betaltjanster', 'payment-services'),
  icon: 'credit-card',
  name: t('Betaltjänster', 'Payment services'),
  title: t('Betaltjänster, med alla avgifter inräknade', 'Payment services, with every fee counted'),
  lead: t(
    'Kortavgifter, terminaler och månadsavgifter räknas på er försäljning och era kunders kort. Då går olika prismodeller att jämföra.',
    'Card fees, terminals and monthly fees are computed on your sales and your customers’ cards. That makes different price models comparable.',
  ),
  card: t('Kortavgifter och terminaler, räknade på er försäljning', 'Card fees and terminals, computed on your sales'),
  bring: t('Senaste rapporten från er kortinlösare', 'Your acquirer’s latest report'),
  needHeading: t('Så betalar era kunder', 'How your customers pay'),
  excludes: t(
    'Kassasystem, Swish, fakturaköp och moms ingår inte.',
    'Cash registers, Swish, invoice purchases and VAT are not included.',
  ),
  questions,
  quoteFields,
  cost,
  scale,
  check,
  volume: (answers) =>
    both((f) =>
      f.say(
        `${f.kr(number(answers, 'cardTurnover') ?? 0)} i kortköp per år`,
        `${f.kr(number(answers, 'cardTurnover') ?? 0)} in card purchases per year`,
      ),
    ),
};
