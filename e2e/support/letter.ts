import { createVault } from '#platform/crypto.ts';
import { linksFrom } from '#web/links.ts';
import { compose } from '../../src/domain/campaign/compose.ts';

export const home = 'https://www.allkontrakt.se';
export const ctx = { links: linksFrom(home), vault: createVault(new Uint8Array(32).map((_, i) => i * 7)) };
export const id = '0b7c7a52-7f0e-4c53-9c3e-6f6b7f1c2d3e';
export const image = {
  id: 'aaaaaaaa-1111-4111-8111-111111111111',
  type: 'png',
  width: 1200,
  height: 600,
  bytes: 9000,
} as const;

/** A letter of one body, composed as it would leave, with one picture to show. */
export const write = (
  body: string,
  rest: Partial<Parameters<typeof compose>[1]> = {},
  links: 'counted' | 'straight' = 'straight',
) => compose(ctx, { id, locale: 'sv', subject: 'Nytt om el', preheader: 'Kort', body, ...rest }, [image], links);
