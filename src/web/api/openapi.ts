import { commonQuestions, type Service, serviceIds } from '#catalog/index.ts';
import { controller } from '#policy/controller.ts';
import { endpoints, path } from '../paths.ts';
import { apiWords, type ProblemKind } from './api.texts.ts';
import { exampleLeads } from './examples.ts';
import { ref, schemasOf } from './openapi-schemas.ts';
import { problemStatus, problemType } from './problem.ts';

/** The answers for what can be wrong, those with the same status together. */
function problems(baseUrl: string, kinds: readonly ProblemKind[]): Record<string, unknown> {
  const t = apiWords('en').problems;
  const statuses = [...new Set(kinds.map((kind) => problemStatus[kind]))];
  return Object.fromEntries(
    statuses.map((status) => {
      const own = kinds.filter((kind) => problemStatus[kind] === status);
      const examples = own.map((kind) => [
        kind,
        {
          value: {
            ...{ type: problemType(baseUrl, kind), ...t[kind], status },
            ...(kind === 'invalid'
              ? {
                  errors: [
                    {
                      pointer: '#/answers/annualKwh',
                      detail: 'Send a whole number between 1 and 500,000,000 kWh, not text',
                    },
                  ],
                }
              : {}),
          },
        },
      ]);
      const content = {
        'application/problem+json': { schema: ref('Problem'), examples: Object.fromEntries(examples) },
      };
      const headers =
        status === 429
          ? { headers: { 'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } } } }
          : {};
      return [String(status), { description: own.map((kind) => `${t[kind].title}.`).join(' '), ...headers, content }];
    }),
  );
}

const language = {
  ...{ name: 'Accept-Language', in: 'header' },
  description: 'sv for answers in Swedish; English otherwise.',
  schema: { type: 'string' },
};

/** The API as OpenAPI 3.1 has it, made of the catalogue that the form and the server read. */
export function openApiOf(baseUrl: string, services: readonly Service[], company = commonQuestions) {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Allkontrakt: requests',
      version: '1.0.0',
      summary: 'Sends a company’s request for quotes, as the form on the site does.',
      description: `The same questions, rules and promises as the form at ${baseUrl}. Every request goes only to the suppliers that the customer has left ticked, each with only the answers its service needs. Read more at ${baseUrl}${path('api', 'en')}.`,
      contact: { name: controller.name, email: controller.email },
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: baseUrl }],
    security: [{ key: [] }],
    tags: [{ name: 'requests', description: 'From a company, to suppliers.' }],
    paths: {
      [endpoints.apiLeads]: {
        post: {
          operationId: 'sendLead',
          tags: ['requests'],
          summary: 'Send a request',
          description:
            'Stored, on disk, when it is answered with 201. The same Idempotency-Key with the same body is answered the same, so try again until you have an answer.',
          parameters: [
            {
              ...{ name: 'Idempotency-Key', in: 'header', required: true },
              description:
                'Of your own making: new for each request, the same when you try again. It is kept as a keyed hash.',
              // Quoted, as the draft standard has it, or bare.
              schema: { type: 'string', pattern: '^(?:"[\\x21-\\x7e]{8,200}"|(?!".*"$)[\\x21-\\x7e]{8,200})$' },
              example: '6c9d1ad0-4c8e-4f5b-9a43-3f6f2f0b8c11',
            },
            language,
          ],
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: ref('Lead'),
                examples: Object.fromEntries(
                  services.map(({ id, name }) => [id, { summary: name.en, value: exampleLeads[id] }]),
                ),
              },
            },
          },
          responses: {
            201: {
              description: 'Stored. It is forwarded, and the customer gets a receipt by mail.',
              headers: {
                Location: { description: 'The customer’s receipt.', schema: { type: 'string', format: 'uri' } },
                'Idempotent-Replayed': {
                  description: 'true when the request had been stored before by the same key.',
                  schema: { type: 'string', const: 'true' },
                },
              },
              content: { 'application/json': { schema: ref('Stored') } },
            },
            ...problems(baseUrl, [
              ...(['malformed', 'key-missing', 'unauthorized', 'origin', 'key-reused', 'too-large'] as const),
              ...(['media-type', 'invalid', 'rate-limited', 'failed', 'unavailable'] as const),
            ]),
          },
        },
      },
      [endpoints.apiSuppliers.replace(':service', '{service}')]: {
        get: {
          operationId: 'listReceivers',
          tags: ['requests'],
          summary: 'Who may get a request',
          description:
            'The suppliers to choose among right now, what each would get, and what the customer is to see before sending.',
          parameters: [
            { ...{ name: 'service', in: 'path', required: true }, schema: { type: 'string', enum: serviceIds } },
            language,
          ],
          responses: {
            200: { description: 'As it is now.', content: { 'application/json': { schema: ref('Receivers') } } },
            ...problems(baseUrl, ['unauthorized', 'origin', 'not-found', 'failed', 'unavailable']),
          },
        },
      },
      [endpoints.apiDescription]: {
        get: {
          operationId: 'readDescription',
          tags: ['requests'],
          summary: 'This description',
          security: [],
          responses: {
            200: { description: 'OpenAPI 3.1.', content: { 'application/json': { schema: { type: 'object' } } } },
            ...problems(baseUrl, ['origin', 'failed', 'unavailable']),
          },
        },
      },
    },
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'An intake key, made in the console under “Sources”.' },
      },
      schemas: schemasOf(services, company),
    },
  };
}
