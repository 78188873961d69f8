// Longer than most: the telling of one story from its request to its end, each step a line or two, belongs together.
import {
  asForm,
  commonQuestions,
  isSoleTrader,
  parseAnswers,
  parseQuote,
  serviceById,
  type Value,
  type Values,
} from '#catalog/index.ts';
import { askQuestion } from '#domain/contact/index.ts';
import { endRequest, reportContract, reportLost } from '#domain/contract/index.ts';
import { leadById, type NewLead } from '#domain/lead/index.ts';
import { chooseQuote, comparisonOf, giveQuote, quotesOf, withdrawQuote } from '#domain/quote/index.ts';
import { acceptReferral, declineReasons, declineReferral, noteOpened, referralsOf } from '#domain/referral/index.ts';
import { stockholmDate } from '#platform/clock.ts';
import { type Tx, transact } from '#platform/db/index.ts';
import type { House } from './house.ts';
import { aboutCompany, needOf } from './needs.ts';
import { offerFor } from './offers.ts';
import { smallPdf } from './pdf.ts';
import { type Act, actsOf, type Story } from './plan.ts';
import { type Chance, chance } from './random.ts';
import { Moments } from './time.ts';

/** Something that is done at a moment. */
export interface Step {
  readonly at: Temporal.Instant;
  readonly run: (house: House) => Promise<void>;
}

/** A story under way: what is known of it once the request is stored. */
interface Told {
  readonly story: Story;
  readonly need: Values;
  leadId: string;
}

/** Everything that happens in a story, as steps in time. All of it lies before `now`. */
export function stepsOf(story: Story, now: Temporal.Instant): Step[] {
  const r = chance(`${story.company.index} ${story.service}`);
  const acts = actsOf(story, r);
  const told: Told = { story, need: needFor(story, acts, r), leadId: '' };
  const moments = new Moments(now, story.age, r);
  const company = aboutCompany(story.company, stockholmDate(moments.at), r);
  const steps: Step[] = [
    {
      at: moments.at,
      async run(house) {
        told.leadId = await ask(house, told, company, 1);
      },
    },
  ];
  if (story.again) {
    const { again, ticked: _, ...same } = story;
    const { hours, email = story.company.email } = again;
    const at = moments.at.add({ hours });
    steps.push({
      at,
      run: async (house) => void (await ask(house, { ...told, story: same }, { ...company, email }, 2)),
    });
  }
  const branches = [...acts].map(([supplier, act]) => {
    const own = moments.branch();
    steps.push(...answersOf(told, supplier, act, own, r));
    return own.at;
  });
  moments.skipTo(branches);
  if (r.once(6) && story.fate !== 'waiting')
    steps.push({
      at: moments.later(0),
      run: (house) =>
        act(house, (tx) => askQuestion(house.ctx, tx, told.leadId, r.pick(questions[story.company.locale]))),
    });
  return [...steps, ...endOf(told, moments, r)];
}

const questions = {
  sv: [
    'Kan vi få med vår andra adress i samma avtal?',
    'När behöver vi senast bestämma oss?',
    'Gäller priset även om vi växer?',
  ],
  en: ['Can the contract be in English?', 'When do we have to decide at the latest?'],
} as const;

const act = (house: House, work: (tx: Tx) => Promise<unknown>): Promise<void> =>
  transact(house.ctx.db, async (tx) => void (await work(tx)));

/** A flawed quote needs a request that leaves the formula without an answer. */
function needFor(story: Story, acts: ReadonlyMap<string, Act>, r: Chance): Values {
  const { minutes, hours, ...bare } = needOf(story.service, story.company, r) as Record<string, Value>;
  const flawed = [...acts.values()].includes('flawed');
  return {
    ...bare,
    ...(flawed || minutes === undefined ? {} : { minutes }),
    ...(flawed || hours === undefined ? {} : { hours }),
  };
}

/** Sends the request as the form would: read, checked, stored. @returns its id */
async function ask(house: House, { story, need }: Told, company: Values, time: number): Promise<string> {
  const service = serviceById(story.service);
  const { values, errors } = parseAnswers(service, asForm({ ...need, ...company }), stockholmDate(house.clock.now()));
  refuse(errors, story);
  const common = new Set(commonQuestions.map((q) => q.id));
  const [own, shared] = [false, true].map((wanted) =>
    Object.fromEntries(Object.entries(values).filter(([id]) => common.has(id) === wanted)),
  );
  const { index, locale } = story.company;
  const lead: NewLead = {
    service: story.service,
    source: story.source ?? 'form',
    locale,
    company: {
      ...(shared as unknown as NewLead['company']),
      soleTrader: isSoleTrader(String(values.organisationNumber)),
    },
    answers: own!,
    ticked: [...(story.ticked ?? actsOf({ ...story, acts: {} }, chance('all')).keys())].toSorted(),
    // Set aside for documentation (RFC 5737): nobody's address.
    ip: story.source === 'email' ? null : `192.0.2.${index + 1}`,
    idempotencyKey: `${marker}${index}-${story.service}-${time}`,
  };
  return house.receive(lead, `192.0.2.${index + 1}`);
}

/** Begins every idempotency key of the world: how it is known to be there already. */
export const marker = 'demo-world-';

function refuse(errors: Readonly<Record<string, unknown>>, story: Story): void {
  if (Object.keys(errors).length > 0)
    throw new Error(`the demo world is wrong: ${story.service}, ${JSON.stringify(errors)}`);
}

