import {
  commonQuestions,
  type Field,
  type Rules,
  readJson,
  type Service,
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
  | { readonly ok: true; readonly body: LeadBody; readonly sent: Sent }
  | { readonly ok: false; readonly errors: readonly Pointed[]; readonly sent: Sent };
/** The service and whom it is to go to as they stand there, whatever else is wrong. */
interface Sent {
  readonly service?: Service | undefined;
  readonly suppliers: readonly string[];
}
type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What stands around the answers; each is declared in policy/fields.ts (P2). */
export const envelope = ['service', 'locale', 'suppliers', 'told', 'company', 'answers'] as const;

/** A step of a JSON pointer (RFC 6901), in the form for a fragment, as RFC 9457 shows it. */
const pointerTo = (...steps: readonly (string | number)[]): string =>
  `#${steps.map((step) => `/${encodeURI(String(step).toWellFormed()).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')}`;

/** Reads a body. All that is wrong is told at once; what answers must be together shows when each can be read. @param locale the language it is told in @param today in Sweden */
export function readLead(input: unknown, locale: Locale, today: Temporal.PlainDate): Read {
  const t = apiWords(locale).faults;
  if (!isObject(input)) return { ok: false, errors: [{ pointer: '#', detail: t.body }], sent: { suppliers: [] } };
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
  const sent = { service, suppliers: suppliers ?? [] };
  if (errors.length > 0 || !service || !customer || !suppliers || !company || !answers)
    return { ok: false, errors, sent };
  const body = {
    ...{ service, locale: customer, suppliers: [...new Set(suppliers)].sort() },
    ...{ company: company.values, answers: answers.values },
  };
  return { ok: true, body, sent };
}

/** The errors of one part, and its answers; undefined for what is no object at all. */
function part(
  within: 'company' | 'answers',
  fields: readonly Field[],
  input: unknown,
  rules: Rules,
  locale: Locale,
): { readonly errors: readonly Pointed[]; readonly values: Values } | undefined {
  if (!isObject(input)) return undefined;
  const { values, errors, unknown } = readJson(fields, input, rules);
  const at = (id: string, detail: string) => ({ pointer: pointerTo(within, id), detail });
  return {
    errors: [
      ...Object.entries(errors).map(([id, text]) => at(id, text[locale])),
      ...unknown.map((key) => at(key, apiWords(locale).faults.unknown)),
    ],
    values,
  };
}

const mostIds = 100;

function idsIn(input: unknown): string[] | undefined {
  if (!Array.isArray(input) || input.length === 0 || input.length > mostIds) return undefined;
  return input.every((one) => typeof one === 'string') ? input : undefined;
}

/** Suppliers that can't have it, where they stand in the list that was sent. */
export const unofferedIn = (ids: readonly string[], offered: ReadonlySet<string>, locale: Locale): Pointed[] =>
  ids.flatMap((id, index) =>
    offered.has(id) ? [] : [{ pointer: pointerTo('suppliers', index), detail: apiWords(locale).faults.supplier }],
  );
