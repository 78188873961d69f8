import { Resolver } from 'node:dns/promises';

export const senderRecords = ['spf', 'dkim', 'dmarc'] as const;
export type SenderRecord = (typeof senderRecords)[number];

/** A record to add, or to put in the place of what is there. */
export interface DnsRecord {
  readonly name: string;
  readonly type: 'TXT';
  readonly value: string;
}

/** `unknown`: the name servers didn't answer. `off`: we don't sign. */
export type RecordState = 'right' | 'wrong' | 'missing' | 'unknown' | 'off';
export type RecordFault = 'several' | 'open' | 'endless' | 'lookups' | 'other-key' | 'revoked' | 'unreadable';

/** How it stands with one record. */
export interface RecordStanding {
  readonly of: SenderRecord;
  readonly state: RecordState;
  /** What DNS says. */
  readonly found: readonly string[];
  readonly why?: RecordFault;
  /** What it should say; absent when it does. */
  readonly wanted?: DnsRecord;
}

export interface SenderFacts {
  /** The sender of mail, whose domain is looked at. */
  readonly address: string;
  /** Whom mail is handed to; undefined where it isn't handed to anybody. */
  readonly smtpHost?: string | undefined;
  /** What we sign with: the name of its record, and what the record must say. */
  readonly dkim?: { readonly selector: string; readonly record: string } | undefined;
}

/** The texts of a name, each in its strings; rejects as node:dns does. */
export type ResolveTxt = (name: string) => Promise<readonly (readonly string[])[]>;

/** Asks the machine's name servers, and gives up after some seconds. */
export function systemTxt(): ResolveTxt {
  const resolver = new Resolver({ timeout: 3_000, tries: 2 });
  return (name) => resolver.resolveTxt(name);
}

/** What is there, joined as it is read; undefined when nobody answered. */
async function texts(resolve: ResolveTxt, name: string): Promise<string[] | undefined> {
  try {
    return (await resolve(name)).map((strings) => strings.join(''));
  } catch (error) {
    return /^(ENOTFOUND|ENODATA)$/.test((error as { code?: string }).code ?? '') ? [] : undefined;
  }
}

const isSpf = (text: string): boolean => /^v=spf1( |$)/i.test(text);
const isDmarc = (text: string): boolean => /^v=DMARC1\s*(;|$)/i.test(text);
const ends = /^[+?~-]?all$/i;

/** Whether receivers are told who may send for the domain (RFC 7208). What a provider wants in it, only the provider knows. */
function spf(domain: string, smtpHost: string | undefined, all: readonly string[]): Omit<RecordStanding, 'of'> {
  const found = all.filter(isSpf);
  const wrong = (why: RecordFault, terms: readonly string[]): Omit<RecordStanding, 'of'> => ({
    ...{ state: 'wrong', found, why },
    wanted: { name: domain, type: 'TXT', value: ['v=spf1', ...terms, '-all'].join(' ') },
  });
  const terms = found.flatMap((text) => text.split(/ +/).slice(1)).filter(Boolean);
  const senders = [...new Set(terms.filter((term) => !ends.test(term)))];
  if (found.length === 0) {
    const value = `v=spf1 ${smtpHost ? `a:${smtpHost}` : 'mx'} -all`;
    return { state: 'missing', found, wanted: { name: domain, type: 'TXT', value } };
  }
  if (found.length > 1) return wrong('several', senders);
  const last = terms.find((term) => ends.test(term));
  if (last && !/^[-~]/.test(last)) return wrong('open', senders);
  if (!last && !terms.some((term) => /^redirect=/i.test(term))) return wrong('endless', senders);
  const lookups = terms.filter((term) => /^[+?~-]?(include:|a([:/]|$)|mx([:/]|$)|ptr|exists:)|^redirect=/i.test(term));
  return lookups.length > 10 ? { state: 'wrong', found, why: 'lookups' } : { state: 'right', found };
}

/** Whether receivers find the key that we sign with (RFC 6376). */
function dkim(name: string, record: string, found: readonly string[]): Omit<RecordStanding, 'of'> {
  const wanted: DnsRecord = { name, type: 'TXT', value: record };
  const keyIn = (text: string) => /(?:^|;)\s*p=([^;]*)/.exec(text)?.[1]?.replace(/\s/g, '');
  const keys = found.map(keyIn).filter((key) => key !== undefined);
  if (keys.length === 0) return { state: 'missing', found, wanted };
  if (keys.length > 1) return { state: 'wrong', found, why: 'several', wanted };
  if (keys[0] === '') return { state: 'wrong', found, why: 'revoked', wanted };
  return keys[0] === keyIn(record) ? { state: 'right', found } : { state: 'wrong', found, why: 'other-key', wanted };
}

/** Whether receivers are told what to do with mail that only claims to come from us (RFC 7489). */
function dmarc(domain: string, address: string, all: readonly string[]): Omit<RecordStanding, 'of'> {
  const found = all.filter(isDmarc);
  const wanted: DnsRecord = {
    ...{ name: `_dmarc.${domain}`, type: 'TXT' },
    value: `v=DMARC1; p=none; rua=mailto:${address}`,
  };
  if (found.length === 0) return { state: 'missing', found, wanted };
  if (found.length > 1) return { state: 'wrong', found, why: 'several', wanted };
  const readable = /;\s*p\s*=\s*(none|quarantine|reject)\s*(;|$)/i.test(found[0] ?? '');
  return readable ? { state: 'right', found } : { state: 'wrong', found, why: 'unreadable', wanted };
}

/** Looks up what a mail's receivers look up about whoever sends it. Never throws. */
export async function senderStanding(facts: SenderFacts, resolve: ResolveTxt): Promise<readonly RecordStanding[]> {
  const domain = facts.address.slice(facts.address.lastIndexOf('@') + 1).toLowerCase();
  const parent = domain.split('.').slice(-2).join('.');
  const keyName = `${facts.dkim?.selector}._domainkey.${domain}`;
  const [own, key, policy] = await Promise.all([
    texts(resolve, domain),
    facts.dkim ? texts(resolve, keyName) : [],
    // A domain without a policy of its own has its owner's.
    texts(resolve, `_dmarc.${domain}`).then((found) =>
      found?.some(isDmarc) === false && parent !== domain ? texts(resolve, `_dmarc.${parent}`) : found,
    ),
  ]);
  const nobody = { state: 'unknown', found: [] } as const;
  return [
    { of: 'spf', ...(own ? spf(domain, facts.smtpHost, own) : nobody) },
    {
      of: 'dkim',
      ...(!facts.dkim ? ({ state: 'off', found: [] } as const) : key ? dkim(keyName, facts.dkim.record, key) : nobody),
    },
    { of: 'dmarc', ...(policy ? dmarc(domain, facts.address, policy) : nobody) },
  ];
}

/** A text of DNS as it is typed where only strings of 255 characters are taken. */
export const asStrings = (value: string): string =>
  (value.match(/.{1,255}/gs) ?? []).map((part) => `"${part.replace(/["\\]/g, '\\$&')}"`).join(' ');
