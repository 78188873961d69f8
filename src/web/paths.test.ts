import { describe, expect, it } from 'vitest';
import { services } from '#catalog/index.ts';
import { endpoints, localeOf, otherLanguage, pages, path } from './paths.ts';

describe('addresses', () => {
  it('are filled in and encoded', () => {
    expect(path('mineChoice', 'sv', { reference: '7K4M-2PX' })).toBe('/min-sida/forfragan/7K4M-2PX/val');
    expect(path('receipt', 'en', { token: 'a/b c' })).toBe('/en/receipt/a%2Fb%20c');
  });

  it('lead to the same page in the other language and back', () => {
    for (const patterns of Object.values(pages)) {
      const [sv, en] = [patterns.sv, patterns.en].map((pattern) => pattern.replace(/:\w+/g, 'x%20y'));
      if (patterns.sv === pages.service.sv) continue;
      expect(otherLanguage(sv!)).toBe(en);
      expect(otherLanguage(en!)).toBe(sv);
    }
    for (const { slug } of services) {
      expect(otherLanguage(`/${slug.sv}`)).toBe(`/en/${slug.en}`);
      expect(otherLanguage(`/en/${slug.en}`)).toBe(`/${slug.sv}`);
    }
  });

  it('that are unknown lead home', () => {
    expect(otherLanguage('/finns-inte')).toBe('/en');
    expect(otherLanguage('/en/nothing/here')).toBe('/');
  });

  it('belong to one language', () => {
    expect(['/en', '/en/contact', '/energi', '/'].map(localeOf)).toEqual(['en', 'en', 'sv', 'sv']);
  });

  it('never collide with a service', () => {
    const fixed = [...Object.values(pages).flatMap(({ sv, en }) => [sv, en]), ...Object.values(endpoints)];
    const slugs = services.flatMap(({ slug }) => [`/${slug.sv}`, `/en/${slug.en}`]);
    expect(new Set([...fixed, ...slugs]).size).toBe(fixed.length + slugs.length);
  });
});
