import {
  commonQuestions,
  errorsOf,
  type Field,
  type Rules,
  type Service,
  schemaFor,
  serviceById,
  serviceIds,
  type Values,
} from '#catalog/index.ts';
import type { Locale } from '#policy/text.ts';
import { apiWords } from './api.texts.ts';
import type { Pointed } from './problem.ts';

/** A request as it was sent, and read by the rules that the form has. */
export interface LeadBody {
  readonly service: Service;
  /** The customer's language. */
  readonly locale: Locale;
  /** Ids as they were written, each once, in an order that doesn't depend on the registry. */
  readonly suppliers: readonly string[];
  readonly company: Values;
  readonly answers: Values;
}

type Read =
  | { readonly ok: true; readonly body: LeadBody }
  | { readonly ok: false; readonly errors: readonly Pointed[] };
type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What stands around the answers; each is declared in policy/fields.ts (P2). */
export const envelope = ['service', 'locale', 'suppliers', 'told', 'company', 'answers'] as const;

/** A step of a JSON pointer (RFC 6901), in the form for a fragment, as RFC 9457 shows it. */
const pointerTo = (...steps: readonly (string | number)[]): string =>
  `#${steps.map((step) => `/${encodeURI(String(step).toWellFormed()).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')}`;

/** Reads a body. All that is wrong is told at once. @param locale the language it is told in @param today in Sweden */
export function readLead(input: unknown, locale: Locale, today: Temporal.PlainDate): Read {
  const t = apiWords(locale).faults;
  if (!isObject(input)) return { ok: false, errors: [{ pointer: '#', detail: t.body }] };
  const id = serviceIds.find((one) => one === input.service);
  const suppliers = idsIn(input.suppliers);
  const customer = input.locale === undefined ? 'sv' : (['sv', 'en'] as const).find((one) => one === input.locale);
  const service = id && serviceById(id);
  const company = part('company', commonQuestions, input.company, { today }, locale);
  const answers = service && part('answers', service.questions, input.answers, { today, check: service.check }, locale);
  const errors: Pointed[] = [
    ...Object.keys(input)
      .filter((key) => !(envelope as readonly string[]).includes(key))
      .map((key) => ({ pointer: pointerTo(key), detail: t.unknown })),
    ...(service ? [] : [{ pointer: '#/service', detail: `${t.service}: ${serviceIds.join(', ')}` }]),
    ...(customer ? [] : [{ pointer: '#/locale', detail: t.locale }]),
    ...(suppliers ? [] : [{ pointer: '#/suppliers', detail: t.suppliers }]),
    ...(input.told === true ? [] : [{ pointer: '#/told', detail: t.told }]),
    ...(company ? company.errors : [{ pointer: '#/company', detail: t.company }]),
    ...(answers?.errors ?? []),
    ...(isObject(input.answers) ? [] : [{ pointer: '#/answers', detail: t.answers }]),
  ];
  // That nothing is said to be wrong is no proof that something was read.
  if (errors.length > 0 || !service || !customer || !suppliers || !company?.values || !answers?.values)
    return { ok: false, errors };
  return { ok: true, body: { service, locale: customer, suppliers, company: company.values, answers: answers.values } };
}

interface Part {
  readonly errors: readonly Pointed[];
  /** Undefined when they could not be read. */
  readonly values?: Values;
}

/** Undefined for what is no object at all. */
function part(
  within: string,
  fields: readonly Field[],
  input: unknown,
  rules: Rules,
  locale: Locale,
): Part | undefined {
  if (!isObject(input)) return undefined;
  const read = schemaFor(fields, rules).safeParse(input);
  if (read.success) return { errors: [], values: read.data };
  const errors = Object.entries(errorsOf(fields, read.error));
  return { errors: errors.map(([id, text]) => ({ pointer: pointerTo(within, id), detail: text[locale] })) };
}

const mostIds = 100;

function idsIn(input: unknown): string[] | undefined {
  if (!Array.isArray(input) || input.length === 0 || input.length > mostIds) return undefined;
  return input.every((one) => typeof one === 'string') ? [...new Set(input)].sort() : undefined;
}

/** Suppliers that can't have it, where they stand in the list that was sent. */
export const unofferedIn = (input: unknown, offered: ReadonlySet<string>, locale: Locale): Pointed[] => {
  const ids = (input as { readonly suppliers: readonly string[] }).suppliers;
  const detail = apiWords(locale).faults.supplier;
  return ids.flatMap((id, index) => (offered.has(id) ? [] : [{ pointer: pointerTo('suppliers', index), detail }]));
};
