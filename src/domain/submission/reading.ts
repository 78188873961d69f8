import {
  commonQuestions,
  nameOf,
  parseAnswers,
  type Question,
  questionsOf,
  type ServiceId,
  serviceById,
  type Values,
} from '#catalog/index.ts';
import type { Text } from '#policy/text.ts';
import type { FormSource } from '../source/index.ts';
import type { SentField } from './submission.ts';
import { plain } from './submission.ts';
import { isTicked, understand } from './words.ts';

/** What a field may answer beside the service's questions: which suppliers were left ticked, and that the customer was told who gets what. */
export const otherTargets = ['suppliers', 'told'] as const;
/** A field that is of no use, by decision. */
export const ignored = '';

/** What has to be put right before a post can be a request; `question` when it is about one. */
export interface Hindrance {
  readonly question?: string;
  /** The field's label, where it is about a field. */
  readonly field?: string;
  readonly because: Text;
}

export interface Reading {
  /** The answers that could be read, and those of the company. */
  readonly answers: Values;
  readonly company: Values;
  /** Every answer as a form would have it, also what could not be read, for somebody to complete. */
  readonly raw: Readonly<Record<string, string | readonly string[]>>;
  readonly suppliers: readonly string[];
  readonly hindrances: readonly Hindrance[];
}

interface Offered {
  readonly id: string;
  readonly name: string;
}

/** Which target a field has; undefined when nobody has decided. Where a form was set to tell its fields otherwise, it is known by its label. */
export function targetOf(
  { mapping }: Pick<FormSource, 'mapping'>,
  { key, label }: Pick<SentField, 'key' | 'label'>,
): string | undefined {
  if (Object.hasOwn(mapping, key)) return mapping[key];
  const words = new Set([plain(key), plain(label)]);
  const same = plainly(mapping).filter(([known]) => known !== '' && words.has(known));
  return same.length === 1 ? same[0]?.[1] : undefined;
}

const made = new WeakMap<FormSource['mapping'], (readonly [string, string])[]>();
/** A mapping's keys as people read them, made once for each: every field of every post is looked up among them. */
function plainly(mapping: FormSource['mapping']): (readonly [string, string])[] {
  const known = made.get(mapping) ?? Object.entries(mapping).map(([key, target]) => [plain(key), target] as const);
  made.set(mapping, known);
  return known;
}

/** The questions that one field may answer: no list of twelve months. */
export const fieldQuestions = (service: ServiceId): readonly Question[] =>
  questionsOf(serviceById(service)).filter(({ kind }) => kind !== 'months');

/** Kinds whose answer may be in several fields: a first name and a last, each box of a list. */
export const mayJoin = ({ kind }: Pick<Question, 'kind'>): boolean => ['text', 'longtext', 'choices'].includes(kind);

/**
 * Reads a post as a request to a service. Nothing is guessed: what is not clear is a hindrance, and the post then waits for somebody.
 * @param offered the suppliers that take requests for the service now @param today in Sweden
 */
export function readSubmission(
  source: FormSource,
  content: readonly SentField[],
  offered: readonly Offered[],
  today: Temporal.PlainDate,
): Reading {
  const service = serviceById(source.service);
  const hindrances: Hindrance[] = [];
  const given = new Map<string, string[]>();
  for (const field of content) {
    const values = field.values.filter((one) => one.trim() !== '');
    const target = targetOf(source, field);
    if (values.length === 0 || target === ignored) continue;
    if (target === undefined) hindrances.push({ field: field.label, because: unmapped });
    else given.set(target, [...(given.get(target) ?? []), ...values]);
  }
  const raw: Record<string, string | readonly string[]> = {};
  for (const question of questionsOf(service)) {
    const values = given.get(question.id);
    if (!values) continue;
    const read = understand(question, values);
    if (read.ok) raw[question.id] = read.raw;
    else {
      hindrances.push({ question: question.id, because: read.because });
      // Shown to whoever completes it, where a form can show it.
      if (!('options' in question) && question.kind !== 'yesno') raw[question.id] = values.join(' ');
    }
  }
  const { values, errors } = parseAnswers(service, raw, today);
  for (const [question, because] of Object.entries(errors))
    if (!hindrances.some((one) => one.question === question)) hindrances.push({ question, because });
  const receivers = receiversIn(source, given.get('suppliers'), offered);
  if (receivers.because) hindrances.push({ because: receivers.because });
  if (!source.told) hindrances.push({ because: unvouched });
  if (Object.values(source.mapping).includes('told') && !isTicked(given.get('told') ?? [], source.toldWords))
    hindrances.push({ because: untold });
  const common = new Set(commonQuestions.map(({ id }) => id));
  const part = (own: boolean): Values =>
    Object.fromEntries(Object.entries(values).filter(([id]) => common.has(id) === own));
  return { answers: part(false), company: part(true), raw, suppliers: receivers.ids, hindrances };
}

