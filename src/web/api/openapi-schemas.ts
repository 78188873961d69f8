import { type commonQuestions, type Service, serviceIds } from '#catalog/index.ts';
import { exampleLeads } from './examples.ts';
import { answersSchema, type JsonSchema } from './field-schema.ts';

export const ref = (name: string, kind = 'schemas') => ({ $ref: `#/components/${kind}/${name}` });

/** ElectricityAnswers, SocialMediaLead … */
const nameOf = (id: string, what: 'Answers' | 'Lead'): string =>
  id.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase()) + what;

function leadSchema({ id, name }: Service): JsonSchema {
  return {
    type: 'object',
    description: `A request about ${name.en.toLowerCase()}.`,
    additionalProperties: false,
    required: ['service', 'suppliers', 'told', 'company', 'answers'],
    properties: {
      service: { type: 'string', const: id, description: 'Which service the request is about.' },
      locale: ref('Locale'),
      suppliers: ref('Suppliers'),
      told: ref('Told'),
      company: ref('Company'),
      answers: ref(nameOf(id, 'Answers')),
    },
    examples: [exampleLeads[id]],
  };
}

/** Every schema of the description: one for each service, and those that they share. */
export const schemasOf = (
  services: readonly Service[],
  company: typeof commonQuestions,
): Record<string, JsonSchema> => ({
  Lead: {
    description: 'A request: one schema for each service, told apart by service.',
    oneOf: services.map(({ id }) => ref(nameOf(id, 'Lead'))),
    discriminator: {
      propertyName: 'service',
      mapping: Object.fromEntries(services.map(({ id }) => [id, ref(nameOf(id, 'Lead')).$ref])),
    },
  },
  ...Object.fromEntries(services.map((service) => [nameOf(service.id, 'Lead'), leadSchema(service)])),
  ...Object.fromEntries(
    services.map(({ id, name, questions }) => [
      nameOf(id, 'Answers'),
      answersSchema(
        questions,
        `Answers to the questions about ${name.en.toLowerCase()}. What answers must be together (a split that adds up to 100, say) is told as an error.`,
      ),
    ]),
  ),
  Company: answersSchema(company, 'The company, and whom the suppliers reach.'),
  Locale: {
    type: 'string',
    enum: ['sv', 'en'],
    default: 'sv',
    description: 'The customer’s language: of mail, receipt and pages.',
  },
  Suppliers: {
    ...{ type: 'array', minItems: 1, maxItems: 100, items: { type: 'string' } },
    description: 'Ids of the suppliers that the customer left ticked. Only they can get the request.',
  },
  Told: {
    ...{ type: 'boolean', const: true },
    description:
      'That the customer was shown who gets what, and a link to the policy, before sending. It is kept that you said so.',
  },
  Stored: {
    type: 'object',
    required: ['reference', 'receivedAt', 'service', 'suppliers', 'receipt', 'erasedWithoutQuote'],
    properties: {
      reference: { type: 'string', description: 'The number of the request, for people.', examples: ['7K4M-2PX'] },
      receivedAt: { type: 'string', format: 'date-time' },
      service: { type: 'string', enum: serviceIds },
      suppliers: { type: 'array', items: { type: 'string' } },
      receipt: {
        type: 'string',
        format: 'uri',
        description: 'The customer’s receipt. The address is a key: a day old, it leads nowhere.',
      },
      erasedWithoutQuote: {
        type: 'string',
        format: 'date',
        description: 'When the request is erased unless somebody gives a quote.',
      },
    },
  },
  Receivers: {
    type: 'object',
    required: ['service', 'suppliers', 'show'],
    properties: {
      service: { type: 'string', enum: serviceIds },
      suppliers: {
        type: 'array',
        items: {
          type: 'object',
          required: ['id', 'name', 'receives'],
          properties: {
            id: { type: 'string' },
            name: { type: 'string' },
            receives: {
              type: 'array',
              items: { type: 'string' },
              description: 'The questions whose answers it gets, and no others.',
            },
            opens: { type: 'string', description: 'When it takes requests again; left out when it does now.' },
          },
        },
      },
      show: {
        type: 'object',
        description: 'What the customer is to see before the request is sent, in the language of Accept-Language.',
        required: ['heading', 'text', 'policy'],
        properties: {
          heading: { type: 'string' },
          text: { type: 'array', items: { type: 'string' } },
          policy: { type: 'string', format: 'uri' },
        },
      },
    },
  },
  Problem: {
    type: 'object',
    description: 'What is wrong and what to do about it (RFC 9457).',
    required: ['type', 'title', 'status', 'detail'],
    properties: {
      type: { type: 'string', format: 'uri', description: 'Which kind of problem it is; the address explains it.' },
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string' },
      reference: { type: 'string', description: 'Of a fault of ours: what our log has it under.' },
      errors: {
        type: 'array',
        description: 'Each thing to correct.',
        items: {
          type: 'object',
          required: ['pointer', 'detail'],
          properties: {
            pointer: {
              type: 'string',
              description: 'Where in the body: a JSON pointer (RFC 6901) as a fragment.',
              examples: ['#/answers/annualKwh'],
            },
            detail: { type: 'string' },
          },
        },
      },
    },
  },
});
