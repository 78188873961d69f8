import type { Text } from '#policy/text.ts';
import { allowedAddress, isLoopbackHost, literalAddress } from './address.ts';

/**
 * Ports of public endpoints: the HTTPS port and its usual alternative. Anything else would let an address typed by somebody
 * else make us knock on mail servers and databases; a supplier with another port puts a proxy in front.
 */
const publicPorts = new Set(['', '443', '8443']);
const privateSuffixes = ['localhost', 'local', 'internal', 'intranet', 'lan', 'home', 'corp', 'arpa', 'onion'];

type Fault = 'unreadable' | 'userinfo' | 'not-https' | 'port' | 'private';
export type Endpoint = { readonly url: URL } | { readonly fault: Fault };
export interface EndpointRules {
  /** Loopback is reachable, over plain http too and on any port. Nothing else changes. */
  readonly development: boolean;
}

function isPublicName(hostname: string): boolean {
  const labels = hostname.split('.');
  return labels.length > 1 && labels.every((label) => label !== '') && !privateSuffixes.includes(labels.at(-1) ?? '');
}

function faultOf(url: URL, development: boolean): Fault | undefined {
  const loopback = development && isLoopbackHost(url.hostname);
  if (url.username !== '' || url.password !== '') return 'userinfo';
  if (url.protocol !== 'https:' && !(loopback && url.protocol === 'http:')) return 'not-https';
  if (loopback) return undefined;
  const literal = literalAddress(url.hostname);
  if (literal === undefined ? !isPublicName(url.hostname) : !allowedAddress(literal, development)) return 'private';
  return development || publicPorts.has(url.port) ? undefined : 'port';
}

/**
 * Reads an address somebody typed. The WHATWG parser rewrites every notation of an IPv4 address (decimal, octal, hex, short,
 * full-width digits) to four decimal parts before the range is judged; zone ids it refuses. Text it would silently clean up
 * (control characters, blanks, backslashes) and an @ before the path are refused, since two parsers may read them differently.
 */
export function readEndpoint(text: string, { development }: EndpointRules): Endpoint {
  if (text.length > 2_000 || /[\p{C}\s\\]/u.test(text) || !URL.canParse(text)) return { fault: 'unreadable' };
  if (/^[a-z]+:\/*[^/?#]*@/i.test(text)) return { fault: 'userinfo' };
  const url = new URL(text);
  const fault = faultOf(url, development);
  return fault ? { fault } : { url };
}

const messages: Readonly<Record<Fault, Text>> = {
  unreadable: {
    sv: 'Adressen går inte att läsa. Skriv hela adressen, till exempel https://api.foretaget.se/forfragningar.',
    en: 'The address cannot be read. Write it in full, for example https://api.company.com/requests.',
  },
  userinfo: {
    sv: 'Skriv adressen utan användarnamn och lösenord. Anropen signeras i stället.',
    en: 'Write the address without a user name and password. Calls are signed instead.',
  },
  'not-https': { sv: 'Adressen måste börja med https://.', en: 'The address must begin with https://.' },
  port: { sv: 'Använd port 443 eller 8443.', en: 'Use port 443 or 8443.' },
  private: {
    sv: 'Adressen leder till ett internt nät. Ange en adress som går att nå från internet.',
    en: 'The address leads to an internal network. Give one that can be reached from the internet.',
  },
};

/** What is wrong with an address that somebody wants to save as an endpoint; undefined when nothing is. Looks up no names. */
export function validateEndpoint(text: string, rules: EndpointRules): Text | undefined {
  const endpoint = readEndpoint(text, rules);
  return 'fault' in endpoint ? messages[endpoint.fault] : undefined;
}
