import { Resolver } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { allowedAddress, literalAddress } from './address.ts';

/** Every address of a name, IPv4 and IPv6; empty or an error when it has none. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;
/** One of our own refusals, told apart from the errors of sockets by its class. */
export class Refusal extends Error {
  readonly reason: 'refused-address' | 'dns';
  constructor(reason: 'refused-address' | 'dns') {
    super(reason);
    this.reason = reason;
  }
}

/** Asks name servers directly: the system's lookup blocks a thread for each name, so that a few dead domains would stop them all. */
export function systemResolve(): Resolve {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  return async (hostname) => {
    if (hostname === 'localhost') return ['127.0.0.1', '::1'];
    const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  };
}

/** All or nothing: a name with one private address among its public ones is a trap. */
async function checkedAddresses(hostname: string, development: boolean, resolve: Resolve) {
  const addresses = await resolve(hostname).catch((): readonly string[] => []);
  if (addresses.length === 0) throw new Refusal('dns');
  if (!addresses.every((address) => allowedAddress(address, development))) throw new Refusal('refused-address');
  return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
}

function checkedLookup(development: boolean, resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    checkedAddresses(hostname, development, resolve).then(
      (addresses) => {
        const first = addresses[0] as (typeof addresses)[number];
        if (options.all) callback(null, addresses);
        else callback(null, first.address, first.family);
      },
      (error: Error) => callback(error, '', 0),
    );
  };
}

/**
 * Opens connections only to addresses that were checked. The socket resolves through the check itself, so the address judged is
 * the address connected to; that happens anew for each connection. The socket never looks up literals: they are judged here.
 * What it finally reached is judged once more before a byte of the request leaves.
 */
export function guardedConnector(development: boolean, resolve: Resolve, tls: { readonly ca?: string }) {
  const connect = buildConnector({
    ...tls,
    allowH2: false,
    autoSelectFamily: true,
    lookup: checkedLookup(development, resolve),
    timeout: 10_000,
  } as buildConnector.BuildOptions);
  const guarded: buildConnector.connector = (options, callback) => {
    const literal = literalAddress(options.hostname);
    if (literal !== undefined && !allowedAddress(literal, development))
      return callback(new Refusal('refused-address'), null);
    connect(options, (...[error, socket]) => {
      if (error) return callback(error, null);
      if (allowedAddress(socket.remoteAddress ?? '', development)) return callback(null, socket);
      socket.destroy();
      callback(new Refusal('refused-address'), null);
    });
  };
  return guarded;
}
