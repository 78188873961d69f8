import Bowser from 'bowser';
import { isbot } from 'isbot';
import { countryOf } from '#platform/geo.ts';
import type { Browser } from './visit.ts';

/** Whether what says so of itself is a program that nobody sits at. Nothing at all is no browser either. */
export const isProgram = (userAgent: string | undefined): boolean => !userAgent || isbot(userAgent);

const known = (name: string | undefined, most: number): string =>
  name && /^[\w .+-]+$/.test(name) ? name.slice(0, most) : 'other';

/** What is measured of a browser (P20): its name without version, its system, its kind, the country and the first language. */
export function browserOf(userAgent: string, acceptLanguage: string | undefined, address: string | undefined): Browser {
  const { browser, os, platform } = Bowser.parse(userAgent);
  const device = platform.type === 'mobile' ? 'phone' : platform.type === 'tablet' ? 'tablet' : 'desktop';
  const language = /^\s*([a-zA-Z]{2,3})\b/.exec(acceptLanguage ?? '')?.[1]?.toLowerCase();
  return {
    ...{ browser: known(browser.name, 40), system: known(os.name, 30), device, language },
    country: countryOf(address),
  };
}
