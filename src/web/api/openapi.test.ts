import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { commonQuestions, isAsked, services } from '#catalog/index.ts';
import { apiFields } from '#policy/fields.ts';
import { exampleLeads } from './examples.ts';
import { envelope, readLead } from './lead-body.ts';
import { openApiOf } from './openapi.ts';

const document = openApiOf('https://www.allkontrakt.example', services);
const today = Temporal.PlainDate.from('2026-03-12');

/** Judges a body as somebody does who has nothing but the document. */
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema({ $id: 'doc', ...document });
const byDocument = ajv.compile({ $ref: 'doc#/components/schemas/Lead' });
const byServer = (body: unknown): boolean => readLead(body, 'en', today).ok;

/** The body without one answer. */
const without = (body: object, part: 'company' | 'answers', id: string): object => {
  const copy = structuredClone(body) as Record<typeof part, Record<string, unknown>>;
  delete copy[part][id];
  return copy;
};

describe('the API’s description', () => {
  it('is OpenAPI 3.1, by the standard’s own schema', async () => {
    const judged = await new Validator().validate(structuredClone(document));
    expect(judged.errors).toBeUndefined();
    expect(judged.valid).toBe(true);
    const broken = structuredClone(document) as Record<string, unknown>;
    delete broken.info;
    expect((await new Validator().validate(broken)).valid).toBe(false);
  });

  it('is told of whole: every name in the envelope is declared in the policy (P2)', () => {
    expect(Object.keys(apiFields).sort()).toEqual([...envelope].sort());
    for (const service of services) {
      const name = `${service.id.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase())}Lead`;
      const schema = document.components.schemas[name] as { properties: object };
      expect(Object.keys(schema.properties).sort(), service.id).toEqual([...envelope].sort());
    }
  });

  it('tells of every answer that may come, and of the keys that are taken', () => {
    for (const [address, operations] of Object.entries(document.paths))
      for (const { responses } of Object.values(operations as Record<string, { responses: object }>))
        expect(Object.keys(responses), address).toEqual(expect.arrayContaining(['403', '500', '503']));
    const { parameters } = document.paths['/api/v1/leads'].post;
    const key = new RegExp((parameters[0] as { schema: { pattern: string } }).schema.pattern);
    for (const [given, taken] of [
      ...([
        ['abcdefgh', true],
        ['"abcdefgh"', true],
        ['"abcdef"', false],
        ['abcdefg', false],
      ] as const),
      ...([
        ['x'.repeat(200), true],
        ['x'.repeat(201), false],
        ['"'.repeat(9), false],
        ['abc defgh', false],
      ] as const),
    ] as const)
      expect(key.test(given), given).toBe(taken);
  });

  it('counts text as the server does: an emoji is one, and spaces are nothing', () => {
    const most = (commonQuestions.find(({ id }) => id === 'contactName') as { maxLength: number }).maxLength;
    for (const [contactName, taken] of [
      ...([
        ['🧁'.repeat(most), true],
        ['🧁'.repeat(most + 1), false],
        [' ', false],
        ['\u200E', false],
        ['', false],
      ] as const),
    ] as const) {
      const company = { ...exampleLeads.legal.company, contactName };
      const body = { ...exampleLeads.legal, company };
      expect([byDocument(body), byServer(body)], JSON.stringify(contactName)).toEqual([taken, taken]);
    }
  });

  it('has its own words where staff have edited the catalogue’s', () => {
    const edited = services.map((one) => ({ ...one, name: { sv: 'Ström', en: 'Power' } }));
    expect(JSON.stringify(openApiOf('https://x.example', edited))).toContain('"Power"');
  });
});

describe.each(services)('the document and the server agree about $id', (service) => {
  const example = exampleLeads[service.id];

  it('the example is accepted by both, as it is and in English', () => {
    for (const body of [example, { ...example, locale: 'en' }]) {
      expect(byDocument(body), JSON.stringify(byDocument.errors)).toBe(true);
      expect(byServer(body)).toBe(true);
    }
  });

  it('every required answer that is left out is refused by both, and every other may be', () => {
    for (const [part, fields] of [
      ['company', commonQuestions],
      ['answers', service.questions],
    ] as const) {
      for (const field of fields) {
        const body = without(example, part, field.id);
        const needed = Boolean(field.required) && isAsked(field, example.answers);
        expect(byDocument(body), `${field.id} by the document`).toBe(!needed);
        // A split must add up to 100, and users have data: that takes more than one answer to see, and no schema says it.
        if (!(service.check && /^(share|gb)/.test(field.id)))
          expect(byServer(body), `${field.id} by the server`).toBe(!needed);
      }
    }
    for (const name of envelope.filter((one) => one !== 'locale')) {
      const { [name]: _, ...rest } = example;
      expect(byDocument(rest), name).toBe(false);
      expect(byServer(rest), name).toBe(false);
    }
  });

  it('another type, an unknown name and a number past its limit are refused by both', () => {
    for (const field of service.questions) {
      const wrong = [{ odd: true }, null, 'x'.repeat(30_000)];
      if (field.kind === 'integer' || field.kind === 'decimal') wrong.push((field.max + 1) as never, String(field.min));
      if (field.kind === 'yesno') wrong.push('yes');
      for (const value of wrong) {
        const body = { ...example, answers: { ...example.answers, [field.id]: value } };
        expect(byDocument(body), `${field.id} by the document: ${JSON.stringify(value).slice(0, 20)}`).toBe(false);
        expect(byServer(body), `${field.id} by the server: ${JSON.stringify(value).slice(0, 20)}`).toBe(false);
      }
    }
    for (const body of [
      { ...example, extra: 1 },
      { ...example, answers: { ...example.answers, shoeSize: 43 } },
      { ...example, company: { ...example.company, shoeSize: 43 } },
      { ...example, told: false },
      { ...example, suppliers: [] },
      { ...example, service: 'gas' },
    ]) {
      expect(byDocument(body)).toBe(false);
      expect(byServer(body)).toBe(false);
    }
  });
});
