import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isLoggable } from '#policy/personal-data.ts';
import { isTest } from './imports.ts';
import { keysOf, logCallsIn, namesIn, referencesIn, type SourceFile, sourceFiles } from './source.ts';

const house = sourceFiles('src', 'db');
const written = (text: string): SourceFile => ({ path: 'src/x.ts', text });

/** Names that reach for the time or the terminal, and the only files that may. */
const forbidden = new Map<string, { readonly in: readonly string[]; readonly why: string }>([
  // Google's script takes the time as a Date and as nothing else.
  [
    'Date',
    { in: ['src/client/google.ts'], why: 'Temporal has a type for every kind of time; the clock is an argument' },
  ],
  ['Now', { in: ['src/platform/clock.ts'], why: 'Temporal.Now reads the clock of the machine: only systemClock may' }],
  [
    'console',
    { in: [], why: 'the log keeps personal data out (law 7); commands write to the standard output themselves' },
  ],
]);

// A page may be called the console; the terminal's is the global of that name.
const forbiddenIn = (file: SourceFile): string[] => {
  const references = referencesIn(file);
  return [...namesIn(file)].filter(
    (name) => forbidden.get(name)?.in.includes(file.path) === false && (name !== 'console' || references.has(name)),
  );
};

describe('law 5: the clock is an argument, and nothing is written past the log', () => {
  it('holds in every file', () => {
    expect(house.length).toBeGreaterThan(200);
    expect(
      house.flatMap((file) => forbiddenIn(file).map((name) => `${file.path}: ${name}: ${forbidden.get(name)?.why}`)),
    ).toEqual([]);
  });

  it('finds the one place that reads the clock', () => {
    expect(house.filter((file) => namesIn(file).has('Now')).map((file) => file.path)).toContain(
      'src/platform/clock.ts',
    );
  });

  it.each([
    'const at = Date.now();',
    'const at = new Date();',
    'let at: Date | undefined;',
    'globalThis.Date.now();',
    'const at = Temporal.Now.instant();',
    'const { Now } = Temporal;',
    'console.log(1);',
    'const { log } = console;',
    'globalThis.console.log(1);',
    `const text = \`at \${new Date()}\`;`,
  ])('would find it in %s', (text) => {
    expect(forbiddenIn(written(text))).toHaveLength(1);
  });

  it('does not trip over words', () => {
    expect(
      forbiddenIn(
        written(
          "// new Date()\n/* console.log */ const t = 'Date.now()' + `Temporal.Now`; const PlainDate = /console/; const o = { console: 1 }; o.console;",
        ),
      ),
    ).toEqual([]);
  });
});

describe('P14: marketing leaves by one door', () => {
  const users = (name: string) =>
    house.filter((file) => !isTest(file.path) && referencesIn(file).has(name)).map(({ path }) => path);

  it('only the sender of campaigns is given a way for mail to many, and no mailer is told that marketing may go', () => {
    const past = (name: string, door: string) => users(name).filter((path) => !path.startsWith(door));
    expect(past('smtpCarrier', 'src/platform/smtp/')).toEqual(['src/worker.ts']);
    expect(past('keepingCarrier', 'src/platform/smtp/')).toEqual(['src/worker.ts']);
    expect(past('CampaignSender', 'src/domain/campaign/')).toEqual(['src/worker.ts']);
    expect(users('mayMarket')).toEqual(['src/platform/mail/mailer.ts']);
    expect(users('SMTPConnection')).toEqual(['src/platform/smtp/line.ts']);
    expect(users('createTransport')).toEqual(['src/platform/mail/mailer.ts']);
  });
});

describe('law 7: what is said to the log', () => {
  const calls = house
    .filter((file) => !isTest(file.path))
    .flatMap((file) => logCallsIn(file).map((args) => ({ path: file.path, args })));

  const fault = ([fields, message]: ReturnType<typeof logCallsIn>[number]): string | undefined => {
    const constant = (node: typeof fields) => node === undefined || node.type === 'StringLiteral';
    if (fields?.type === 'StringLiteral') return undefined;
    const unknown = keysOf(fields)?.filter((key) => !isLoggable(key));
    if (!unknown) return 'its fields are not written out, so nobody can read which they are';
    if (unknown.length > 0) return `keys not in policy/fields.ts: ${unknown.join(', ')}`;
    return constant(message) ? undefined : 'its message is not a fixed sentence';
  };

  it('has fields from the closed list and a fixed sentence, in every call', () => {
    expect(calls.length).toBeGreaterThan(8);
    expect(calls.flatMap(({ path, args }) => (fault(args) ? [`${path}: ${fault(args)}`] : []))).toEqual([]);
  });

  it.each([
    "log.info({ event: 'x', email }, 'said');",
    "log.info({ event: 'x', ...lead }, 'said');",
    "log.info(lead, 'said');",
    `log.info({ event: 'x' }, \`said to \${email}\`);`,
    "options.log.warn({ event: 'x' }, lead.email);",
    "log.error({ ...(x ? { phone } : {}) }, 'said');",
  ])('would refuse %s', (text) => {
    expect(logCallsIn(written(text)).map(fault)).toEqual([expect.any(String)]);
  });
});

