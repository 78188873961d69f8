import { describe, expect, it } from 'vitest';
import { cf7, elementorAdvanced, elementorSimple, gravity, visitTraces } from '../../../e2e/support/sent-forms.ts';
import { type FormKind, readPayload } from './form-payload.ts';

const read = (kind: FormKind, { type, body }: { type: string | undefined; body: string | Uint8Array }) =>
  readPayload(kind, type, typeof body === 'string' ? Buffer.from(body) : body);
const fieldsIn = (kind: FormKind, sent: { type: string; body: string }) => {
  const payload = read(kind, sent);
  if (!payload.ok) throw new Error(`refused with ${payload.status}`);
  return payload.fields;
};
const form = (body: string) => ({ type: 'application/x-www-form-urlencoded', body });
const json = (body: unknown) => ({ type: 'application/json', body: JSON.stringify(body) });

describe('what form plugins send', () => {
  it('Elementor with advanced data: each field by its number, with its label', () => {
    const fields = fieldsIn('elementor', elementorAdvanced());
    expect(fields).toHaveLength(12);
    expect(fields[0]).toEqual({ key: 'name', label: 'Namn', values: ['Sigrid Solberg'] });
    expect(fields.find(({ key }) => key === 'message')?.values).toEqual(['Ring gärna\nefter lunch.']);
  });

  it('Elementor without: each field by its label, the post’s own left out', () => {
    const fields = fieldsIn('elementor', elementorSimple());
    expect(fields.map(({ key }) => key)).toEqual([
      ...['Namn', 'Företag', 'Org.nr', 'E-post', 'Telefon', 'Postnummer', 'Vad gäller det?', 'En gång eller löpande?'],
      ...['Uppskattat behov', 'Har du rättsskydd i försäkringen?', 'Meddelande', 'Samtycke', 'No Label field_ef56'],
    ]);
  });

  it('Contact Form 7 and Gravity Forms, as JSON and as a form', () => {
    expect(fieldsIn('cf7', cf7()).find(({ key }) => key === 'menu-arende')?.values).toEqual(['Arbetsrätt']);
    expect(fieldsIn('gravity', gravity()).map(({ key }) => key)).toEqual(
      expect.arrayContaining(['1.3', '1.6', '2', '12.1']),
    );
    expect(fieldsIn('cf7', form('your-name=Berta&kanaler%5B%5D=a&kanaler%5B%5D=b'))).toEqual([
      { key: 'your-name', label: 'your-name', values: ['Berta'] },
      { key: 'kanaler', label: 'kanaler', values: ['a', 'b'] },
    ]);
  });

  it('numbers and dates are answers, whatever address they could be read as', () => {
    const written = ['0701740605', '8400000', '1000000', '2021005489', '25.12.2026', '1.200.000', '12:30:00', '1.5'];
    const fields = fieldsIn('cf7', json(Object.fromEntries(written.map((value, n) => [`f${n}`, value]))));
    expect(fields.map(({ values }) => values)).toEqual(written.map((value) => [value]));
  });

  it('an address among several answers goes alone, and its field stays', () => {
    expect(fieldsIn('cf7', json({ a: ['Instagram', visitTraces.ip, 'LinkedIn'], b: '2001:db8::1' }))).toEqual([
      { key: 'a', label: 'a', values: ['Instagram', 'LinkedIn'] },
      { key: 'b', label: 'b', values: [] },
    ]);
  });

  it('with advanced data a field may be called as the visit’s are; without it is told by name what was left out', () => {
    const own = ['tid', 'date', 'url', 'time', 'datum', 'credit'];
    const fields = Object.fromEntries(own.map((id) => [id, { id, title: id, value: 'x', raw_value: 'x' }]));
    expect(fieldsIn('elementor', json({ form: { id: '1' }, fields, meta: {} })).map(({ key }) => key)).toEqual(own);
    expect(read('elementor', elementorSimple())).toMatchObject({
      leftOut: [...['Datum', 'Tid', 'Page URL', 'User Agent', 'Remote IP', 'Powered by', 'form_id', 'form_name']],
    });
  });

  it('P2, P4: no address, browser or page of the visit is let in, by whatever name', () => {
    for (const [kind, sent] of [
      ['elementor', elementorAdvanced()],
      ['elementor', elementorSimple()],
      ['cf7', cf7()],
      ['gravity', gravity()],
      [
        'cf7',
        json({
          'your-name': 'x',
          'hidden-a': visitTraces.ip,
          'hidden-b': '2001:db8::1',
          'hidden-c': visitTraces.agent,
        }),
      ],
    ] as const) {
      const told = JSON.stringify(fieldsIn(kind, sent));
      for (const trace of [...Object.values(visitTraces), '2001:db8::1']) expect(told).not.toContain(trace);
    }
  });
});

