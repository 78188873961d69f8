import type { Text } from '#policy/text.ts';
import { commonQuoteFields } from './common.ts';
import { both } from './format.ts';
import type { Cost, CostLine, Field, Values } from './types.ts';

/** A number that was answered; anything else is undefined. */
export function number(values: Values, id: string): number | undefined {
  const value = values[id];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export const notComparable = (because: Text): Cost => ({ comparable: false, because });

type Source = 'quote' | 'request';

/** Why the cost can't be computed, naming the fields without an answer; undefined when all are there. */
export function missing(
  values: Values,
  fields: readonly Field[],
  ids: readonly string[],
  source: Source = 'quote',
): Text | undefined {
  const absent = ids.filter(
    (id) =>
      !answered(
        fields.find((field) => field.id === id),
        values,
        id,
      ),
  );
  return absent.length === 0 ? undefined : lacks(fields, absent, source);
}

/** A value of the wrong type, or an option that doesn't exist, is no answer: a formula would have to guess. */
function answered(field: Field | undefined, values: Values, id: string): boolean {
  const value = values[id];
  if (field?.kind === 'integer' || field?.kind === 'decimal') return number(values, id) !== undefined;
  if (field?.kind === 'yesno') return typeof value === 'boolean';
  if (field?.kind === 'choice') return field.options.some((option) => option.id === value);
  return value !== undefined && value !== '';
}

function lacks(fields: readonly Field[], ids: readonly string[], source: Source): Text {
  const labels = ids.map((id) => fields.find((field) => field.id === id)?.label ?? { sv: id, en: id });
  return {
    sv: `${source === 'quote' ? 'Offerten' : 'Förfrågan'} saknar ${labels.map((l) => `«${l.sv}»`).join(', ')}`,
    en: `The ${source} lacks ${labels.map((l) => `“${l.en}”`).join(', ')}`,
  };
}

/** The numbers a formula can't do without, or why it can't be computed. */
export function demand<Id extends string>(
  values: Values,
  fields: readonly Field[],
  ids: readonly Id[],
  source: Source = 'quote',
): { readonly ok: true; readonly n: Readonly<Record<Id, number>> } | { readonly ok: false; readonly because: Text } {
  const absent = ids.filter((id) => number(values, id) === undefined);
  if (absent.length > 0) return { ok: false, because: lacks(fields, absent, source) };
  return { ok: true, n: Object.fromEntries(ids.map((id) => [id, number(values, id)])) as Record<Id, number> };
}

/** Kronor from a quantity priced in öre, without the dust binary fractions leave (84 000 × 64.9 öre is 54 516, not 54 516.00000000001). */
export const fromOre = (quantity: number, ore: number) => dusted((quantity * ore) / 100);
/** To a millionth of a krona. */
export const dusted = (amount: number) => (Math.abs(amount) < 1e9 ? Math.round(amount * 1e6) / 1e6 : amount);

/** A monthly fee as a line: 12 × 249 kr. */
export const monthlyLine = (label: Text, fee: number, count = 1): CostLine => ({
  label,
  formula: both((f) => (count === 1 ? `12 × ${f.kr(fee)}` : `12 × ${f.n(count)} × ${f.kr(fee)}`)),
  amount: dusted(12 * count * fee),
});

export interface Parts {
  readonly quote: Values;
  /** Months compared, at least 12. */
  readonly horizonMonths: number;
  /** What every year costs; lines of 0 are kept, so that the reader sees that they were counted. */
  readonly yearly: readonly CostLine[];
  /** What is paid once, beside the common one-off cost; the horizon spreads it out. */
  readonly once?: readonly { readonly label: Text; readonly amount: number; readonly formula?: Text }[];
  readonly assumptions?: readonly Text[];
  readonly figures?: readonly { readonly label: Text; readonly value: Text }[];
}

/**
 * The common total, SEK per year excluding VAT:
 * annual = 12/H × (Σ_{m=1..H} (recurring_m − discount_m + usage_m) + one-off + exit cost if binding > H).
 * Every year of the horizon has the same recurring cost and usage, so they need no 12/H.
 */
export function annualCost(parts: Parts): Cost {
  const { quote } = parts;
  const horizon = Number.isFinite(parts.horizonMonths) ? Math.max(12, parts.horizonMonths) : 12;
  const absent = missing(quote, commonQuoteFields, needed(quote, horizon));
  if (absent) return notComparable(absent);
  const once = [...(parts.once ?? []), ...commonOnce(quote, horizon)].filter(({ amount }) => amount !== 0);
  const lines = [...parts.yearly, ...once.map((part) => spread(part, horizon)), ...discount(quote, horizon)];
  const annual = lines.reduce((sum, line) => sum + line.amount, 0);
  if (!Number.isFinite(annual) || lines.some((line) => !Number.isFinite(line.amount)))
    return notComparable({ sv: 'Ett tal är för stort för att räkna med', en: 'A number is too large to compute with' });
  return {
    comparable: true,
    annual: dusted(annual),
    lines,
    assumptions: [...(parts.assumptions ?? []), ...(horizon > 12 ? [alike(horizon)] : [])],
    ...(parts.figures ? { figures: parts.figures } : {}),
  };
}

function needed(quote: Values, horizon: number): string[] {
  const bound = (number(quote, 'bindingMonths') ?? 0) > horizon;
  const discounted = (number(quote, 'discountMonthly') ?? 0) !== 0;
  return ['bindingMonths', ...(bound ? ['exitCost'] : []), ...(discounted ? ['discountMonths'] : [])];
}

const labelOf = (id: string): Text => commonQuoteFields.find((field) => field.id === id)!.label;

function commonOnce(quote: Values, horizon: number) {
  const bound = number(quote, 'bindingMonths')! > horizon;
  return ['oneOff', ...(bound ? ['exitCost'] : [])].map((id) => ({
    label: labelOf(id),
    amount: number(quote, id) ?? 0,
  }));
}

function spread(part: { label: Text; amount: number; formula?: Text }, horizon: number): CostLine {
  const share = horizon === 12 ? '' : ` × 12/${horizon}`;
  return {
    label: part.label,
    formula: both((f) => `${part.formula?.[f.locale] ?? f.kr(part.amount)}${share}`),
    amount: dusted((part.amount * 12) / horizon),
  };
}

function discount(quote: Values, horizon: number): CostLine[] {
  const monthly = number(quote, 'discountMonthly') ?? 0;
  const months = Math.min(number(quote, 'discountMonths') ?? 0, horizon);
  if (monthly === 0 || months <= 0) return [];
  return [
    {
      label: { sv: 'Rabatt', en: 'Discount' },
      formula: both((f) => `−${f.n(months)} × ${f.kr(monthly)}${horizon === 12 ? '' : ` × 12/${horizon}`}`),
      amount: -dusted((monthly * months * 12) / horizon),
    },
  ];
}

const alike = (horizon: number) =>
  both((f) =>
    f.say(
      `Jämförelsen gäller ${horizon} månader. Alla år antas vara lika, och priserna antas gälla hela tiden.`,
      `The comparison covers ${horizon} months. Every year is taken to be alike, with the same prices throughout.`,
    ),
  );
