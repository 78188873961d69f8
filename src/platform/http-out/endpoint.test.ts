import { describe, expect, it } from 'vitest';
import { allowedAddress } from './address.ts';
import { readEndpoint, validateEndpoint } from './endpoint.ts';

/** Each reaches this machine, its network or a cloud's metadata service when a guard reads it less well than a socket does. */
const loopbackNotations = [
  'https://127.0.0.1/',
  'https://127.1/',
  'https://127.0.0.1./',
  'https://0x7f000001/',
  'https://0x7f.0.0.1/',
  'https://017700000001/',
  'https://0177.0.0.01/',
  'https://2130706433/',
  'https://①②⑦.⓪.⓪.①/',
  'https://127。0。0。1/',
  'https://%31%32%37.0.0.1/',
  'https://[::1]/',
  'https://[0:0:0:0:0:0:0:1]/',
  'https://localhost/',
  'https://LOCALHOST/',
];

/** These are refused in development too. */
const privateNotations = [
  'https://0/',
  'https://0.0.0.0/',
  'https://[::]/',
  'https://[::ffff:10.0.0.1]/',
  'https://[::ffff:7f00:1]/',
  'https://[::127.0.0.1]/',
  'https://[64:ff9b::10.0.0.1]/',
  'https://[64:ff9b:1::a00:1]/',
  'https://[2002:7f00:1::]/',
  'https://[2001:0:53aa:64c::1]/',
  'https://[fe80::1]/',
  'https://[fe80::1%25eth0]/',
  'https://[fe80::1%eth0]/',
  'https://[fc00::1]/',
  'https://[fec0::1]/',
  'https://[ff02::1]/',
  'https://[4000::1]/',
  'https://10.0.0.1/',
  'https://172.16.0.1/',
  'https://192.168.1.1/',
  'https://100.64.0.1/',
  'https://169.254.169.254/latest/meta-data',
  'https://192.0.2.1/',
  'https://198.18.0.1/',
  'https://224.0.0.1/',
  'https://255.255.255.255/',
  'https://localhost./',
  'https://app.localhost/',
  'https://metadata.google.internal/',
  'https://skrivare.local/',
  'https://router/',
  'https://api.foretaget.se./',
  'https://1.0.0.127.in-addr.arpa/',
];

const unreadable = [
  '',
  'api.foretaget.se',
  'https://',
  'https:///',
  'https://api.foretaget.se/\r\nX: y',
  'https://api.foretaget.se\\@127.0.0.1/',
  ' https://api.foretaget.se/',
  'https://api.fore\ttaget.se/',
  `https://api.foretaget.se/${'a'.repeat(2_000)}`,
  'https://256.256.256.256/',
];

const withUserinfo = [
  'https://user@api.foretaget.se/',
  'https://a:b@api.foretaget.se/',
  'https://@127.0.0.1/',
  'https://api.foretaget.se:443@10.0.0.1/',
];

const production = { development: false };
const fault = (text: string, rules = production) => {
  const endpoint = readEndpoint(text, rules);
  return 'fault' in endpoint ? endpoint.fault : undefined;
};

describe('readEndpoint', () => {
  it.each([...loopbackNotations, ...privateNotations])('refuses %s', (text) => {
    expect(['private', 'unreadable']).toContain(fault(text));
  });

  it.each(privateNotations)('refuses %s in development too', (text) => {
    expect(['private', 'unreadable']).toContain(fault(text, { development: true }));
  });

  it.each(unreadable)('cannot read %j', (text) => expect(fault(text)).toBe('unreadable'));
  it.each(withUserinfo)('refuses a user name: %s', (text) => expect(fault(text)).toBe('userinfo'));

  it.each([
    'http://api.foretaget.se/',
    'ftp://api.foretaget.se/',
    'file:///etc/passwd',
    'data:text/plain,x',
    'javascript:alert(1)',
  ])('wants https: %s', (text) => expect(fault(text)).toBe('not-https'));

  it.each(['https://api.foretaget.se:22/', 'https://api.foretaget.se:8080/', 'https://api.foretaget.se:5432/'])(
    'refuses the port of %s',
    (text) => expect(fault(text)).toBe('port'),
  );

  it.each([
    'https://api.foretaget.se/forfragningar?kund=1',
    'https://api.foretaget.se:8443/',
    'https://åäö.se/',
    'https://8.8.8.8/',
    'https://[2606:4700::1]/',
  ])('takes %s', (text) => expect(fault(text)).toBeUndefined());

  it('reaches loopback over http in development only', () => {
    for (const text of [
      'http://127.0.0.1:4711/',
      'http://localhost:4711/',
      'http://[::1]:4711/',
      'https://localhost:4711/',
    ]) {
      expect(fault(text, { development: true })).toBeUndefined();
      expect(fault(text)).toBeDefined();
    }
    expect(fault('http://api.foretaget.se/', { development: true })).toBe('not-https');
    expect(fault('http://192.168.1.1/', { development: true })).toBe('not-https');
  });
});

describe('allowedAddress', () => {
  it.each(['127.1', '0x7f000001', 'localhost', '', '::ffff:8.8.8.8', '1.2.3'])('knows no address in %j', (text) => {
    expect(allowedAddress(text, false)).toBe(false);
  });
});

describe('validateEndpoint', () => {
  it('says what to do, in both languages', () => {
    for (const text of ['x', 'https://a@b.se/', 'http://b.se/', 'https://b.se:25/', 'https://10.0.0.1/']) {
      const error = validateEndpoint(text, production);
      expect(error?.sv).toMatch(/\.$/);
      expect(error?.en).toMatch(/\.$/);
    }
    expect(validateEndpoint('https://api.foretaget.se/', production)).toBeUndefined();
  });
});