describe('what is hostile', () => {
  const deep = (n: number): unknown => (n === 0 ? 'x' : { a: deep(n - 1) });
  it.each([
    ['nothing', form(''), 422],
    ['text', { type: 'text/plain', body: 'hej' }, 415],
    ['no type', { type: undefined, body: 'a=1' }, 415],
    ['another encoding', { type: 'application/x-www-form-urlencoded; charset=iso-8859-1', body: 'a=%E5' }, 415],
    ['bytes that are no UTF-8', { type: 'application/json', body: Buffer.from([0x22, 0xff, 0x22]) }, 422],
    ['half of a JSON', { type: 'application/json', body: '{"a":' }, 422],
    ['a list', json(['a']), 422],
    ['a number', json(1), 422],
    ['a deep JSON', json(deep(9)), 422],
    ['a very deep JSON', { type: 'application/json', body: `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}` }, 422],
    ['a deep form', form(`a${'[b]'.repeat(9)}=1`), 422],
    ['many fields', json(Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`f${n}`, 'x']))), 422],
    ['a long list', json({ a: Array.from({ length: 300 }, () => 'x') }), 422],
    ['nothing but its own', form('form_id=1&form_name=x&Remote+IP=203.0.113.77'), 422],
  ] as const)('%s is refused', (_, sent, status) => {
    expect(read('elementor', sent)).toEqual({ ok: false, status, because: expect.stringMatching(/^[A-Z].*\.$/) });
  });

  it('names that a program has uses for are names', () => {
    const fields = fieldsIn('gravity', {
      type: 'application/json',
      body: '{"__proto__":{"x":"1"},"constructor":"2","toString":"3"}',
    });
    expect(fields.map(({ key, values }) => [key, ...values])).toEqual([
      ['__proto__.x', '1'],
      ['constructor', '2'],
      ['toString', '3'],
    ]);
    expect(fieldsIn('gravity', form('__proto__%5Bx%5D=1&constructor=2'))).toHaveLength(2);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  it('the name of a field says nothing about anybody, since it stays with the form (P2)', () => {
    const sent = {
      kontakt: { 'berta@bullssons.example': 'on' },
      '121212-1212': 'x',
      '070-174 06 05': 'y',
      field_12: 'z',
    };
    expect(fieldsIn('cf7', json(sent)).map(({ key, label }) => [key, label])).toEqual([
      ...[
        ['kontakt.…', 'kontakt.…'],
        ['…', '…'],
        ['…', '…'],
        ['field_12', 'field_12'],
      ],
    ]);
    expect(fieldsIn('cf7', form('%C3%A4r%20%2B46701740605=1'))[0]?.key).toBe('är +…');
  });

  it('the same name twice is a list of two, and a name that is a value and has parts keeps the parts', () => {
    expect(fieldsIn('cf7', form('a=1&a=2'))[0]?.values).toEqual(['1', '2']);
    expect(fieldsIn('cf7', form('a=1&a%5Bb%5D=2'))).toEqual([{ key: 'a.b', label: 'a.b', values: ['2'] }]);
    expect(fieldsIn('cf7', { type: 'application/json', body: '{"a":"1","a":"2"}' })[0]?.values).toEqual(['2']);
  });

  it('control characters are shown for what they are, a lone surrogate is mended, and what is too long is cut where it shows', () => {
    const [field] = fieldsIn('cf7', json({ a: `x\u0000y\u001b\uD800${'z'.repeat(6000)}` }));
    expect(field!.values[0]).toMatch(/^x\uFFFDy\uFFFD\uFFFDz+\uFFFD$/);
    expect(field!.values[0]!.length).toBe(5001);
    expect(fieldsIn('cf7', json({ [`n\u0000\n${'m'.repeat(500)}`]: 'x' }))[0]!.key).toMatch(/^n\uFFFD m+\uFFFD$/);
  });

  it('types other than text are read as text, and nothing as nothing', () => {
    expect(fieldsIn('cf7', json({ a: 1, b: true, c: null, d: [1, [2]], e: {} }))).toEqual([
      ...[
        { key: 'a', label: 'a', values: ['1'] },
        { key: 'b', label: 'b', values: ['true'] },
        { key: 'c', label: 'c', values: [] },
        { key: 'd', label: 'd', values: ['1', '2'] },
      ],
    ]);
  });
});
