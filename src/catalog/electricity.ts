// Longer than most: one service is one file, questions, quote and formula together.
import type { Text } from '#policy/text.ts';
import { monthlyPrice, option, t, units } from './common.ts';
import { annualCost, demand, dusted, fromOre, missing, monthlyLine, notComparable, number } from './cost.ts';
import { both, formatNumber } from './format.ts';
import { type PriceArea, priceAreas } from './identity.ts';
import { spotSeries } from './spot.ts';
import type { Cost, CostLine, Field, Question, Service, Values } from './types.ts';

const contractTypes = [
  option('fixed', t('Fast pris', 'Fixed price'), t('Samma öre per kWh hela tiden', 'The same öre per kWh throughout')),
  option('variable', t('Rörligt', 'Variable'), t('Följer månadens snittpris', 'Follows the month’s average price')),
  option('hourly', t('Timpris', 'Hourly'), t('Följer priset timme för timme', 'Follows the price hour by hour')),
  option('mixed', t('Mix', 'Mixed'), t('Hälften fast, hälften rörligt', 'Half fixed, half variable')),
];
const areaNames: Record<PriceArea, string> = { SE1: 'Luleå', SE2: 'Sundsvall', SE3: 'Stockholm', SE4: 'Malmö' };
const fuses = [16, 20, 25, 35, 50, 63, 80, 100, 125, 160, 200];

const questions: readonly Question[] = [
  {
    id: 'annualKwh',
    kind: 'integer',
    unit: units.kwh,
    min: 1,
    max: 500_000_000,
    label: t('Förbrukning per år', 'Consumption per year'),
    hint: t('Står på elräkningen som årsförbrukning.', 'On the electricity bill, as yearly consumption.'),
    required: true,
    half: true,
  },
  {
    id: 'meters',
    kind: 'integer',
    unit: units.pieces,
    min: 1,
    max: 10_000,
    label: t('Antal mätare', 'Number of meters'),
    hint: t('En per anläggning som avtalet gäller.', 'One for each installation the contract covers.'),
    required: true,
    half: true,
  },
  {
    id: 'monthlyKwh',
    kind: 'months',
    unit: units.kwh,
    max: 100_000_000,
    label: t('Förbrukning per månad', 'Consumption per month'),
    hint: t(
      'Om du har den: rörliga avtal jämförs rättvisare.',
      'If you have it: variable contracts compare more fairly.',
    ),
  },
  {
    id: 'priceArea',
    kind: 'choice',
    display: 'cards',
    options: priceAreas.map((area) => option(area, t(area, area), t(areaNames[area], areaNames[area]))),
    label: t('Elområde', 'Price area'),
    hint: t('Står på elräkningen.', 'Stated on the electricity bill.'),
    required: true,
  },
  {
    id: 'contractType',
    kind: 'choice',
    display: 'cards',
    options: contractTypes,
    label: t('Vilken avtalsform vill du ha?', 'Which kind of contract do you want?'),
    short: t('Önskad avtalsform', 'Contract wanted'),
    hint: t('Leverantören får ändå föreslå en annan.', 'The supplier may still suggest another.'),
    required: true,
  },
  {
    id: 'gridCompany',
    kind: 'text',
    maxLength: 80,
    label: t('Elnätsbolag', 'Grid company'),
    hint: t('Det bolag som äger ledningarna dit.', 'The company that owns the lines to you.'),
    half: true,
  },
  {
    id: 'fuse',
    kind: 'choice',
    display: 'select',
    options: [
      ...fuses.map((ampere) => option(String(ampere), t(`${ampere} A`, `${ampere} A`))),
      option('larger', t('Större, effektabonnemang', 'Larger, power subscription')),
      option('unknown', t('Vet inte', 'Don’t know')),
    ],
    label: t('Huvudsäkring', 'Main fuse'),
    hint: t('Står på elnätsräkningen.', 'Stated on the grid company’s bill.'),
    required: true,
    half: true,
  },
  {
    id: 'installationId',
    kind: 'installation-id',
    label: t('Anläggnings-id', 'Installation id'),
    hint: t(
      '18 siffror som börjar med 735 999. Finns på räkningen.',
      '18 digits that start with 735 999. On the bill.',
    ),
    personal: true,
    half: true,
  },
  {
    id: 'origin',
    kind: 'choice',
    display: 'select',
    options: [
      option('any', t('Spelar ingen roll', 'Doesn’t matter')),
      option('renewable', t('Förnybar', 'Renewable')),
      option('fossilFree', t('Fossilfri', 'Fossil free')),
    ],
    label: t('Elens ursprung', 'Origin of the electricity'),
    required: true,
    half: true,
  },
  {
    id: 'solar',
    kind: 'yesno',
    label: t('Solceller', 'Solar panels'),
    hint: t('Då kan du också sälja el.', 'Then you can sell electricity too.'),
    required: true,
  },
];

