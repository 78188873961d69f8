import Bowser from 'bowser';
import { isbot } from 'isbot';
import { countryOf } from '#platform/geo.ts';
import type { Browser } from './visit.ts';

type Kind = Pick<Browser, 'browser' | 'system' | 'device'>;

/** What has been made of names lately: reading one takes longer than all else that a beacon needs, and most come again. */
const read = new Map<string, Kind | 'program'>();
const mostRead = 2000;

/** What a browser's name for itself says; `program` for what says that nobody sits at it. */
export function kindOf(userAgent: string): Kind | 'program' {
  const before = read.get(userAgent);
  if (before) return before;
  const kind = isbot(userAgent) ? 'program' : kindIn(userAgent);
  if (read.size >= mostRead) read.clear();
  read.set(userAgent, kind);
  return kind;
}

function kindIn(userAgent: string): Kind {
  const { browser, os, platform } = Bowser.parse(userAgent);
  const device = platform.type === 'mobile' ? 'phone' : platform.type === 'tablet' ? 'tablet' : 'desktop';
  return { browser: known(browser.name, 40), system: known(os.name, 30), device };
}

const known = (name: string | undefined, most: number): string =>
  name && /^[\w .+-]+$/.test(name) ? name.slice(0, most) : 'other';

/** What is measured of a browser (P20): its name without version, its system, its kind, the country and the first language. */
export function browserOf(kind: Kind, acceptLanguage: string | undefined, address: string | undefined): Browser {
  const language = /^\s*([a-zA-Z]{2,3})\b/.exec(acceptLanguage ?? '')?.[1]?.toLowerCase();
  return { ...kind, language, country: countryOf(address) };
}
