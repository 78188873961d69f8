// Long because it is one table: every setting, with what it does.
import { controller } from '#policy/controller.ts';

export interface Variable {
  readonly name: string;
  /** What it does, in English, as the lines of a comment. */
  readonly describe: readonly string[];
  readonly example: string;
  /** In words when it isn't a value; undefined when there is none. */
  readonly default?: string;
  /** Its value is never repeated in a message. */
  readonly secret?: true;
}

const declared = [
  {
    name: 'NODE_ENV',
    describe: [
      'development, production or test. Production (also whenever BASE_URL is https) requires BASE_URL, SECRET_KEY, SMTP_URL, MAIL_FROM,',
      'PROCESSOR_HOSTING and PROCESSOR_MAIL.',
    ],
    example: 'production',
    default: 'development',
  },
  { name: 'PORT', describe: ['The port that is listened on, 1 to 65535.'], example: '3000', default: '3000' },
  {
    name: 'HOST',
    describe: [
      'The address that is listened on. 127.0.0.1 serves this machine only; 0.0.0.0 or :: others too (in a container, say).',
    ],
    example: '0.0.0.0',
    default: '127.0.0.1',
  },
  {
    name: 'BASE_URL',
    describe: ['Where people reach the site: scheme, host and port. Links in mail begin with it.'],
    example: 'https://www.allkontrakt.se',
    default: 'http://localhost: and PORT',
  },
  {
    name: 'DATABASE_URL',
    describe: ['A PostgreSQL 15 or later. Without it, one of our own is started and keeps its data in DATA_DIR.'],
    example: 'postgres://allkontrakt:password@db.example:5432/allkontrakt',
    default: 'the embedded database',
    secret: true,
  },
  {
    name: 'DATA_DIR',
    describe: ['The folder of the embedded database, of files, and of the key used in development.'],
    example: '/var/lib/allkontrakt',
    default: './data',
  },
  {
    name: 'ERASURE_LEDGER',
    describe: [
      'The folder of the list of what has been erased and sent: ids and keyed hashes. Keep it on another disk than the database and its backups,',
      'where every worker can write: without it a restored backup can’t be cleaned.',
    ],
    example: '/mnt/elsewhere/allkontrakt-erasures',
    default: 'erasures in DATA_DIR',
  },
  {
    name: 'ROLE',
    describe: [
      'What this process does: web (answers requests), worker (sends, reminds, erases) or all. web and worker need DATABASE_URL.',
    ],
    example: 'web',
    default: 'all',
  },
  {
    name: 'SMTP_URL',
    describe: [
      'The server that mail is sent by, smtp:// or smtps://. Without it (development only) mail is kept and shown at /dev/mail.',
    ],
    example: 'smtps://user:password@mail.example:465',
    secret: true,
  },
  {
    name: 'MAIL_FROM',
    describe: ['The sender of all mail, as an address or as Name <address>.'],
    example: `${controller.name} <${controller.email}>`,
    default: `${controller.name} <${controller.email}>`,
  },
  {
    name: 'IMAP_URL',
    describe: [
      'The mailbox of MAIL_FROM, where mail to us is fetched: imaps://user:password@host/INBOX. imap:// for this machine only, in development.',
      'Fetched mail is moved to IMAP_FOLDER, and deleted from the mail server when its time is up. Without it no mail is fetched.',
    ],
    example: 'imaps://info%40allkontrakt.se:password@mail.example/INBOX',
    secret: true,
  },
  {
    name: 'IMAP_FOLDER',
    describe: ['The folder that fetched mail is moved to; made when it is not there.'],
    example: 'Allkontrakt',
    default: 'Allkontrakt',
  },
  {
    name: 'REPLY_ADDRESSES',
    describe: [
      'on: mail to a customer asks for replies to info+mark@…, so that they find back to the request. Needs IMAP_URL, and a mail server that',
      'delivers such addresses to the mailbox (RFC 5233). off: replies are known by what they answer.',
    ],
    example: 'off',
    default: 'on',
  },
  {
    name: 'DKIM_SELECTOR',
    describe: [
      'The name under which DNS has the key that newsletters are signed with: <selector>._domainkey and the domain of MAIL_FROM. The console says',
      'which record to add. Needs DKIM_KEY_FILE; without them newsletters leave unsigned, unless the mail server signs.',
    ],
    example: 'allkontrakt',
  },
  {
    name: 'DKIM_KEY_FILE',
    describe: ['The private key, in PEM: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out dkim.pem'],
    example: '/etc/allkontrakt/dkim.pem',
  },
  {
    name: 'NEWSLETTER_RATE',
    describe: ['How many newsletters leave a second at most. Ask whoever runs the mail server.'],
    example: '20',
    default: '50',
  },
  {
    name: 'NEWSLETTER_DOMAIN_RATE',
    describe: ['How many of them to one domain (the part after the @).'],
    example: '5',
    default: '10',
  },
  {
    name: 'NEWSLETTER_CONNECTIONS',
    describe: ['How many connections to the mail server they leave by, one at a time on each.'],
    example: '4',
    default: '10',
  },
  {
    name: 'PROCESSOR_HOSTING',
    describe: [
      'Whom the operator has engaged for hosting, as Name, country: published in the policy and the register. The country is two letters (ISO 3166-1).',
      'Outside the EU and the EEA, a third word says by what right data goes there: adequacy (article 45 of the GDPR) or clauses (article 46).',
      'own: nobody, the operator does it by itself. Required in production; elsewhere the policy says that it is not stated.',
    ],
    example: 'Exempel Drift AB, SE',
  },
  {
    name: 'PROCESSOR_MAIL',
    describe: ['Whom the operator has engaged for sending mail, written as PROCESSOR_HOSTING. Required in production.'],
    example: 'Exempel Post Inc, US, clauses',
  },
  {
    name: 'PROCESSOR_SMS',
    describe: [
      'Whom the operator has engaged for text messages and telephony, written as PROCESSOR_HOSTING. Left out: none are sent.',
    ],
    example: 'Exempel Sms AB, SE',
  },
  {
    name: 'CONSENT_PLACE',
    describe: [
      'Where in the page visitors are asked whether the visit may be measured: foot, above the foot, or head, below the head. In its flow both ways, and over nothing.',
    ],
    example: 'head',
    default: 'foot',
  },
  {
    name: 'GA_MEASUREMENT_ID',
    describe: [
      'Turns Google Analytics on, by the measurement id of a GA4 web data stream. Visitors are then asked anew, with Google named; nothing of it loads before a',
      'yes; and the policy, the list of cookies and the register name Google. Left out: there is no trace of it. Docs/operations.md says what to set at Google.',
    ],
    example: 'G-ABC1234567',
  },
  {
    name: 'ELKS_USERNAME',
    describe: [
      'The API user of an account at 46elks (https://46elks.com), which carries text messages and calls. In production PROCESSOR_SMS must then name it.',
      'Without it text messages are kept and shown at /dev/mail in development, and can’t be sent in production.',
    ],
    example: 'u1234567890abcdef',
  },
  {
    name: 'ELKS_PASSWORD',
    describe: ['Its API password.'],
    example: '(from the account’s page)',
    secret: true,
  },
  {
    name: 'ELKS_URL',
    describe: ['Where its API is. This machine is allowed in development only, for a peer of one’s own.'],
    example: 'https://api.46elks.com/a1',
    default: 'https://api.46elks.com/a1',
  },
  {
    name: 'SMS_FROM',
    describe: [
      'What text messages come from: a name of at most eleven letters and figures, or a number like +46101234567.',
    ],
    example: 'Allkontrakt',
    default: controller.brand,
  },
  {
    name: 'CALL_FROM',
    describe: [
      'Our number at 46elks, that calls come from. With it staff can let the product dial: it rings at their own phone first. Outside production',
      'nobody is called, unless ELKS_URL is this machine.',
    ],
    example: '+46101234567',
  },
  {
    name: 'API_ORIGINS',
    describe: [
      'Sites whose pages may call the API from a browser (CORS), with commas between. Servers need no place here. An intake key in a page',
      'can be read by whoever opens it: only for pages behind a log-in.',
    ],
    example: 'https://app.allkontrakt.se',
    default: 'none',
  },
  {
    name: 'BOUNCE_SECRET',
    describe: [
      'Opens /hooks/bounces/<it>, where whoever carries our mail may tell of newsletters that have come back (docs/operations.md): 32 letters and figures',
      'or more, as `openssl rand -hex 24` makes them. Left out: there is no such address, and what comes back is read from the inbox.',
    ],
    example: '(made by: openssl rand -hex 24)',
    secret: true,
  },
  {
    name: 'EMBED_ORIGINS',
    describe: [
      'Sites that may show the request form in a frame on their own pages (docs/embedding.md): scheme, host and port of each, with commas between.',
      'Left out: none may.',
    ],
    example: 'https://www.allkontrakt.se, https://kampanj.example',
  },
  {
    name: 'LOG_LEVEL',
    describe: ['trace, debug, info, warn, error, fatal or silent.'],
    example: 'warn',
    default: 'info',
  },
  {
    name: 'TRUST_PROXY',
    describe: [
      "Whose X-Forwarded-For counts: the number of proxies in front of us, or their addresses and networks with commas between. none means nobody's.",
    ],
    example: '10.0.0.0/8, 127.0.0.1',
    default: 'none',
  },
  {
    name: 'SECRET_KEY',
    describe: [
      'At least 32 random bytes in base64 or hex, for links and stored secrets: openssl rand -base64 32. Keep it: another key makes them unreadable.',
      'In development one is made and kept in DATA_DIR/secret.key.',
    ],
    example: '(the output of openssl rand -base64 32)',
    secret: true,
  },
] as const satisfies readonly Variable[];