function answersOf(told: Told, supplier: string, what: Act, moments: Moments, r: Chance): Step[] {
  if (what === 'silent') return [];
  const step = (days: number, work: (house: House, tx: Tx, own: Own) => Promise<unknown>): Step => ({
    at: moments.later(days),
    run: (house) =>
      act(house, async (tx) => {
        const own = await reached(tx, told, supplier);
        if (own) await work(house, tx, own);
      }),
  });
  const opened = step(r.pick([0, 0, 1]), (house, tx, own) => noteOpened(house.ctx, tx, own));
  if (what === 'opened') return [opened];
  const reason = r.pick(declineReasons.filter((d) => d !== 'other'));
  if (what === 'declined')
    return [opened, step(r.pick([0, 1, 3]), (house, tx, own) => declineReferral(house.ctx, tx, own, reason))];
  const accepted = step(0, (house, tx, own) => acceptReferral(house.ctx, tx, own));
  if (what === 'accepted') return [opened, accepted];
  const values = (house: House) => {
    const { service, company } = told.story;
    const asked = { supplier, need: told.need, date: stockholmDate(house.clock.now()), flaw: what === 'flawed' };
    return offerFor(service, { ...asked, locale: company.locale }, chance(`${company.index} ${service} ${supplier}`));
  };
  const file = r.once(3) ? smallPdf('Exempeloffert / example quote. All figures are invented.') : undefined;
  const quoted = step(r.pick([0, 1, 1, 2, 4]), (house, tx, own) => give(house, tx, own, told, values(house), file));
  const begun = [opened, ...(r.once(2) ? [accepted] : []), quoted];
  if (what === 'corrected')
    return [...begun, step(1, (house, tx, own) => give(house, tx, own, told, lowered(values(house))))];
  if (what === 'withdrawn') return [...begun, step(1, (house, tx, own) => takeBack(house, tx, own))];
  return begun;
}

type Own = Parameters<typeof giveQuote>[2];

/** The supplier's referral, if the request went to it and got there. */
async function reached(tx: Tx, { leadId }: Told, supplierId: string): Promise<Own | undefined> {
  const referral = (await referralsOf(tx, leadId)).find((r) => r.supplierId === supplierId);
  return referral?.sentAt ? { id: referral.id, leadId, supplierId, service: referral.service } : undefined;
}

async function give(
  house: House,
  tx: Tx,
  own: Own,
  { story }: Told,
  offered: Values,
  file?: Uint8Array,
): Promise<void> {
  const { values, errors } = parseQuote(serviceById(story.service), asForm(offered), stockholmDate(house.clock.now()));
  refuse(errors, story);
  await giveQuote(house.ctx, tx, own, values, file);
}

const prices = [
  'fixedPrice',
  'markup',
  'planLow',
  'premium',
  'rate',
  'percentDebit',
  'markupPercent',
  'base',
  'retainer',
  'hourlyRate',
  'monthlyFee',
];

/** The same quote, its first price five per cent lower. */
function lowered(values: Values): Values {
  const id = prices.find((price) => typeof values[price] === 'number' && values[price] > 0);
  return id ? { ...values, [id]: Number((Number(values[id]) * 0.95).toFixed(2)) } : values;
}

async function takeBack(house: House, tx: Tx, own: Own): Promise<void> {
  const quote = (await quotesOf(tx, own.leadId)).find((q) => q.referralId === own.id);
  if (quote) await withdrawQuote(house.ctx, tx, own, quote.id);
}

function endOf(told: Told, moments: Moments, r: Chance): Step[] {
  const { fate } = told.story;
  const later = (days: number, work: (house: House, tx: Tx) => Promise<unknown>): Step => ({
    at: moments.later(days),
    run: (house) => act(house, (tx) => work(house, tx)),
  });
  const close = (reason: 'withdrawn' | 'no-contract') =>
    later(r.whole(2, 14), (house, tx) => endRequest(house.ctx, tx, told.leadId, reason));
  const choose = () =>
    later(r.whole(1, 6), async (house, tx) =>
      chooseQuote(house.ctx, tx, told.leadId, (await preferred(house, tx, told.leadId, r)).id),
    );
  const report = (by: 'customer' | 'supplier') =>
    later(r.whole(2, 15), async (house, tx) =>
      reportContract(house.ctx, tx, (await preferred(house, tx, told.leadId, r)).referralId, by),
    );
  if (fate === 'closed') return [close('no-contract')];
  if (fate === 'withdrawn') return [close('withdrawn')];
  if (fate === 'chosen') return [choose()];
  if (fate === 'reconsidered')
    return [
      choose(),
      later(3, async (house, tx) => reportLost(house.ctx, tx, (await preferred(house, tx, told.leadId, r)).referralId)),
    ];
  if (fate !== 'contracted') return [];
  // Some never say which they chose; only that they signed.
  return r.once(4) ? [report('customer')] : [choose(), report(r.pick(['customer', 'supplier']))];
}

/** The quote chosen, or the one to choose: usually the lowest that can be compared. */
async function preferred(house: House, tx: Tx, leadId: string, r: Chance) {
  const quotes = await quotesOf(tx, leadId);
  const chosen = quotes.find((q) => q.state === 'chosen');
  if (chosen) return chosen;
  const lead = (await leadById(tx, leadId))!;
  const open = quotes.filter((q) => q.state === 'open');
  const lowest = comparisonOf(lead, open, stockholmDate(house.ctx.clock.now())).ranked[0]?.id;
  const quote = r.once(4) ? r.pick(open) : (open.find((q) => q.id === lowest) ?? open[0]);
  if (!quote) throw new Error('the demo world is wrong: nothing to choose');
  return quote;
}
