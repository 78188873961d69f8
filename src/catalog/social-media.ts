// Long because it is mostly data: seven questions and seven quote fields, one object each.
import type { Text } from '#policy/text.ts';
import { monthlyPrice, option, price, t, units } from './common.ts';
import { annualCost, demand, dusted, missing, monthlyLine, notComparable, number } from './cost.ts';
import { both } from './format.ts';
import type { Cost, CostLine, Field, Question, Service, Values } from './types.ts';

const questions: readonly Question[] = [
  {
    kind: 'choices',
    id: 'channels',
    label: t('Vilka kanaler?', 'Which channels?'),
    short: t('Kanaler', 'Channels'),
    required: true,
    options: [
      option('instagram', t('Instagram', 'Instagram')),
      option('facebook', t('Facebook', 'Facebook')),
      option('linkedin', t('LinkedIn', 'LinkedIn')),
      option('tiktok', t('Tiktok', 'TikTok')),
      option('youtube', t('Youtube', 'YouTube')),
      option('google-business', t('Google företagsprofil', 'Google Business Profile')),
    ],
  },
  {
    kind: 'integer',
    id: 'posts',
    label: t('Inlägg', 'Posts'),
    hint: t('I alla kanaler tillsammans.', 'In all channels together.'),
    unit: units.perMonth,
    min: 1,
    max: 1_000,
    required: true,
    half: true,
  },
  {
    kind: 'choice',
    id: 'goal',
    label: t('Viktigaste målet', 'Main goal'),
    display: 'select',
    half: true,
    options: [
      option('known', t('Bli mer känd', 'To be better known')),
      option('sales', t('Sälja mer', 'To sell more')),
      option('staff', t('Hitta personal', 'To find staff')),
      option('service', t('Svara kunder', 'To answer customers')),
    ],
  },
  {
    kind: 'yesno',
    id: 'video',
    label: t('Behöver du film?', 'Do you need video?'),
    short: t('Film', 'Video'),
    half: true,
  },
  {
    kind: 'choices',
    id: 'languages',
    label: t('Språk', 'Languages'),
    half: true,
    options: [
      option('sv', t('Svenska', 'Swedish')),
      option('en', t('Engelska', 'English')),
      option('other', t('Annat', 'Other')),
    ],
  },
  {
    kind: 'yesno',
    id: 'ads',
    label: t('Ska du annonsera?', 'Will you advertise?'),
    short: t('Annonsering', 'Advertising'),
    required: true,
    half: true,
  },
  {
    kind: 'integer',
    id: 'adBudget',
    label: t('Annonsbudget', 'Advertising budget'),
    hint: t('Pengarna till plattformarna, utan byråns arvode.', 'What the platforms get, without the agency’s fee.'),
    unit: units.krPerMonth,
    min: 1,
    max: 10_000_000,
    required: true,
    half: true,
    when: { field: 'ads', is: [true] },
  },
];

const quoteFields: readonly Field[] = [
  {
    ...monthlyPrice,
    id: 'retainer',
    label: t('Fast arvode', 'Retainer'),
    required: true,
    half: true,
  },
  {
    kind: 'integer',
    id: 'includedPosts',
    label: t('Inlägg som ingår', 'Posts included'),
    unit: units.perMonth,
    min: 0,
    max: 1_000,
    required: true,
    half: true,
  },
  {
    ...price,
    id: 'extraPost',
    label: t('Pris per extra inlägg', 'Price per extra post'),
    hint: t('Behövs om färre ingår än kunden vill ha.', 'Needed if fewer are included than the customer wants.'),
    half: true,
  },
  {
    kind: 'integer',
    id: 'includedChannels',
    label: t('Kanaler som ingår', 'Channels included'),
    unit: units.pieces,
    min: 0,
    max: 50,
    required: true,
    half: true,
  },
  {
    ...monthlyPrice,
    id: 'extraChannel',
    label: t('Pris per extra kanal', 'Price per extra channel'),
    hint: t('Behövs om färre ingår än kunden vill ha.', 'Needed if fewer are included than the customer wants.'),
    half: true,
  },
  {
    kind: 'decimal',
    id: 'management',
    label: t('Arvode för annonser', 'Fee for managing ads'),
    hint: t(
      'Andel av annonspengarna. Behövs om kunden ska annonsera.',
      'Share of the ad spend. Needed if the customer will advertise.',
    ),
    unit: units.percent,
    min: 0,
    max: 100,
    decimals: 2,
    half: true,
  },
  {
    kind: 'yesno',
    id: 'videoIncluded',
    label: t('Ingår film?', 'Is video included?'),
    short: t('Film', 'Video'),
    half: true,
  },
];

function extraLine(label: Text, count: number, each: number): CostLine {
  return {
    label,
    formula: both((f) => `12 × ${f.n(count)} × ${f.kr(each)}`),
    amount: dusted(12 * count * each),
  };
}

interface Need {
  readonly posts: number;
  readonly channels: number;
  /** SEK a month to the platforms; 0 without advertising. */
  readonly adBudget: number;
}

