import { z } from 'zod';

const instant = z.string().describe('RFC 3339, UTC');
const text = z.object({ sv: z.string(), en: z.string() });

/** What a person gets when it asks for everything that is held about it (art. 15 and 20). */
const personExport = z.object({
  schema: z.literal('/schema/personuppgifter.json'),
  version: z.literal(1),
  madeAt: instant,
  policyVersion: z.string(),
  controller: z.object({ name: z.string(), organisationNumber: z.string(), address: z.string(), email: z.string() }),
  requests: z
    .array(
      z.object({
        reference: z.string(),
        service: z.string(),
        state: z.string(),
        receivedAt: instant,
        restrictedAt: instant.nullable(),
        clock: z
          .object({ rule: z.string(), promise: z.string(), at: instant.nullable(), what: text })
          .describe('What happens to the request next, by which promise'),
        held: z.record(z.string(), z.unknown()).describe('Every column of the request'),
        recipients: z
          .array(
            z.object({
              supplier: z.string(),
              why: z.string().nullable(),
              sentAt: instant.nullable(),
              sent: z.record(z.string(), z.unknown()).describe('Exactly what the supplier was sent'),
            }),
          )
          .describe('Who has received what, when, and why'),
      }),
    )
    .describe('Requests that are not archived'),
  archived: z.array(z.record(z.string(), z.unknown())),
  tables: z
    .record(z.string(), z.array(z.record(z.string(), z.unknown())))
    .describe('Everything else that is held, by table'),
  cases: z.array(z.record(z.string(), z.unknown())).describe('Your rights cases'),
  purposes: z.array(z.object({ name: text, what: text, legalBasis: text, article: z.string(), because: text })),
  rights: z.array(z.object({ name: text, what: text, how: text, article: z.string() })),
  complaint: text,
  withheld: z
    .array(z.object({ column: z.string(), why: text }))
    .describe('Columns about you that are not in the file, and why'),
});
export type PersonExport = z.infer<typeof personExport>;

/** The published schema of the file, JSON Schema 2020-12. */
export const personExportSchema = () => z.toJSONSchema(personExport);

/** @throws ZodError when it doesn't follow the published schema */
export const checkExport = (made: unknown): PersonExport => personExport.parse(made);
