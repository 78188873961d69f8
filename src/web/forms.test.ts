import { describe, expect, it } from 'vitest';
import { one, readForm } from './forms.ts';

const read = (body: BodyInit) => readForm(new Request('http://allkontrakt.example/', { method: 'POST', body }));

describe('a form', () => {
  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'may have a field that is called %s, and has none that was not sent',
    async (name) => {
      const files = new FormData();
      files.append(name, 'ett');
      files.append(name, 'två');
      for (const form of [await read(new URLSearchParams([...files] as [string, string][])), await read(files)]) {
        expect(form[name]).toEqual(['ett', 'två']);
        for (const missing of ['valueOf', 'isPrototypeOf']) expect(one(form, missing)).toBe('');
      }
    },
  );
});