function need(answers: Values): { ok: true; need: Need } | { ok: false; because: Text } {
  const absent = missing(answers, questions, ['channels', 'ads'], 'request');
  if (absent) return { ok: false, because: absent };
  const ads = answers.ads === true;
  const asked = demand(answers, questions, ads ? (['posts', 'adBudget'] as const) : (['posts'] as const), 'request');
  if (!asked.ok) return asked;
  const channels = Array.isArray(answers.channels) ? answers.channels.length : 0;
  return { ok: true, need: { posts: asked.n.posts, channels, adBudget: ads ? (number(answers, 'adBudget') ?? 0) : 0 } };
}

/**
 * annual = 12 × (retainer + extras + management % × ad spend) + set-up, which is the common one-off cost. A price for extras or
 * for ads is demanded only where the customer needs them. Ad spend is the platforms' and stands beside the cost, never in it.
 */
function cost(answers: Values, quote: Values, horizonMonths: number): Cost {
  const asked = need(answers);
  if (!asked.ok) return notComparable(asked.because);
  const { posts, channels, adBudget } = asked.need;
  const base = demand(quote, quoteFields, ['retainer', 'includedPosts', 'includedChannels'] as const);
  if (!base.ok) return notComparable(base.because);
  const extraPosts = posts - base.n.includedPosts;
  const extraChannels = channels - base.n.includedChannels;
  const absent = missing(quote, quoteFields, [
    ...(extraPosts > 0 ? ['extraPost'] : []),
    ...(extraChannels > 0 ? ['extraChannel'] : []),
    ...(adBudget > 0 ? ['management'] : []),
  ]);
  if (absent) return notComparable(absent);
  const rate = (id: string) => number(quote, id) ?? 0;
  const yearly = [
    monthlyLine(t('Fast arvode', 'Retainer'), base.n.retainer),
    ...(extraPosts > 0 ? [extraLine(t('Extra inlägg', 'Extra posts'), extraPosts, rate('extraPost'))] : []),
    ...(extraChannels > 0
      ? [extraLine(t('Extra kanaler', 'Extra channels'), extraChannels, rate('extraChannel'))]
      : []),
    ...(adBudget > 0 ? [managementLine(adBudget, rate('management'))] : []),
  ];
  return annualCost({
    quote,
    horizonMonths,
    yearly,
    assumptions: assumptions(answers, quote),
    figures: adSpend(adBudget),
  });
}

const managementLine = (adBudget: number, percent: number): CostLine => ({
  label: t('Arvode för annonser', 'Fee for managing ads'),
  formula: both((f) => `12 × ${f.kr(adBudget)} × ${f.n(percent)}\u00a0%`),
  amount: dusted((12 * adBudget * percent) / 100),
});

const adSpend = (adBudget: number) => [
  {
    label: t('Annonspengar till plattformarna', 'Ad spend, to the platforms'),
    value: both((f) => f.say(`${f.kr(12 * adBudget)} per år`, `${f.kr(12 * adBudget)} a year`)),
  },
];

function assumptions(answers: Values, quote: Values): Text[] {
  const filmLess = answers.video === true && quote.videoIncluded !== true;
  return [
    t('Samma antal inlägg varje månad.', 'The same number of posts every month.'),
    ...(filmLess
      ? [
          quote.videoIncluded === false
            ? t(
                'Film ingår inte i offerten och är inte med i kostnaden.',
                'Video is not part of the quote or of the cost.',
              )
            : t('Offerten säger inte om film ingår.', 'The quote does not say whether video is included.'),
        ]
      : []),
  ];
}

/** Posts and ad budget together; the number of channels is a choice, not a volume. */
function scale(answers: Values, factor: number): Values {
  const times = (id: string) => {
    const value = number(answers, id);
    return value === undefined ? {} : { [id]: dusted(value * factor) };
  };
  return { ...answers, ...times('posts'), ...times('adBudget') };
}

export const socialMedia: Service = {
  id: 'social-media',
  slug: t('sociala-medier', 'social-media'),
  icon: 'megaphone',
  name: t('Sociala medier', 'Social media'),
  title: t('Sociala medier, jämförda på samma innehåll', 'Social media, compared on the same content'),
  lead: t(
    'Byråerna räknar på lika många inlägg och kanaler. Arvodet jämförs för sig och annonspengarna visas för sig, så att du ser vad arbetet kostar.',
    'The agencies price the same posts and channels. Their fee is compared and your ad spend shown apart, so you see what the work costs.',
  ),
  card: t(
    'Inlägg, film och annonsering. Annonspengarna visas för sig.',
    'Posts, video and ads. Ad spend is shown apart.',
  ),
  bring: t('Dina kanaler och din annonsbudget', 'Your channels and ad budget'),
  needHeading: t('Så vill du synas', 'How you want to be seen'),
  excludes: t('Annonspengar till plattformarna ingår inte.', 'Ad spend to the platforms is not included.'),
  questions,
  quoteFields,
  cost,
  scale,
  volume: (answers) =>
    both((f) => {
      const [posts, adBudget] = [number(answers, 'posts'), number(answers, 'adBudget')];
      if (posts === undefined) return f.say('Inget antal inlägg angivet', 'No number of posts given');
      const per = f.say(`${f.n(posts)} inlägg per månad`, `${f.n(posts)} posts a month`);
      if (answers.ads !== true || adBudget === undefined) return per;
      return `${per}, ${f.say(`${f.kr(adBudget)} i annonser`, `${f.kr(adBudget)} in ads`)}`;
    }),
};
