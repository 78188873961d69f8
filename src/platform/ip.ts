import ipaddr from 'ipaddr.js';

/** Which proxies may say who the client is: a number of hops in front of us, or the networks they are in. */
export type ProxyTrust = { readonly hops: number } | { readonly networks: readonly string[] };

/** Nobody is believed: the socket's own address counts. */
export const trustNobody: ProxyTrust = { hops: 0 };

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** What some proxies write around an address: a port, brackets, a zone. */
function bare(text: string): string {
  const trimmed = text.trim();
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(trimmed);
  const unbracketed = bracketed?.[1] ?? trimmed.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
  return unbracketed.replace(/%.*$/, '');
}

function parse(text: string | undefined): Address | undefined {
  if (text === undefined) return undefined;
  const candidate = bare(text);
  const known = candidate.includes(':')
    ? ipaddr.IPv6.isValid(candidate)
    : ipaddr.IPv4.isValidFourPartDecimal(candidate);
  return known ? ipaddr.process(candidate) : undefined;
}

const written = (address: Address | undefined) =>
  address?.kind() === 'ipv6' ? (address as ipaddr.IPv6).toRFC5952String() : address?.toString();

function parseNetwork(text: string): [Address, number] {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.process(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

function within(address: Address, networks: readonly string[]): boolean {
  return networks.some((network) => {
    const range = parseNetwork(network);
    return range[0].kind() === address.kind() && address.match(range);
  });
}

/** Walks from our own socket towards the client and stops at the first address that is not one of our proxies. */
function outsideNetworks(chain: readonly string[], networks: readonly string[]): Address | undefined {
  let believed: Address | undefined;
  for (const entry of chain.toReversed()) {
    const address = parse(entry);
    if (!address) return believed;
    believed = address;
    if (!within(address, networks)) return believed;
  }
  return believed;
}

/** The entry `hops` steps from our socket; an unreadable entry ends the walk at the last proxy that could be read. */
function hopsAway(chain: readonly string[], hops: number): Address | undefined {
  const believed = chain.slice(Math.max(0, chain.length - 1 - hops)).map(parse);
  const unreadable = believed.lastIndexOf(undefined);
  return believed[unreadable + 1];
}

/**
 * The client's address, normalised (IPv4-mapped IPv6 becomes IPv4, no port, no zone), or undefined when nothing credible is known.
 * X-Forwarded-For counts only as far as `trust` reaches, read from the right: what a client wrote itself stands to the left of
 * what our proxies added. The address is for use in memory; it is never stored (P21).
 */
export function clientAddress(
  remoteAddress: string | undefined,
  xForwardedFor: string | undefined,
  trust: ProxyTrust,
): string | undefined {
  const forwarded = xForwardedFor ? xForwardedFor.split(',').slice(-64) : [];
  const own = remoteAddress === undefined ? [] : [remoteAddress];
  if ('networks' in trust) return written(outsideNetworks([...forwarded, ...own], trust.networks));
  if (trust.hops === 0) return written(parse(remoteAddress));
  // A proxy on a unix socket has no address of its own, yet is one hop.
  return written(hopsAway([...forwarded, remoteAddress ?? '0.0.0.0'], trust.hops));
}

/**
 * Reads TRUST_PROXY: empty or "0" = nobody, a number = that many hops, else addresses or CIDR networks with commas between.
 * @throws Error that names what could not be read.
 */
export function parseProxyTrust(text: string | undefined): ProxyTrust {
  const value = text?.trim() ?? '';
  if (value === '') return trustNobody;
  if (/^\d$/.test(value)) return { hops: Number(value) };
  const networks = value.split(',').map((part) => part.trim());
  const bad = networks.find((network) => !(ipaddr.isValidCIDR(network) || parse(network) !== undefined));
  if (bad !== undefined) throw new Error(`not a hop count (0–9), an address or a network: ${bad}`);
  return { networks };
}

/** What a rate limit counts: one IPv4 address, or the /64 that one IPv6 subscriber has. Without an address all share one key. */
export function rateKey(ip: string | undefined): string {
  const address = parse(ip);
  if (!address) return 'unknown';
  if (address.kind() === 'ipv4') return `${address.toString()}/32`;
  const prefix = [...address.toByteArray().slice(0, 8), ...Array<number>(8).fill(0)];
  return `${new ipaddr.IPv6(prefix).toRFC5952String()}/64`;
}