const perKwh = { kind: 'decimal', unit: units.orePerKwh, min: 0, max: 1000, decimals: 2, required: true } as const;
const spotTypes = { field: 'contractType', is: ['variable', 'hourly', 'mixed'] };

const quoteFields: readonly Field[] = [
  {
    id: 'contractType',
    kind: 'choice',
    display: 'cards',
    options: contractTypes,
    label: t('Avtalsform', 'Kind of contract'),
    required: true,
  },
  {
    id: 'fixedPrice',
    ...perKwh,
    label: t('Fast elpris', 'Fixed price'),
    hint: t('Allt inräknat, utan moms och energiskatt.', 'All included, without VAT and energy tax.'),
    when: { field: 'contractType', is: ['fixed', 'mixed'] },
  },
  {
    id: 'markup',
    ...perKwh,
    label: t('Påslag', 'Markup'),
    hint: t('Läggs på spotpriset.', 'Added to the spot price.'),
    when: spotTypes,
    half: true,
  },
  {
    id: 'variableCosts',
    ...perKwh,
    label: t('Rörliga kostnader', 'Variable costs'),
    hint: t(
      'Elcertifikat, balansavgifter och annat per kWh. Skriv 0 om de ingår i påslaget.',
      'Certificates, balancing and others per kWh. Write 0 if in the markup.',
    ),
    when: spotTypes,
    half: true,
  },
  { id: 'monthlyFee', ...monthlyPrice, label: t('Månadsavgift', 'Monthly fee'), required: true, half: true },
  {
    id: 'volumeTolerance',
    kind: 'integer',
    unit: units.percent,
    min: 0,
    max: 100,
    label: t('Volymtolerans', 'Volume tolerance'),
    hint: t(
      'Hur långt förbrukningen får avvika. Lämna tomt om ingen gräns finns.',
      'How far consumption may differ. Leave empty if there is no limit.',
    ),
    half: true,
  },
  {
    id: 'origin',
    kind: 'choice',
    display: 'select',
    options: [
      option('hydro', t('Vattenkraft', 'Hydro')),
      option('wind', t('Vindkraft', 'Wind')),
      option('solar', t('Solkraft', 'Solar')),
      option('renewable', t('Förnybar, blandad', 'Renewable, mixed')),
      option('nuclear', t('Kärnkraft', 'Nuclear')),
      option('residual', t('Ej ursprungsmärkt', 'Without guarantee of origin')),
    ],
    label: t('Elens ursprung', 'Origin of the electricity'),
    required: true,
  },
];

/** kWh for January to December: the customer's own months if given, otherwise a twelfth of the year each. */
function consumption(answers: Values): { months: readonly number[]; total: number; own: boolean } | undefined {
  const own = answers.monthlyKwh;
  if (Array.isArray(own) && own.length === 12 && own.every((kwh) => Number.isFinite(kwh))) {
    const months = own.map(Number);
    return { months, total: dusted(months.reduce((sum, kwh) => sum + kwh, 0)), own: true };
  }
  const total = number(answers, 'annualKwh');
  return total === undefined ? undefined : { months: Array(12).fill(total / 12), total, own: false };
}