/** Those that the customer ticked where the form asks, and those that it names where it doesn't; of them whoever takes requests now (P3). */
function receiversIn(
  source: FormSource,
  ticked: readonly string[] | undefined,
  offered: readonly Offered[],
): { readonly ids: readonly string[]; readonly because?: Text } {
  const asks = Object.values(source.mapping).includes('suppliers');
  if (!asks) {
    const ids = source.suppliers.filter((id) => offered.some((one) => one.id === id));
    return ids.length > 0 ? { ids } : { ids, because: nobody };
  }
  const named = (ticked ?? []).flatMap((value) => {
    const whole = offered.find(({ id, name }) => id === value || plain(name) === plain(value));
    return whole
      ? [whole.id]
      : value
          .split(/[\n;,|]/)
          .filter((part) => part.trim())
          .map((part) => offered.find(({ id, name }) => id === part.trim() || plain(name) === plain(part))?.id);
  });
  const ids = [...new Set(named.filter((id) => id !== undefined))].sort();
  if (named.includes(undefined)) return { ids, because: unknownSupplier };
  return ids.length > 0 ? { ids } : { ids, because: nobody };
}

const unmapped: Text = {
  sv: 'Fältet är inte kopplat till någon fråga, och inte heller avvalt',
  en: 'The field is tied to no question, and has not been set aside either',
};
const nobody: Text = {
  sv: 'Ingen av leverantörerna som formuläret gäller tar emot förfrågningar just nu',
  en: 'None of the suppliers that the form is about takes requests right now',
};
const unknownSupplier: Text = {
  sv: 'En leverantör som kunden valt tar inte emot förfrågningar om tjänsten just nu',
  en: 'A supplier that the customer chose does not take requests for the service right now',
};
const unvouched: Text = {
  sv: 'Ingen intygar att formuläret visar vem som får vad',
  en: 'Nobody vouches that the form shows who gets what',
};
const untold: Text = {
  sv: 'Rutan om att kunden vet vem som får uppgifterna är inte ikryssad',
  en: 'The box saying that the customer knows who gets the data is not ticked',
};

/** What is missing before a form may be switched on: each question that is always required has a field, and somebody can receive. */
export function missingIn(
  source: Pick<FormSource, 'service' | 'mapping' | 'suppliers' | 'told'>,
): readonly ('told' | 'suppliers' | Question)[] {
  const targets = Object.values(source.mapping);
  return [
    ...questionsOf(serviceById(source.service)).filter(
      ({ id, required, when }) => required && !when && !targets.includes(id),
    ),
    ...(targets.includes('suppliers') || source.suppliers.length > 0 ? [] : (['suppliers'] as const)),
    ...(source.told ? [] : (['told'] as const)),
  ];
}

/** A hindrance in one language, with the name of what it is about in front. */
export function explainHindrance(
  { question, field, because }: Hindrance,
  service: FormSource['service'],
  locale: 'sv' | 'en',
): string {
  const about = question ? questionsOf(serviceById(service)).find(({ id }) => id === question) : undefined;
  const name = about ? nameOf(about, locale) : field;
  return name ? `${name}${/[?!.:]$/.test(name) ? '' : ':'} ${because[locale]}` : because[locale];
}
