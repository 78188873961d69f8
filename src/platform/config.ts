// Long because every setting is read, judged and held against the others here.
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import ipaddr from 'ipaddr.js';
import { controller } from '#policy/controller.ts';
import { countryName, inEea, type Safeguard, safeguards } from '#policy/countries.ts';
import { type Engaged, googleEngaged, type ProcessorId } from '#policy/recipients.ts';
import { meant, type Name, nearest, variables } from './config-variables.ts';
import { makeDataDir } from './data-dir.ts';
import { validateEndpoint } from './http-out/endpoint.ts';
import { type ElksAccount, isE164 } from './phone/index.ts';

export { envExample, variables } from './config-variables.ts';

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
const roles = ['all', 'web', 'worker'] as const;
const environments = ['development', 'production', 'test'] as const;

/** Whose X-Forwarded-For counts: nobody's, the last so many proxies', or that of proxies in these networks (CIDR). */
export type TrustProxy =
  | { kind: 'none' }
  | { kind: 'hops'; hops: number }
  | { kind: 'networks'; networks: readonly string[] };

export interface Config {
  readonly environment: (typeof environments)[number];
  /** NODE_ENV is production or BASE_URL is https. */
  readonly production: boolean;
  readonly port: number;
  readonly host: string;
  /** Scheme, host and port, without a slash at the end. */
  readonly baseUrl: string;
  /** Undefined: the embedded database. */
  readonly databaseUrl: string | undefined;
  /** Absolute. */
  readonly dataDir: string;
  readonly role: (typeof roles)[number];
  /** The folder of the list of erasures and deliveries outside the database. */
  readonly erasureLedger: string;
  /** Undefined: mail is kept and shown at /dev/mail. */
  readonly smtpUrl: string | undefined;
  readonly mailFrom: { readonly name: string; readonly address: string };
  /** What newsletters are signed with; undefined: they leave unsigned. */
  readonly dkim: { readonly selector: string; readonly keyFile: string } | undefined;
  /** How many newsletters leave a second at most, in all and to one domain, and by how many connections. */
  readonly newsletterRate: { readonly perSecond: number; readonly perDomain: number; readonly lanes: number };
  /** Undefined: no mail is fetched. */
  readonly imap: { readonly url: string; readonly folder: string; readonly marksReplies: boolean } | undefined;
  /** Who is engaged for what; published in the policy and the register. */
  readonly processors: readonly Engaged[];
  /** Google Analytics is on, by this number. */
  readonly google: string | undefined;
  /** Who carries text messages; undefined where they are caught, or can’t be sent. */
  readonly elks: Elks | undefined;
  /** Origins whose pages may show the form in a frame. */
  readonly embedders: readonly string[];
  /** Where in the page visitors are asked whether the visit may be measured. */
  readonly consentPlace: 'foot' | 'head';
  readonly logLevel: (typeof levels)[number];
  readonly trustProxy: TrustProxy;
  /** Undefined only in development: developmentSecret makes one. */
  /** In the address at which whoever carries our mail tells of what has come back; undefined: none is told. */
  readonly bounceSecret: string | undefined;
  /** Sites whose pages may call the API from a browser. */
  readonly apiOrigins: readonly string[];
  readonly secretKey: Uint8Array | undefined;
}

export type Elks = Omit<ElksAccount, 'dryRun'>;