function cost(answers: Values, quote: Values, horizonMonths: number): Cost {
  const used = consumption(answers);
  const type = quote.contractType;
  const lacking =
    (used ? undefined : missing(answers, questions, ['annualKwh'], 'request')) ??
    missing(quote, quoteFields, ['contractType']) ??
    (type === 'fixed' ? undefined : missing(answers, questions, ['priceArea'], 'request'));
  if (lacking) return notComparable(lacking);
  const fixedShare = type === 'fixed' ? 1 : type === 'mixed' ? 0.5 : 0;
  const prices = demand(quote, quoteFields, [
    'monthlyFee',
    ...(fixedShare > 0 ? (['fixedPrice'] as const) : []),
    ...(fixedShare < 1 ? (['markup', 'variableCosts'] as const) : []),
  ]);
  if (!prices.ok) return notComparable(prices.because);
  const { monthlyFee, fixedPrice, markup, variableCosts } = prices.n as Record<string, number>;
  const yearly: CostLine[] = [];
  if (fixedPrice !== undefined) yearly.push(fixedLine(used!.total, fixedPrice, fixedShare));
  if (markup !== undefined) {
    const spot = spotFor(answers.priceArea);
    if (!spot) return notComparable(t('Elområdet saknar spotpris', 'The price area has no spot price'));
    yearly.push(spotLine(used!.months, used!.total, spot, 1 - fixedShare));
    yearly.push(addOnLine(used!.total, markup + variableCosts!, 1 - fixedShare));
  }
  yearly.push(monthlyLine(t('Månadsavgift', 'Monthly fee'), monthlyFee!));
  return annualCost({ quote, horizonMonths, yearly, assumptions: assumptions(answers, quote, used!) });
}

const spotFor = (area: unknown): readonly number[] | undefined =>
  Object.hasOwn(spotSeries.oere, String(area)) ? spotSeries.oere[area as PriceArea] : undefined;

const half = (share: number) => (share === 0.5 ? '50 % × ' : '');

const fixedLine = (kwh: number, ore: number, share: number): CostLine => ({
  label: t('Fast elpris', 'Fixed price'),
  formula: both((f) => `${half(share)}${f.n(kwh)} kWh × ${f.n(ore)} öre`),
  amount: fromOre(kwh * share, ore),
});

function spotLine(months: readonly number[], total: number, spot: readonly number[], share: number): CostLine {
  const ore = months.reduce((sum, kwh, i) => sum + kwh * spot[i]!, 0);
  const average = total === 0 ? 0 : ore / total;
  return {
    label: t('Spotpris', 'Spot price'),
    formula: both(
      (f) =>
        `${half(share)}${f.say('summan av varje månads kWh × spot', 'the sum of each month’s kWh × spot')} (${f.say('i snitt', 'on average')} ${f.n(average)} öre)`,
    ),
    amount: dusted((ore * share) / 100),
  };
}

const addOnLine = (kwh: number, ore: number, share: number): CostLine => ({
  label: t('Påslag och rörliga kostnader', 'Markup and variable costs'),
  formula: both((f) => `${half(share)}${f.n(kwh)} kWh × ${f.n(ore)} öre`),
  amount: fromOre(kwh * share, ore),
});