describe('files stay short, and the tree is a map', () => {
  const most = 300;
  const lines = (file: SourceFile) => file.text.split('\n').length - 1;
  const excused = (text: string) => /^(\/\/|\/\*\*?) ?Long(er than most)?\b[^\n]*(because|:)/.test(text);

  it(`no file is over ${most} lines unless its first line says why`, () => {
    const files = [...house, ...sourceFiles('e2e', 'bin', 'bench')];
    expect(
      files.filter((file) => lines(file) > most && !excused(file.text)).map((file) => `${file.path} (${lines(file)})`),
    ).toEqual([]);
    expect(files.some((file) => lines(file) > most)).toBe(true);
    expect(excused('// Long because it is mostly data.\n')).toBe(true);
    expect(excused("import x from 'y';\n// Long because\n")).toBe(false);
    expect(excused('// Along with this: nothing.\n')).toBe(false);
  });

  it('src holds the rooms and nothing else', () => {
    const rooms = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(rooms.map((entry) => entry.name).sort()).toEqual([
      'catalog',
      'client',
      'commands',
      'domain',
      'laws',
      'platform',
      'policy',
      'web',
    ]);
  });

  /** The faces every folder of the domain may have, and the few files that need a name of their own. */
  const faces = ['index', 'actions', 'queries', 'messages', 'jobs', 'personal'];
  const own: Readonly<Record<string, readonly string[]>> = {
    correspondence: ['purge'],
    contact: [
      ...['bulk', 'calls', 'caught', 'customer-mails', 'letters', 'notes', 'registered', 'sample-mail', 'sms'],
      ...['templates', 'wording', 'work-messages'],
    ],
    delivery: ['book', 'dispatcher', 'render', 'seal', 'taken'],
    lead: ['clock', 'intake', 'list', 'numbers', 'shares'],
    inbox: ['fetch', 'intake', 'reply-address', 'returned', 'rules', 'threads', 'words'],
    ledger: ['audit', 'erasures', 'events', 'trail'],
    submission: ['reading', 'suggest', 'words'],
    visit: ['browser', 'collector', 'reading', 'results', 'rollup'],
    newsletter: ['erase', 'import', 'proof', 'tally', 'withdrawal'],
    campaign: [
      ...['book', 'bounces', 'checks', 'compose', 'doubts', 'halt', 'images', 'letters', 'links', 'markdown'],
      ...['notebook', 'progress', 'queue', 'results', 'returned', 'sender', 'supply', 'suspects'],
    ],
    supplier: ['channel', 'figures', 'pauses', 'recipients', 'settings'],
    text: ['catalogue'],
    contract: ['reopen'],
    quote: ['entered'],
    staff: ['views'],
    referral: ['added', 'hours', 'staff-messages', 'waiting'],
    // Where the policy runs: one file for each thing that it promises.
    privacy: [
      ...[
        'answer',
        'cases',
        'certificate',
        'chains',
        'due',
        'erase',
        'erase-archived',
        'replay',
        'restored',
        'export',
        'export-schema',
        'needles',
        'notices',
        'policy-applied',
        'upkeep',
      ],
      ...[
        'promises',
        'promises-brokerage',
        'promises-clocks',
        'promises-decisions',
        'promises-later',
        'promises-mailings',
        'promises-newsletter',
        'promises-policy',
        'promises-rights',
        'promises-visits',
      ],
      ...['case-words', 'forget-cases', 'correct', 'correction', 'restrict'],
      ...['recipients', 'recipient-messages', 'take-back', 'wishes', 'withdraw', 'withheld'],
      ...['backups', 'periods', 'promises-tests', 'promises-tools', 'proofs'],
      ...['register', 'rights', 'rooms', 'scan', 'scan-files', 'scan-tables', 'search', 'sweep'],
    ],
  };

  it('every folder of the domain has a door and the same faces', () => {
    const folders = readdirSync('src/domain', { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const odd = folders.flatMap(({ name }) => {
      const files = readdirSync(`src/domain/${name}`).filter((file) => !isTest(file));
      const known = [...faces, name, ...(own[name] ?? [])].map((face) => `${face}.ts`);
      return [
        ...(files.includes('index.ts') ? [] : [`${name} has no index.ts`]),
        ...files.filter((file) => !known.includes(file)).map((file) => `${name}/${file}`),
      ];
    });
    expect(odd).toEqual([]);
  });

  it('every page has its words and its markup apart from its routes', () => {
    const routes = house.filter((file) => file.path.endsWith('.routes.tsx'));
    expect(routes.length).toBeGreaterThan(3);
    for (const { path } of routes) expect(house.map((file) => file.path)).toContain(path.replace('.routes.', '.page.'));
  });
});
