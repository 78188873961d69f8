import type { Field, Question } from '#catalog/index.ts';

/** A JSON schema of the draft that OpenAPI 3.1 uses (2020-12), as far as ours go. */
export type JsonSchema = { readonly [key: string]: unknown };

/** What a question is about, in English with the Swedish label that the form has. */
const about = ({ label, hint, unit, when }: Field & { unit?: { readonly en: string } }, more = ''): string =>
  [
    `${label.en} («${label.sv}»).`,
    hint?.en ?? '',
    unit ? `In ${unit.en}.` : '',
    when
      ? `Asked only if ${when.field} is ${when.is.map(String).join(' or ')}; left out of what is stored otherwise.`
      : '',
    more,
  ]
    .filter(Boolean)
    .join(' ');

/** Not only spaces and marks that turn text around, which the server takes away. */
const somethingWritten = '[^\\s\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]';

/** One answer's schema, with the limits that the server has. */
export function fieldSchema(field: Field): JsonSchema {
  switch (field.kind) {
    case 'integer':
      return { type: 'integer', minimum: field.min, maximum: field.max, description: about(field) };
    case 'decimal':
      return {
        ...{ type: 'number', minimum: field.min, maximum: field.max },
        description: about(field, `At most ${field.decimals} decimals.`),
      };
    case 'text':
    case 'longtext':
      return {
        ...{ type: 'string', maxLength: field.maxLength, pattern: somethingWritten },
        description: about(field, 'Spaces around it are not counted.'),
      };
    case 'choice':
      return { type: 'string', enum: field.options.map(({ id }) => id), description: about(field, meanings(field)) };
    case 'choices':
      return {
        ...{ type: 'array', minItems: 1, items: { type: 'string', enum: field.options.map(({ id }) => id) } },
        description: about(field, meanings(field)),
      };
    case 'yesno':
      return { type: 'boolean', description: about(field) };
    case 'date':
      return { type: 'string', format: 'date', description: about(field) };
    case 'months':
      return {
        ...{ type: 'array', minItems: 12, maxItems: 12, items: { type: 'number', minimum: 0, maximum: field.max } },
        description: about(field, 'Twelve numbers, January to December.'),
      };
    default:
      return { type: 'string', maxLength: 20_000, description: about(field, written[field.kind]) };
  }
}

const written = {
  'installation-id': 'Eighteen digits that begin with 735999; spaces are ignored.',
  postcode: 'Five digits, with or without a space.',
  'organisation-number': 'Ten digits, with or without a hyphen; a personal identity number for a sole trader.',
  email: 'One address.',
  phone: 'As it is dialled in Sweden, or with a country code.',
} as const;

const meanings = ({ options }: Extract<Field, { options: unknown }>): string =>
  options
    .filter(({ id, label }) => id !== label.en)
    .map(({ id, label }) => `${id}: ${label.en}`)
    .join('; ')
    .concat('.');

/** The schema of an object with these answers: what is required always, and what is once another answer asks for it. */
export function answersSchema(fields: readonly Question[], description: string): JsonSchema {
  const conditional = fields.filter(({ required, when }) => required && when);
  return {
    ...{ type: 'object', description, additionalProperties: false },
    required: fields.filter(({ required, when }) => required && !when).map(({ id }) => id),
    properties: Object.fromEntries(fields.map((field) => [field.id, fieldSchema(field)])),
    ...(conditional.length > 0
      ? {
          allOf: conditional.map(({ id, when }) => ({
            if: { properties: { [when!.field]: { enum: when!.is } }, required: [when!.field] },
            // biome-ignore lint/suspicious/noThenProperty: the word is JSON Schema's.
            then: { required: [id] },
          })),
        }
      : {}),
  };
}
