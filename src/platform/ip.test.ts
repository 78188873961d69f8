import { describe, expect, it } from 'vitest';
import { clientAddress, parseProxyTrust, rateKey, trustNobody } from './ip.ts';

const proxies = { networks: ['10.0.0.0/8', 'fd00::/8', '192.0.2.7'] };

describe('clientAddress', () => {
  it('ignores a header when nobody is trusted', () => {
    expect(clientAddress('203.0.113.9', '198.51.100.1', trustNobody)).toBe('203.0.113.9');
    expect(clientAddress('203.0.113.9', '127.0.0.1, 10.0.0.1', trustNobody)).toBe('203.0.113.9');
  });

  it('ignores a header that comes from outside the trusted networks', () => {
    expect(clientAddress('203.0.113.9', '198.51.100.1', proxies)).toBe('203.0.113.9');
  });

  it('takes the address our proxy added and not the one the client wrote before it', () => {
    expect(clientAddress('10.0.0.1', '1.1.1.1, 203.0.113.9', proxies)).toBe('203.0.113.9');
    expect(clientAddress('10.0.0.1', '1.1.1.1, 203.0.113.9', { hops: 1 })).toBe('203.0.113.9');
  });

  it('walks through several proxies', () => {
    expect(clientAddress('10.0.0.1', '1.1.1.1,203.0.113.9, 10.0.0.2', proxies)).toBe('203.0.113.9');
    expect(clientAddress('10.0.0.1', '1.1.1.1, 203.0.113.9, 10.0.0.2', { hops: 2 })).toBe('203.0.113.9');
    expect(clientAddress('192.0.2.7', '203.0.113.9, fd00::2', proxies)).toBe('203.0.113.9');
  });

  it('is the proxy itself when it says nothing', () => {
    expect(clientAddress('10.0.0.1', undefined, proxies)).toBe('10.0.0.1');
    expect(clientAddress('10.0.0.1', '', { hops: 2 })).toBe('10.0.0.1');
  });

  it.each(['unknown', '_hidden', '127.1', '0x7f000001', '2130706433', '1.2.3.4.5', '', '999.1.1.1'])(
    'stops at an entry that is no address: %j',
    (entry) => {
      expect(clientAddress('10.0.0.1', `203.0.113.9, ${entry}`, proxies)).toBe('10.0.0.1');
      expect(clientAddress('10.0.0.1', `203.0.113.9, ${entry}`, { hops: 1 })).toBe('10.0.0.1');
    },
  );

  it('normalises mapped, bracketed, zoned and long forms', () => {
    expect(clientAddress('::ffff:203.0.113.9', undefined, trustNobody)).toBe('203.0.113.9');
    expect(clientAddress('::ffff:10.0.0.1', '203.0.113.9:4711', proxies)).toBe('203.0.113.9');
    expect(clientAddress('10.0.0.1', '[2001:0DB8:0:0::1]:443', proxies)).toBe('2001:db8::1');
    expect(clientAddress('fe80::1%eth0', undefined, trustNobody)).toBe('fe80::1');
  });

  it('knows nothing when the socket has no address', () => {
    expect(clientAddress(undefined, '203.0.113.9', trustNobody)).toBeUndefined();
    expect(clientAddress(undefined, '203.0.113.9', { hops: 1 })).toBe('203.0.113.9');
  });
});

describe('rateKey', () => {
  it('is one IPv4 address, mapped or not', () => {
    expect(rateKey('203.0.113.9')).toBe('203.0.113.9/32');
    expect(rateKey('::ffff:203.0.113.9')).toBe('203.0.113.9/32');
    expect(rateKey('203.0.113.10')).not.toBe(rateKey('203.0.113.9'));
  });

  it('is the /64 of an IPv6 address', () => {
    expect(rateKey('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64');
    expect(rateKey('2001:db8:1:2:ffff::1')).toBe(rateKey('2001:db8:1:2::9'));
    expect(rateKey('2001:db8:1:3::1')).not.toBe(rateKey('2001:db8:1:2::1'));
  });

  it('puts everything unreadable under one key', () => {
    expect(rateKey(undefined)).toBe('unknown');
    expect(rateKey('not an address')).toBe('unknown');
  });
});

describe('parseProxyTrust', () => {
  it('reads hops, networks and nothing', () => {
    expect(parseProxyTrust(undefined)).toEqual({ hops: 0 });
    expect(parseProxyTrust(' 2 ')).toEqual({ hops: 2 });
    expect(parseProxyTrust('10.0.0.0/8, fd00::1')).toEqual({ networks: ['10.0.0.0/8', 'fd00::1'] });
  });

  it.each(['true', '10.0.0.0/33', '10.1', 'loopback', '10.0.0.1,,'])('refuses %j and names it', (text) => {
    expect(() => parseProxyTrust(text)).toThrow(/not a hop count/);
  });
});
