// Long because every setting is tried, right and wrong.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { controller } from '#policy/controller.ts';
import { type Config, ConfigError, developmentSecret, envExample, readConfig, variables } from './config.ts';

const key = Buffer.from(Array.from({ length: 32 }, (_, i) => i * 7 + 3));
const live = {
  NODE_ENV: 'production',
  BASE_URL: 'https://www.allkontrakt.se',
  SECRET_KEY: key.toString('base64'),
  SMTP_URL: 'smtps://mail.example',
  MAIL_FROM: 'info@allkontrakt.se',
  PROCESSOR_HOSTING: 'own',
  PROCESSOR_MAIL: 'Exempel Post AB, SE',
};

/** The faults of these settings; none is a failure of the test, so that "refused" is never taken for granted. */
function faults(env: Record<string, string>, file?: string): readonly string[] {
  let config: Config;
  try {
    config = readConfig(env, file);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  throw new Error(`accepted: ${Object.keys(config)}`);
}

describe('the settings', () => {
  it('need nothing in development', () => {
    expect(readConfig({})).toEqual({
      environment: 'development',
      production: false,
      port: 3000,
      host: '127.0.0.1',
      baseUrl: 'http://localhost:3000',
      databaseUrl: undefined,
      erasureLedger: expect.stringMatching(/data\/erasures$/),
      dataDir: resolve('data'),
      role: 'all',
      smtpUrl: undefined,
      mailFrom: { name: controller.name, address: controller.email },
      processors: [],
      apiOrigins: [],
      elks: undefined,
      newsletterRate: { perSecond: 50, perDomain: 10, lanes: 10 },
      embedders: [],
      consentPlace: 'foot',
      logLevel: 'info',
      trustProxy: { kind: 'none' },
      secretKey: undefined,
    });
    expect(readConfig({ PORT: '8080' }).baseUrl).toBe('http://localhost:8080');
  });

  it('say whole which sites may frame the form, or the product does not start', () => {
    const of = (EMBED_ORIGINS: string, rest: Record<string, string> = live) =>
      readConfig({ ...rest, EMBED_ORIGINS }).embedders;
    expect(of('https://www.allkontrakt.se, https://KAMPANJ.example:8443/ https://www.allkontrakt.se')).toEqual([
      'https://www.allkontrakt.se',
      'https://kampanj.example:8443',
    ]);
    expect(of('http://localhost:8080')).toEqual(['http://localhost:8080']);
    expect(of('http://kund.example', {})).toEqual(['http://kund.example']);
    const fault = (EMBED_ORIGINS: string) => faults({ ...live, EMBED_ORIGINS }).join();
    expect(fault('https://a.example, www.b.example')).toBe(
      'EMBED_ORIGINS must be an address like https://www.allkontrakt.se, for each site, and is "https://a.example, www.b.example".',
    );
    expect(fault('https://a.example/kontakt')).toContain(
      'must end after the host and port, without a path, for each site',
    );
    for (const one of ['https://*.example', 'https://a.example;script-src', 'https://*'])
      expect(fault(one)).toContain('EMBED_ORIGINS must');
    expect(fault('*')).toContain('must be an address like');
    expect(fault('http://kund.example')).toContain('must be https in production');
  });

  it('P26: whoever carries text messages is named by the policy, or the product does not start', () => {
    const account = { ELKS_USERNAME: 'u1', ELKS_PASSWORD: 'p1' };
    expect(faults({ ...live, ...account })).toEqual([
      'PROCESSOR_SMS must name who carries text messages, because ELKS_USERNAME is set: the policy says so.',
    ]);
    expect(readConfig({ ...live, ...account, PROCESSOR_SMS: '46elks AB, SE' }).elks).toEqual({
      ...{ username: 'u1', password: 'p1', url: 'https://api.46elks.com/a1', smsFrom: 'Allkontrakt' },
    });
    expect(readConfig({ ...account, ELKS_URL: 'http://localhost:4646/a1/' }).elks?.url).toBe(
      'http://localhost:4646/a1',
    );
    expect(faults({ ELKS_USERNAME: 'u1' })).toEqual(['ELKS_USERNAME and ELKS_PASSWORD need each other.']);
    const wrong = {
      ...live,
      ...account,
      PROCESSOR_SMS: 'own',
      ELKS_URL: 'http://localhost:4646',
      SMS_FROM: 'För långt namn',
    };
    expect(faults(wrong)).toEqual([
      'ELKS_URL must be an https address without a query, and is "http://localhost:4646".',
      'SMS_FROM must be three to eleven letters and figures, or a number like +46101234567, and is "För långt namn".',
    ]);
  });

  it('come from the file too, and the environment wins; empty is not given', () => {
    expect(readConfig({ PORT: '4000' }, 'PORT=5000\nROLE=all\nLOG_LEVEL=warn').port).toBe(4000);
    expect(readConfig({ PORT: '' }, 'PORT=5000').port).toBe(5000);
    expect(readConfig({ SMTP_URL: ' ' }).smtpUrl).toBeUndefined();
  });

  it('are told with all their faults at once, in one sentence each', () => {
    const bad = {
      PORT: '80a',
      ROLE: 'boss',
      LOG_LEVEL: 'loud',
      HOST: 'a b',
      BASE_URL: 'www',
      MAIL_FROM: 'nobody',
      TRUST_PROXY: '300.1.1.1',
    };
    const found = faults({
      ...bad,
      NODE_ENV: 'live',
      DATABASE_URL: 'mysql://x',
      SMTP_URL: 'http://x',
      SECRET_KEY: 'short',
    });
    expect(found.map((one) => one.split(' ')[0]).sort()).toEqual(
      ['NODE_ENV', 'DATABASE_URL', 'SMTP_URL', 'SECRET_KEY', ...Object.keys(bad)].sort(),
    );
    expect(() => readConfig({ PORT: 'x', ROLE: 'y' })).toThrow(
      /2 faults:\n- PORT must be .*"x"\.\n- ROLE must be .*"y"\.$/,
    );
  });

  it('never repeat a secret', () => {
    const canary = 'hunter2canary';
    const found = faults(
      { DATABASE_URL: `mysql://u:${canary}@h/d`, SMTP_URL: `imap://u:${canary}@h`, SECRET_KEY: `${canary}!` },
      `${canary}`,
    );
    expect(found).toHaveLength(3);
    expect(found.join()).not.toContain(canary);
  });

  it.each([
    ['PORT', '0'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '1e3'],
    ['BASE_URL', 'https://a.example/path'],
    ['BASE_URL', 'ftp://a.example'],
    ['BASE_URL', 'https://u:p@a.example'],
    ['MAIL_FROM', 'A <a@b.example>\nBcc: x@y.example'],
    ['TRUST_PROXY', '10.0.0.0/33'],
    ['TRUST_PROXY', '-1'],
    ['SMTP_URL', 'mail.example:25'],
    ['PROCESSOR_HOSTING', 'Exempel Drift AB'],
    ['PROCESSOR_HOSTING', 'Exempel Drift AB, Sverige'],
    ['PROCESSOR_HOSTING', 'Exempel Drift AB, SE, clauses'],
    ['PROCESSOR_MAIL', 'Exempel Post Inc, US'],
    ['PROCESSOR_MAIL', 'Exempel Post Inc, US, trust'],
    ['PROCESSOR_MAIL', 'Exempel Post Inc, QX, clauses'],
    ['PROCESSOR_SMS', ', SE'],
    ['DATABASE_URL', 'postgres://'],
  ])('refuse %s=%s', (name, value) => {
    expect(faults({ [name]: value }).some((one) => one.startsWith(`${name} `))).toBe(true);
  });

  it('read every kind of value', () => {
    expect(readConfig({ MAIL_FROM: '"Anna på kontoret" <anna@a.example>' }).mailFrom).toEqual({
      name: 'Anna på kontoret',
      address: 'anna@a.example',
    });
    expect(readConfig({ MAIL_FROM: 'anna@a.example' }).mailFrom).toEqual({ name: '', address: 'anna@a.example' });
    expect(readConfig({ TRUST_PROXY: '2' }).trustProxy).toEqual({ kind: 'hops', hops: 2 });
    expect(readConfig({ TRUST_PROXY: '10.0.0.0/8, 127.0.0.1,fd00::/8, ::1' }).trustProxy).toEqual({
      kind: 'networks',
      networks: ['10.0.0.0/8', '127.0.0.1/32', 'fd00::/8', '::1/128'],
    });
    expect(readConfig({ SECRET_KEY: key.toString('hex') }).secretKey).toEqual(key);
    expect(readConfig({ SECRET_KEY: key.toString('base64') }).secretKey).toEqual(key);
    expect(readConfig({ DATABASE_URL: 'postgres:///allkontrakt?host=%2Frun%2Fpg' }).databaseUrl).toContain('%2Frun');
    expect(readConfig({ BASE_URL: 'http://localhost:3000/' }).baseUrl).toBe('http://localhost:3000');
  });

  it('P26: name the processors, and by what right data leaves the EU', () => {
    const env = { PROCESSOR_MAIL: 'Exempel Post Inc, US, clauses', PROCESSOR_HOSTING: 'Exempel Drift AB, SE' };
    expect(readConfig(env).processors).toEqual([
      { kind: 'hosting', name: 'Exempel Drift AB', country: 'SE' },
      { kind: 'mail', name: 'Exempel Post Inc', country: 'US', safeguard: 'clauses' },
    ]);
    expect(readConfig({ PROCESSOR_HOSTING: 'own' }).processors).toEqual([
      { kind: 'hosting', name: controller.name, country: 'SE', own: true },
    ]);
  });

  it('take a key to sign with and its name together, and neither alone', () => {
    const both = { DKIM_SELECTOR: 'nyhet.2026', DKIM_KEY_FILE: '/etc/dkim.pem' };
    expect(readConfig(both).dkim).toEqual({ selector: 'nyhet.2026', keyFile: '/etc/dkim.pem' });
    expect(readConfig({}).dkim).toBeUndefined();
    for (const name of Object.keys(both) as (keyof typeof both)[])
      expect(faults({ [name]: both[name] })).toEqual(['DKIM_SELECTOR and DKIM_KEY_FILE need each other.']);
    expect(faults({ ...both, DKIM_SELECTOR: 'a b' })).toEqual([
      'DKIM_SELECTOR must be letters, figures and hyphens, as in a domain, and is "a b".',
    ]);
  });

  it('refuse a role of its own on the embedded database', () => {
    expect(faults({ ROLE: 'worker' })[0]).toContain('DATABASE_URL');
    expect(readConfig({ ROLE: 'worker', DATABASE_URL: 'postgres://db.example/a' }).role).toBe('worker');
  });
});

describe('in production', () => {
  it('a complete set is taken, and https alone makes it production', () => {
    expect(readConfig(live).production).toBe(true);
    const { NODE_ENV: _, ...rest } = live;
    expect(readConfig(rest).production).toBe(true);
  });

  it.each(['BASE_URL', 'SECRET_KEY', 'SMTP_URL', 'MAIL_FROM', 'PROCESSOR_HOSTING', 'PROCESSOR_MAIL'])(
    '%s is required',
    (name) => {
      expect(faults({ ...live, [name]: '' })).toEqual([`${name} is required in production.`]);
    },
  );

  it('http is for this machine only', () => {
    expect(faults({ ...live, BASE_URL: 'http://www.allkontrakt.se' })).toHaveLength(1);
    expect(readConfig({ ...live, BASE_URL: 'http://localhost:3000' }).production).toBe(true);
    expect(readConfig({ ...live, BASE_URL: 'http://127.0.0.1:3000' }).production).toBe(true);
  });

  it('a key that is short, or no key at all but a pattern, is refused', () => {
    expect(faults({ ...live, SECRET_KEY: key.subarray(0, 31).toString('hex') })[0]).toContain('holds 31');
    expect(faults({ ...live, SECRET_KEY: Buffer.alloc(32).toString('base64') })[0]).toContain('not random');
  });
});

describe('the key of a development machine', () => {
  const base = mkdtempSync(join(tmpdir(), 'ak-config-'));
  afterAll(() => rmSync(base, { recursive: true }));

  it('is made once, closed to others, and refused in production', () => {
    const dataDir = join(base, 'data');
    const made = developmentSecret(dataDir);
    expect(made).toHaveLength(32);
    expect(developmentSecret(dataDir)).toEqual(made);
    expect(statSync(join(dataDir, 'secret.key')).mode & 0o777).toBe(0o600);
    const text = readFileSync(join(dataDir, 'secret.key'), 'utf8').trim();
    expect(readConfig({ SECRET_KEY: text }).secretKey).toEqual(made);
    expect(faults({ ...live, SECRET_KEY: text })[0]).toContain('development');
  });

  it('is not silently replaced when the file is spoilt', () => {
    const dataDir = join(base, 'spoilt');
    developmentSecret(dataDir);
    writeFileSync(join(dataDir, 'secret.key'), 'x');
    expect(() => developmentSecret(dataDir)).toThrow(ConfigError);
  });
});

describe('names', () => {
  it.each([
    ['SMTP_ULR', 'SMTP_URL'],
    ['DATABSE_URL', 'DATABASE_URL'],
    ['database_url', 'DATABASE_URL'],
    ['PROT', 'PORT'],
    ['TRUSTPROXY', 'TRUST_PROXY'],
    ['SECRETKEY', 'SECRET_KEY'],
    ['ALLKONTRAKT_PORT', 'PORT'],
  ])('%s in the environment is refused as a slip of %s', (wrong, right) => {
    expect(faults({ [wrong]: 'x' })).toEqual([`${wrong} in the environment is not a setting: did you mean ${right}?`]);
  });

  it('that begin with ours and are like nothing are refused too', () => {
    expect(faults({ ALLKONTRAKT_COLOUR_OF_THE_DOOR: 'x' })[0]).toContain('.env.example');
  });

  it('of a normal environment pass', () => {
    const normal =
      `SHELL PWD LOGNAME HOME LANG TERM USER SHLVL PATH MAIL OLDPWD _ HOSTNAME HOSTTYPE HOST_IP EDITOR PAGER DISPLAY TZ TMPDIR
      SSH_AUTH_SOCK SSH_CLIENT XDG_DATA_DIRS XDG_DATA_HOME XDG_RUNTIME_DIR DBUS_SESSION_BUS_ADDRESS LS_COLORS LC_ALL LOG LOGS LOG_DIR
      NODE NODE_OPTIONS NODE_PATH NODE_VERSION NVM_DIR INIT_CWD COLOR FORCE_COLOR CI DEBUG PORTS HOSTS POST SORT ROOT npm_config_cache npm_command
      npm_execpath npm_lifecycle_event npm_node_execpath npm_package_json PGHOST PGPORT PGDATA PGUSER DATABASE DATA URL BASE SMTP_HOST SMTP_PORT
      MAIL_TO HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy no_proxy ALL_PROXY KUBERNETES_SERVICE_HOST KUBERNETES_PORT REDIS_URL TEST_DATABASE_URL
      DATABASE_REPLICA_URL SECRET AWS_SECRET_ACCESS_KEY GITHUB_TOKEN RUNNER_TEMP container INVOCATION_ID JOURNAL_STREAM SYSTEMD_EXEC_PID
      VITEST VITEST_MODE MODE DEV PROD SSR TEST PS1 LESS ZDOTDIR ROWS COLUMNS LINES FRESH FRESH_START`.split(/\s+/);
    expect(() => readConfig(Object.fromEntries(normal.map((name) => [name, 'x'])))).not.toThrow();
    // BASE_URL is the test runner's own here.
    const { BASE_URL: _, NODE_ENV: __, ...here } = process.env;
    expect(() => readConfig(here)).not.toThrow();
  });

  it('in .env must be declared', () => {
    expect(faults({}, 'COLOUR=red\nMAILFROM=a@b.example\nSMTP_ULR=x')).toEqual([
      'COLOUR in .env is not a setting; .env.example lists them all.',
      'MAILFROM in .env is not a setting: did you mean MAIL_FROM?',
      'SMTP_ULR in .env is not a setting: did you mean SMTP_URL?',
    ]);
  });
});

describe('.env.example', () => {
  it('is exactly what the table of variables says', () => {
    expect(readFileSync(resolve('.env.example'), 'utf8')).toBe(envExample());
  });

  it('changes nothing when copied, and is right when each line is uncommented', () => {
    expect(readConfig({}, envExample())).toEqual(readConfig({}));
    const used = envExample().replace(/^#(?=[A-Z_]+=)/gm, '');
    expect(Object.keys(parseEnv(used)).sort()).toEqual(variables.map((one) => one.name).sort());
    // What must be made for each installation can't be left as it is.
    expect(faults({}, used)).toEqual([
      'BOUNCE_SECRET must be 32 to 128 letters, figures, _ and -.',
      'SECRET_KEY must be base64 or hex.',
    ]);
    const made = { SECRET_KEY: key.toString('hex'), BOUNCE_SECRET: key.toString('hex') };
    expect(readConfig(made, used).production).toBe(true);
  });
});
