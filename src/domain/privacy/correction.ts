import {
  asForm,
  commonQuestions,
  type Errors,
  fieldNames,
  isAsked,
  parseFields,
  type Question,
  type Raw,
  serviceById,
  type Value,
  type Values,
} from '#catalog/index.ts';
import type { ArchivedRequest } from '../archive/index.ts';
import type { Lead } from '../lead/index.ts';
import type { Rectification } from '../personal.ts';

/** What can be corrected of a request, and as what it is stored. */
export interface Correctable {
  readonly questions: readonly Question[];
  readonly values: Values;
  readonly check?: ((values: Values) => Errors) | undefined;
}

const numberHint = {
  sv: 'Personnumret visas aldrig igen. Lämna tomt om det är rätt.',
  en: 'The personal identity number is never shown again. Leave empty if it is correct.',
};

/** The address has a form of its own, since it must be confirmed. A sole trader's number is not shown, and empty means as it was (D6). */
const commons = (soleTrader: boolean): Question[] =>
  commonQuestions
    .filter(({ id }) => id !== 'email')
    .map((one) =>
      one.id === 'organisationNumber' && soleTrader ? { ...one, required: false, hint: numberHint } : one,
    );

const present = (values: Readonly<Record<string, Value | null | undefined>>): Values =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined)) as Values;

/** Everything that was answered in a request: about the company, the contact, and the need. */
export function correctableOf(lead: Lead): Correctable {
  const { companyName, contactName, phone, postcode, currentSupplier, message, soleTrader } = lead;
  const service = serviceById(lead.service);
  const common = { companyName, contactName, phone, postcode, currentSupplier, message };
  return {
    questions: [...commons(soleTrader), ...service.questions],
    values: present({
      ...lead.answers,
      ...common,
      organisationNumber: soleTrader ? null : lead.organisationNumber,
      contractEnds: lead.contractEnds?.toString(),
    }),
    check: service.check,
  };
}

/** What is kept of a company in the archive. @param fields names of the questions */
export function correctableArchived(own: ArchivedRequest, fields: readonly string[]): Correctable {
  const { companyName, organisationNumber, contactName, phone } = own;
  const questions = commons(organisationNumber === null).filter(({ id }) => fields.includes(id));
  return { questions, values: present({ companyName, organisationNumber, contactName, phone }) };
}

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/**
 * Reads a correction by the questions' own rules. What was not sent is as it was, and so is what was sent as it stands; an answer that
 * is emptied, or no longer asked for, is taken away.
 * @param given by the names of the form
 * @param today in Sweden
 */
export function readCorrection(
  of: Correctable,
  given: Raw,
  today: Temporal.PlainDate,
): { readonly change: Rectification; readonly errors: Errors } {
  const stored = asForm(of.values);
  const raw = { ...stored, ...given };
  const { values, errors } = parseFields(of.questions, raw, { today });
  const touched = new Set(
    of.questions.flatMap((q) =>
      fieldNames([q]).every((name) => same(stored[name] ?? '', raw[name] ?? '')) ? [] : [q.id],
    ),
  );
  const dropped = (q: Question) => of.values[q.id] !== undefined && !isAsked(q, values);
  const changes = of.questions
    .filter((q) => touched.has(q.id) || dropped(q))
    .filter((q) => !same(values[q.id], of.values[q.id]))
    .map((q) => [q.id, values[q.id] ?? null] as const);
  const common = new Set(commonQuestions.map(({ id }) => id));
  const answers = Object.fromEntries(changes.filter(([id]) => !common.has(id)));
  // Somebody who corrects one answer need not complete others that stood as they do, unless this one makes them be asked.
  const now = new Set(of.questions.filter((q) => touched.has(q.id) || !isAsked(q, of.values)).map(({ id }) => id));
  const own = Object.entries(errors).filter(([id]) => now.has(id));
  const together = own.length === 0 && Object.keys(answers).length > 0 ? (of.check?.(values) ?? {}) : {};
  const faults = [...own, ...Object.entries(together)];
  return {
    change: {
      ...(Object.fromEntries(changes.filter(([id]) => common.has(id))) as Rectification),
      ...(Object.keys(answers).length > 0 ? { answers } : {}),
    },
    errors: Object.fromEntries(faults),
  };
}