/** Everything that is wrong with the settings. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(
      `The settings have ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.map((one) => `- ${one}`).join('\n')}`,
    );
    this.faults = faults;
  }
}

/**
 * Reads the settings from the environment and from the text of a .env file; the environment wins, and an empty value is none.
 * @throws ConfigError with all faults at once; no secret is repeated in it
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>, file = ''): Config {
  const fromFile = parseEnv(file) as Record<string, string>;
  const faults = [...slips(env), ...strangers(fromFile)];
  const given = (name: Name): string | undefined => env[name]?.trim() || fromFile[name]?.trim() || undefined;
  const read = reader(given, faults);

  const environment = read('NODE_ENV', oneOf(environments), 'development');
  const port = read('PORT', portNumber, 3000);
  const baseUrl = read('BASE_URL', origin, `http://localhost:${port}`);
  const production = environment === 'production' || baseUrl.startsWith('https:');
  const google = read('GA_MEASUREMENT_ID', measurementId, undefined);
  const config: Config = {
    ...{ environment, production, port, baseUrl },
    host: read('HOST', address, '127.0.0.1'),
    databaseUrl: read('DATABASE_URL', urlOf('postgres:', 'postgresql:'), undefined),
    dataDir: resolve(given('DATA_DIR') ?? './data'),
    erasureLedger: resolve(given('ERASURE_LEDGER') ?? join(given('DATA_DIR') ?? './data', 'erasures')),
    role: read('ROLE', oneOf(roles), 'all'),
    smtpUrl: read('SMTP_URL', urlOf('smtp:', 'smtps:'), undefined),
    imap: mailStore(read, production),
    mailFrom: read('MAIL_FROM', mailbox, { name: controller.name, address: controller.email }),
    dkim: signing(read, given('DKIM_KEY_FILE')),
    newsletterRate: {
      perSecond: read('NEWSLETTER_RATE', rate, 50),
      perDomain: read('NEWSLETTER_DOMAIN_RATE', rate, 10),
      lanes: read('NEWSLETTER_CONNECTIONS', connections, 10),
    },
    processors: [
      ...(['hosting', 'mail', 'sms'] as const).flatMap((kind) =>
        read(`PROCESSOR_${kind.toUpperCase() as Uppercase<typeof kind>}`, engaged(kind), []),
      ),
      ...(google ? [googleEngaged] : []),
    ],
    google,
    elks: elks(read, production, given('ELKS_USERNAME')),
    bounceSecret: read('BOUNCE_SECRET', bounceSecret, undefined),
    consentPlace: read('CONSENT_PLACE', oneOf(['foot', 'head'] as const), 'foot'),
    embedders: read('EMBED_ORIGINS', origins(production), []),
    apiOrigins: read('API_ORIGINS', origins(production), []),
    logLevel: read('LOG_LEVEL', oneOf(levels), 'info'),
    trustProxy: read('TRUST_PROXY', trust, { kind: 'none' }),
    secretKey: read('SECRET_KEY', (text) => secret(text, production), undefined),
  };
  faults.push(...together(config, given));
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

const developmentMark = 'development-only:';

/** The key of a development machine: made once and kept in the data folder, marked so that production refuses it. */
export function developmentSecret(dataDir: string): Uint8Array {
  makeDataDir(dataDir);
  const path = join(dataDir, 'secret.key');
  try {
    writeFileSync(path, `${developmentMark}${randomBytes(32).toString('base64')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const key = secret(readFileSync(path, 'utf8').trim(), false);
  if (key instanceof Fault) throw new ConfigError([`${path} ${key.words}; delete it and a new one is made`]);
  return key;
}

/** What is wrong with one value, to be read after the variable's name. */
class Fault {
  readonly words: string;
  constructor(words: string) {
    this.words = words;
  }
}
type Parser<T> = (text: string) => T | Fault;

function reader(given: (name: Name) => string | undefined, faults: string[]) {
  return <T, D>(name: Name, parse: Parser<T>, otherwise: D): T | D => {
    const text = given(name);
    if (text === undefined) return otherwise;
    const value = parse(text);
    if (!(value instanceof Fault)) return value;
    const hidden = variables.find((one) => one.name === name)?.secret;
    faults.push(`${name} ${value.words}${hidden ? '' : `, and is ${JSON.stringify(text)}`}.`);
    return otherwise;
  };
}

/** Variables of the environment that can only be meant for us. Others are none of our business. */
function slips(env: Readonly<Record<string, string | undefined>>): string[] {
  return Object.keys(env).flatMap((name) => {
    const right = meant(name);
    if (right) return [`${name} in the environment is not a setting: did you mean ${right}?`];
    return name.startsWith('ALLKONTRAKT_')
      ? [`${name} in the environment is not a setting${suggestion(name.slice(12))}`]
      : [];
  });
}

function strangers(file: Readonly<Record<string, string>>): string[] {
  const known = new Set<string>(variables.map((one) => one.name));
  return Object.keys(file)
    .filter((name) => !known.has(name))
    .map((name) => `${name} in .env is not a setting${suggestion(name)}`);
}

function suggestion(name: string): string {
  const right = nearest(name, (length) => Math.floor(length / 2));
  return right ? `: did you mean ${right}?` : '; .env.example lists them all.';
}

/** The account text messages leave by, when there is one. */
function elks(read: ReturnType<typeof reader>, production: boolean, username: string | undefined): Elks | undefined {
  const account = {
    url: read('ELKS_URL', endpoint(production), 'https://api.46elks.com/a1'),
    password: read('ELKS_PASSWORD', (text) => text, ''),
    smsFrom: read('SMS_FROM', smsSender, controller.brand),
    callFrom: read('CALL_FROM', phoneNumber, undefined),
  };
  return username ? { username, ...account } : undefined;
}

/** A selector without a key, or a key without one, is told with the other faults. */
function signing(read: ReturnType<typeof reader>, keyFile: string | undefined): Config['dkim'] {
  const selector = read('DKIM_SELECTOR', selectorName, undefined);
  return selector && keyFile ? { selector, keyFile: resolve(keyFile) } : undefined;
}

const selectorName: Parser<string> = (text) =>
  /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i.test(text)
    ? text
    : new Fault('must be letters, figures and hyphens, as in a domain');

const endpoint =
  (production: boolean): Parser<string> =>
  (text) => {
    const fault = validateEndpoint(text, { development: !production });
    return fault || /[?#]/.test(text)
      ? new Fault('must be an https address without a query')
      : text.replace(/\/+$/, '');
  };

const bounceSecret: Parser<string> = (text) =>
  /^[\w-]{32,128}$/.test(text) ? text : new Fault('must be 32 to 128 letters, figures, _ and -');

const phoneNumber: Parser<string> = (text) => (isE164(text) ? text : new Fault('must be a number like +46101234567'));

const smsSender: Parser<string> = (text) =>
  /^(?=.*[A-Za-z])[A-Za-z0-9]{3,11}$/.test(text) || isE164(text)
    ? text
    : new Fault('must be three to eleven letters and figures, or a number like +46101234567');

/** What production can't be without. Of the last two the policy says where data goes, and may not guess. */
const required = ['BASE_URL', 'SECRET_KEY', 'SMTP_URL', 'MAIL_FROM', 'PROCESSOR_HOSTING', 'PROCESSOR_MAIL'] as const;

/** What no single value shows. */
function together(config: Config, given: (name: Name) => string | undefined): string[] {
  const faults: string[] = [];
  if (config.production) {
    for (const name of required) {
      if (given(name) === undefined) faults.push(`${name} is required in production.`);
    }
    if (config.baseUrl.startsWith('http:') && !isLoopback(new URL(config.baseUrl).hostname)) {
      faults.push('BASE_URL must be https in production, unless it names this machine.');
    }
  }
  if ((given('ELKS_USERNAME') === undefined) !== (given('ELKS_PASSWORD') === undefined))
    faults.push('ELKS_USERNAME and ELKS_PASSWORD need each other.');
  if ((given('DKIM_SELECTOR') === undefined) !== (given('DKIM_KEY_FILE') === undefined))
    faults.push('DKIM_SELECTOR and DKIM_KEY_FILE need each other.');
  if (config.production && config.elks && !config.processors.some(({ kind }) => kind === 'sms'))
    faults.push('PROCESSOR_SMS must name who carries text messages, because ELKS_USERNAME is set: the policy says so.');
  if (config.role !== 'all' && !config.databaseUrl) {
    faults.push(`ROLE=${config.role} needs DATABASE_URL, because the embedded database serves one process only.`);
  }
  return faults;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

const oneOf =
  <T extends string>(values: readonly T[]): Parser<T> =>
  (text) =>
    values.find((value) => value === text) ?? new Fault(`must be one of ${values.join(', ')}`);

const connections: Parser<number> = (text) =>
  /^[1-9]\d?$/.test(text) ? Number(text) : new Fault('must be a whole number from 1 to 99');

const rate: Parser<number> = (text) =>
  /^\d{1,5}(\.\d{1,3})?$/.test(text) && Number(text) > 0
    ? Number(text)
    : new Fault('must be a number above nought, like 20 or 0.5');

const portNumber: Parser<number> = (text) =>
  /^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65_535
    ? Number(text)
    : new Fault('must be a whole number from 1 to 65535');

const address: Parser<string> = (text) =>
  isIP(text) || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text)
    ? text
    : new Fault('must be an IP address or a host name');

const origin: Parser<string> = (text) => {
  const url = URL.parse(text);
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.username || url.password) {
    return new Fault('must be an address like https://www.allkontrakt.se');
  }
  return url.pathname === '/' && !url.search && !url.hash
    ? url.origin
    : new Fault('must end after the host and port, without a path');
};

/** Several, with commas or spaces between. A page on http could be changed on its way, and the form around it. */
const origins =
  (production: boolean): Parser<string[]> =>
  (text) => {
    const found: string[] = [];
    for (const one of text.split(/[\s,]+/).filter(Boolean)) {
      const url = origin(one);
      if (url instanceof Fault) return new Fault(`${url.words}, for each site`);
      // A star, or a separator of the policy that this stands in, would open for more than is read here.
      if (!/^https?:\/\/(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:\d+)?$/.test(url))
        return new Fault('must name each site whole, without a star');
      if (production && url.startsWith('http:') && !isLoopback(new URL(url).hostname))
        return new Fault('must be https in production, unless it names this machine');
      if (!found.includes(url)) found.push(url);
    }
    return found;
  };

const urlOf =
  (...protocols: string[]): Parser<string> =>
  (text) => {
    const url = URL.parse(text);
    // A socket is named by ?host=/folder, and the URL then has no host of its own.
    const whole = url && protocols.includes(url.protocol) && (url.hostname || url.searchParams.has('host'));
    return whole
      ? text
      : new Fault(`must be an address that begins with ${protocols.map((one) => `${one}//`).join(' or ')}`);
  };

/** A password is never sent in the clear to another machine. */
function mailStore(read: ReturnType<typeof reader>, production: boolean): Config['imap'] {
  const url = read('IMAP_URL', storeUrl(production), undefined);
  const folder = read('IMAP_FOLDER', folderName, 'Allkontrakt');
  const marks = read('REPLY_ADDRESSES', oneOf(['on', 'off'] as const), 'on');
  return url === undefined ? undefined : { url, folder, marksReplies: marks === 'on' };
}

const storeUrl =
  (production: boolean): Parser<string> =>
  (text) => {
    const url = URL.parse(text);
    if (!url || !['imaps:', 'imap:'].includes(url.protocol) || !url.hostname || !url.username)
      return new Fault('must be an address like imaps://user:password@host/INBOX');
    return url.protocol === 'imaps:' || (!production && isLoopback(url.hostname))
      ? text
      : new Fault('must be imaps://, unless it names this machine in development');
  };

const folderName: Parser<string> = (text) =>
  /^[^\p{Cc}*%"\\]{1,100}$/u.test(text) && text.toUpperCase() !== 'INBOX'
    ? text
    : new Fault('must be the name of a folder other than the inbox');

const mailbox: Parser<Config['mailFrom']> = (text) => {
  const match = /^(?:"?([^"<>\r\n]*?)"?\s*<([^<>\s]+)>|([^<>\s]+))$/.exec(text);
  const mail = match?.[2] ?? match?.[3] ?? '';
  return /^[^\s@"(),:;<>[\]\\]+@[a-z0-9-]+(\.[a-z0-9-]+)*$/i.test(mail)
    ? { name: match?.[1] ?? '', address: mail }
    : new Fault('must be an address or Name <address>');
};

/** `own`; `Name, SE`; or `Name, US, clauses` where the country is outside the EU and the EEA. */
const engaged =
  (kind: ProcessorId): Parser<Engaged[]> =>
  (text) => {
    if (text === 'own') return [{ kind, name: controller.name, country: 'SE', own: true }];
    const [name = '', country = '', by, ...more] = text.split(',').map((part) => part.trim());
    if (!name || !country || more.length > 0) return new Fault('must be own, or Name, country');
    if (!countryName(country, 'en')) return new Fault('must name the country by two capital letters, like SE');
    if (by !== undefined && !Object.hasOwn(safeguards, by)) return new Fault('must end with adequacy or clauses');
    if (inEea(country))
      return by ? new Fault('needs no third word within the EU and the EEA') : [{ kind, name, country }];
    if (!by) return new Fault('must say adequacy or clauses too, because the country is outside the EU and the EEA');
    return [{ kind, name, country, safeguard: by as Safeguard }];
  };

const measurementId: Parser<string> = (text) =>
  /^G-[A-Z0-9]{4,20}$/.test(text) ? text : new Fault('must be a measurement id like G-ABC1234567');

const trust: Parser<TrustProxy> = (text) => {
  if (text === 'none' || text === '0') return { kind: 'none' };
  if (/^[1-9]$/.test(text)) return { kind: 'hops', hops: Number(text) };
  const networks = text.split(',').map((one) => one.trim());
  const wrong = networks.find((one) => !isIP(one) && !ipaddr.isValidCIDR(one));
  if (wrong !== undefined)
    return new Fault('must be none, a number from 1 to 9, or addresses and networks with commas between');
  return {
    kind: 'networks',
    networks: networks.map((one) => (one.includes('/') ? one : `${one}/${isIP(one) === 4 ? 32 : 128}`)),
  };
};

function secret(text: string, production: boolean): Uint8Array | Fault {
  if (production && text.startsWith(developmentMark))
    return new Fault('was made for development and is refused in production');
  const bare = text.startsWith(developmentMark) ? text.slice(developmentMark.length) : text;
  const isHex = /^([0-9a-f]{2})+$/i.test(bare);
  if (!isHex && !/^[A-Za-z0-9+/_-]+={0,2}$/.test(bare)) return new Fault('must be base64 or hex');
  const bytes = Buffer.from(bare, isHex ? 'hex' : 'base64');
  if (bytes.length < 32) return new Fault(`must hold at least 32 bytes and holds ${bytes.length}`);
  // 32 random bytes have about 30 different ones; fewer than 16 has never happened by chance.
  return new Set(bytes).size < 16 ? new Fault('is not random: make one with openssl rand -base64 32') : bytes;
}
