import type { Field } from '#catalog/index.ts';
import type { Text } from '#policy/text.ts';
import { plain } from './submission.ts';

/** What was written, as the catalogue's reader takes it; or why it can't be told what was meant. */
export type Understood =
  | { readonly ok: true; readonly raw: string | readonly string[] }
  | { readonly ok: false; readonly because: Text };

const because = (sv: string, en: string): Understood => ({ ok: false, because: { sv, en } });

/** No number that is asked for takes more with its unit; a longer text would only keep the readers busy. */
const mostDigits = 60;

/** A mark that stands where a form sent something that is no text. */
export const unreadable = '\uFFFD';

/**
 * Understands what another form's fields say as the answer to a question, where it can be one thing only: an option by its label, «Ja», a
 * date by the name of its month. What might be two things is not guessed at.
 */
export function understand(field: Field, values: readonly string[]): Understood {
  const given = values.map((one) => one.trim()).filter(Boolean);
  const [first = '', ...more] = given;
  if (given.some((one) => one.includes(unreadable)))
    return because('Innehåller tecken som inte går att läsa', 'Contains characters that can’t be read');
  switch (field.kind) {
    case 'text':
      return { ok: true, raw: given.join(' ') };
    case 'longtext':
      return { ok: true, raw: given.join('\n') };
    case 'choices':
      return chosen(field, given);
    case 'months':
      return because('Tolv månader kan inte läsas ur ett fält', 'Twelve months can’t be read from one field');
  }
  if (more.length > 0)
    return because('Flera svar på en fråga som har ett', 'Several answers to a question that has one');
  switch (field.kind) {
    case 'choice': {
      const id = optionOf(field, first);
      return id === undefined
        ? because('Svaret är inget av alternativen', 'The answer is none of the options')
        : { ok: true, raw: id };
    }
    case 'yesno':
      return yesOrNo(first);
    case 'date':
      return dateOf(first);
    case 'integer':
    case 'decimal':
      return first.length > mostDigits
        ? because('Svaret är för långt för att vara ett tal', 'The answer is too long to be a number')
        : { ok: true, raw: withoutPeriod(field, first) };
    default:
      return { ok: true, raw: first };
  }
}

type Options = Extract<Field, { options: unknown }>;

/** By its id or its label in either language; undefined when none fits, or two. */
function optionOf({ options }: Options, written: string): string | undefined {
  const word = plain(written);
  const exact = options.filter(({ id }) => id === written);
  const found =
    exact.length > 0
      ? exact
      : options.filter(({ id, label }) => [id, label.sv, label.en].some((one) => plain(one) === word));
  return word !== '' && found.length === 1 ? found[0]?.id : undefined;
}

/** Each by itself, or several in one with signs between. One that a sign stands in is tried whole first. */
function chosen(field: Options, given: readonly string[]): Understood {
  const ids = given.flatMap((one): (string | undefined)[] => {
    const whole = optionOf(field, one);
    return whole === undefined
      ? one
          .split(/[\n;,|]/)
          .filter((part) => part.trim())
          .map((part) => optionOf(field, part.trim()))
      : [whole];
  });
  if (ids.some((id) => id === undefined))
    return because('Något av svaren är inget av alternativen', 'One of the answers is none of the options');
  return { ok: true, raw: [...new Set(ids as string[])] };
}

const yes = ['yes', 'ja', 'y', 'j', 'true', 'sant', 'on', '1', 'checked', 'accepted', 'japp'];
const no = ['no', 'nej', 'n', 'false', 'falskt', 'off', '0', 'ingen', 'inga'];

function yesOrNo(written: string): Understood {
  const word = plain(written);
  if (yes.includes(word)) return { ok: true, raw: 'yes' };
  if (no.includes(word)) return { ok: true, raw: 'no' };
  return because('Varken ja eller nej', 'Neither yes nor no');
}

/** How a text begins that says no, whatever it goes on with. */
const refusal =
  /^\P{L}*(?:(?:nej|no|not|ej|inte|icke|aldrig|never|don.?t|do not|av|off|false|falskt)(?!\p{L})|avböj|avstå|neka|vägra|un(?!d)|declin|refus|reject)/iu;

/** Whether what a box sends is no tick, so that nobody may confirm it as one. */
export const isNoTick = (value: string): boolean =>
  plain(value) === '' || refusal.test(value.trim()) || no.includes(plain(value));

/**
 * Whether a box that says that the customer has been told is ticked (P3): by a word for yes, or by the form's own words where somebody has
 * confirmed that they are what it sends. Anything else is no tick, and one that isn't undoes those that are.
 */
export function isTicked(values: readonly string[], confirmed: readonly string[] = []): boolean {
  const given = values.filter((one) => one.trim() !== '');
  const words = [...yes, ...confirmed.map(plain)];
  return given.length > 0 && given.every((one) => !isNoTick(one) && words.includes(plain(one)));
}

const months = [
  ...[
    'januari january jan',
    'februari february feb',
    'mars march mar',
    'april apr',
    'maj may',
    'juni june jun',
    'juli july jul',
  ],
  ...['augusti august aug', 'september sept sep', 'oktober october okt oct', 'november nov', 'december dec'],
].map((names) => names.split(' '));
const monthOf = (name: string): number =>
  months.findIndex((names) => names.includes(name.toLowerCase().replace(/\.$/, ''))) + 1;

/** A date that can be one day only. 3/4 is two, by where one comes from. */
function dateOf(written: string): Understood {
  const iso = /^(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})$/.exec(written);
  if (iso) return dayOf(iso[1], iso[2], iso[3]);
  const named = /^(\d{1,2})\.?\s+(?:de\s+)?(\p{L}+\.?),?\s+(\d{4})$/u.exec(written) ?? undefined;
  if (named && monthOf(named[2]!)) return dayOf(named[3], monthOf(named[2]!), named[1]);
  const english = /^(\p{L}+\.?)\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$/u.exec(written);
  if (english && monthOf(english[1]!)) return dayOf(english[3], monthOf(english[1]!), english[2]);
  const numbers = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/.exec(written);
  if (numbers) {
    const [one, other] = [Number(numbers[1]), Number(numbers[2])];
    if (one > 12 && other <= 12) return dayOf(numbers[3], other, one);
    if (other > 12 && one <= 12) return dayOf(numbers[3], one, other);
    if (one === other) return dayOf(numbers[3], one, other);
  }
  return because('Det går inte att se vilket datum det är', 'It can’t be seen which date it is');
}

const dayOf = (year: unknown, month: unknown, day: unknown): Understood => ({
  ...{ ok: true, raw: `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}` },
});

const periods = /(?:\/|per|om)\s*(år|året|year|mån|månad|månaden|month)\.?$/iu;

/** «84 000 kWh/år» in answer to «Förbrukning per år»: the period says what the question says already. Any other stays, and is refused. */
function withoutPeriod({ label }: Field, written: string): string {
  const period = periods.exec(written)?.[1]?.toLowerCase();
  const asked = /år|year/i.test(`${label.sv} ${label.en}`)
    ? 'year'
    : /månad|month/i.test(`${label.sv} ${label.en}`)
      ? 'month'
      : undefined;
  const told = period && (/^(år|året|year)$/.test(period) ? 'year' : 'month');
  return told && told === asked ? written.replace(periods, '').trim() : written;
}