function assumptions(answers: Values, quote: Values, used: { own: boolean }): Text[] {
  const type = quote.contractType;
  const said: Text[] = [];
  if (type !== 'fixed') {
    const invented = spotSeries.illustrative;
    said.push(
      t(
        `Spotpriset är detsamma för alla offerter: ${spotSeries.name.sv} för ${answers.priceArea}, ${spotSeries.period.sv}${invented ? ', med påhittade priser och inga marknadsdata' : ''}. Framtida spotpris är okänt.`,
        `The spot price is the same for all quotes: ${spotSeries.name.en} for ${answers.priceArea}, ${spotSeries.period.en}${invented ? ', with invented prices and no market data' : ''}. Future spot prices are unknown.`,
      ),
    );
    said.push(
      used.own
        ? t('Förbrukningen är den du angav månad för månad.', 'Consumption is what you stated month by month.')
        : t(
            'Förbrukningen är fördelad lika, en tolftedel per månad.',
            'Consumption is spread evenly, a twelfth per month.',
          ),
    );
  }
  if (type === 'hourly')
    said.push(
      t(
        'Timpris är räknat som rörligt: månadens snittpris, inte timme för timme. Använder ni el när den är billig blir det billigare än här, annars dyrare.',
        'Hourly is computed as variable: the month’s average, not hour by hour. If you use electricity when it is cheap it costs less than shown, otherwise more.',
      ),
    );
  const tolerance = number(quote, 'volumeTolerance');
  if (tolerance !== undefined)
    said.push(
      both((f) =>
        f.say(
          `Vad som händer utanför volymtoleransen ±${f.n(tolerance)} % ingår inte.`,
          `What happens outside the volume tolerance of ±${f.n(tolerance)} % is not included.`,
        ),
      ),
    );
  return said;
}

function scale(answers: Values, factor: number): Values {
  const scaled: Record<string, Values[string]> = { ...answers };
  const year = number(answers, 'annualKwh');
  if (year !== undefined) scaled.annualKwh = dusted(year * factor);
  if (Array.isArray(answers.monthlyKwh))
    scaled.monthlyKwh = answers.monthlyKwh.map((kwh) => dusted(Number(kwh) * factor));
  return scaled;
}

/** Months that don't add up to the year are a slip in one of them; a bill's rounding is not. */
function check(answers: Values): Record<string, Text> {
  const used = consumption(answers);
  const year = number(answers, 'annualKwh');
  if (!used?.own || year === undefined || Math.abs(used.total - year) <= Math.max(12, year * 0.05)) return {};
  return {
    monthlyKwh: t(
      `Månaderna blir tillsammans ${formatNumber(used.total, 'sv')} kWh men året ${formatNumber(year, 'sv')} kWh. Rätta det ena`,
      `The months add up to ${formatNumber(used.total, 'en')} kWh but the year is ${formatNumber(year, 'en')} kWh. Correct one of them`,
    ),
  };
}

/** Electricity supply. Fixed, variable, hourly (as variable) and mixed contracts in one figure; the grid is never included. */
export const electricity: Service = {
  id: 'electricity',
  slug: t('el', 'electricity'),
  icon: 'zap',
  name: t('El', 'Electricity'),
  title: t('Elavtal, jämfört i kronor per år', 'Electricity contracts, compared in SEK per year'),
  lead: t(
    'Leverantörerna räknar på din förbrukning. Offerterna läggs sida vid sida, med samma formel och samma spotpris för alla. Elnätet ingår inte, för det går inte att byta.',
    'Suppliers quote for your consumption. The quotes are laid side by side, with one formula and one spot price for all. The grid is not included, since it can’t be changed.',
  ),
  card: t(
    'Fast, rörligt, timpris eller mix, räknat på din förbrukning',
    'Fixed, variable, hourly or mixed, computed on your use',
  ),
  bring: t('Senaste elräkningen', 'Your latest electricity bill'),
  needHeading: t('Så använder ni el', 'How you use electricity'),
  excludes: t('Elnät, energiskatt och moms ingår inte.', 'Grid fees, energy tax and VAT are not included.'),
  questions,
  quoteFields,
  cost,
  scale,
  check,
  volume: (answers) => both((f) => `${f.n(consumption(answers)?.total ?? 0)} kWh ${f.say('per år', 'per year')}`),
};
