import ipaddr from 'ipaddr.js';

const globalUnicastV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * May we connect to this address? Only public unicast; in development also loopback. Everything that embeds another address
 * (IPv4-mapped, NAT64, 6to4, Teredo) is refused as it stands, because it can lead back into a private network.
 */
export function allowedAddress(address: string, development: boolean): boolean {
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) && !ipaddr.IPv6.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  const range = parsed.range();
  if (range === 'loopback') return development;
  if (range !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || parsed.match(globalUnicastV6);
}

/** The address in a URL's host name if it is a literal, without the brackets of IPv6. */
export function literalAddress(hostname: string): string | undefined {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return ipaddr.isValid(bare) ? bare : undefined;
}

/** Loopback as a URL's host name says it: the word or a literal. A name that merely resolves to loopback is not meant. */
export function isLoopbackHost(hostname: string): boolean {
  const literal = literalAddress(hostname);
  return literal === undefined ? hostname === 'localhost' : ipaddr.parse(literal).range() === 'loopback';
}
