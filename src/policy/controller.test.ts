import { describe, expect, it } from 'vitest';
import { controller, controllerLine } from './controller.ts';
import * as policy from './index.ts';

const sources = import.meta.glob<string>('./*.ts', { query: '?raw', import: 'default', eager: true });
const code = Object.entries(sources).filter(([file]) => !file.endsWith('.test.ts'));

describe('P1 one controller', () => {
  it('has the legal name, number, address and authority of the mission', () => {
    expect(controllerLine.sv).toBe(
      'Allkontrakt Sverige AB, org.nr 559554-3694, Aniaravägen 10, 352 64 Växjö, info@allkontrakt.se',
    );
    expect(controller.site).toBe('www.allkontrakt.se');
    expect(controller.authority.name.sv).toBe('Integritetsskyddsmyndigheten (IMY)');
    expect(controller.authority.site).toBe('www.imy.se');
  });

  it('is written in controller.ts and nowhere else in the policy', () => {
    const { name, organisationNumber, street, postcode, email, site, authority } = controller;
    for (const fact of [
      name,
      organisationNumber,
      street,
      postcode,
      email,
      site,
      'Integritetsskyddsmyndigheten',
      authority.site,
    ]) {
      expect(code.filter(([, text]) => text.includes(fact)).map(([file]) => file)).toEqual(['./controller.ts']);
    }
  });
});

describe('the policy as a whole', () => {
  it('imports nothing outside its folder (law 1)', () => {
    expect(code.length).toBeGreaterThan(15);
    for (const [file, text] of code) {
      const imports = [...text.matchAll(/^(?:import|export|\}) .*from '([^']+)'|\bimport\s*\(?\s*'([^']+)'/gm)].map(
        (m) => m[1] ?? m[2],
      );
      expect(
        imports.filter((from) => !/^\.\/(editions\/)?[\w-]+\.ts$/.test(from ?? '')),
        file,
      ).toEqual([]);
    }
  });

  it('says everything in both languages', () => {
    const found: string[] = [];
    const walk = (value: unknown, where: string) => {
      if (value === null || typeof value !== 'object') return;
      const keys = Object.keys(value);
      if (keys.includes('sv') || keys.includes('en')) {
        const { sv, en } = value as { sv: unknown; en: unknown };
        expect([typeof sv, typeof en], where).toEqual(['string', 'string']);
        expect(String(sv).trim() !== '' && String(en).trim() !== '', where).toBe(true);
        expect(`${sv}${en}`, where).not.toMatch(/undefined|null|NaN|\[object/);
        found.push(where);
        return;
      }
      for (const key of keys) walk((value as Record<string, unknown>)[key], `${where}.${key}`);
    };
    walk(policy, 'policy');
    expect(found.length).toBeGreaterThan(150);
  });
});
