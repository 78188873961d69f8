import { domainToASCII } from 'node:url';

/** An address as addresses are kept everywhere: in small letters, its domain in ASCII whichever way it was written. */
export function plainAddress(address: string): string {
  const small = address.trim().toLowerCase();
  const at = small.lastIndexOf('@') + 1;
  const domain = small.slice(at);
  // What is ASCII already may be no name at all, and is left as it is.
  return /^\p{ASCII}*$/u.test(domain) ? small : small.slice(0, at) + (domainToASCII(domain) || domain);
}