export type Name = (typeof declared)[number]['name'];
/** Every variable the product reads, in the order of .env.example. */
export const variables: readonly (Variable & { readonly name: Name })[] = declared;

/** The text of .env.example. Every value is a comment, so that a copy of the file changes nothing. */
export function envExample(): string {
  const blocks = variables.map(({ name, describe, example, default: usual }) =>
    [...describe, ...(usual === undefined ? [] : [`Default: ${usual}`])]
      .map((line) => `# ${line}\n`)
      .concat(`#${name}=${example.includes(' ') ? `"${example}"` : example}\n`)
      .join(''),
  );
  const head =
    '# Copy to .env and change what you need. The environment wins over this file. Nothing unknown is accepted in it.\n';
  return [head, ...blocks].join('\n');
}

/** Names that look like misspellings of ours and are everyday variables of shells and tools. */
const everyday = new Set(['HOSTS', 'PORTS', 'POST', 'SORT']);

/** The declared variable that a name looks like a slip of; undefined when it is declared, everyday, or like none of them. */
export function meant(name: string): Name | undefined {
  if (variables.some((one) => one.name === name) || everyday.has(name)) return undefined;
  return nearest(name, (length) => (length < 7 ? 1 : 2));
}

/** The nearest declared variable within a distance that depends on the length of its name. */
export function nearest(name: string, within: (length: number) => number): Name | undefined {
  const near = variables
    .map((one) => ({ name: one.name, distance: distance(name.toUpperCase(), one.name) }))
    .filter((one) => one.distance <= within(one.name.length))
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.name;
}

/** How many letters must be added, left out, changed, or swapped with their neighbour to make `a` into `b`. */
function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, rows[i - 2]![j - 2]! + 1);
      row.push(best);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
