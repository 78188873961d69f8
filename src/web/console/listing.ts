import type { Vault } from '#platform/crypto.ts';

/** Where a page of a list begins: after something that came at an instant. */
export interface Place {
  readonly at: Temporal.Instant;
  readonly id: string;
}

/** The place that stands in an address; undefined for none, and for what can't be understood. */
export function placeIn(text = ''): Place | undefined {
  const [at = '', id = ''] = text.split('_');
  return /^\d{1,17}$/.test(at) && /^[0-9a-f-]{36}$/.test(id)
    ? { at: Temporal.Instant.fromEpochNanoseconds(BigInt(at) * 1000n), id }
    : undefined;
}

/** The address of the page of what is older than the last of this one. */
export function olderThan(url: string, { at, id }: Place): string {
  const { pathname, searchParams } = new URL(url);
  searchParams.delete('done');
  searchParams.set('after', `${at.epochNanoseconds / 1000n}_${id}`);
  return `${pathname}?${searchParams}`;
}

const sealedPlace = (list: string) => `console.${list}`;

/**
 * What is looked for in a list, as it may stand in an address: it is often a name, a number or an address, so it is sealed.
 * @param list which; what was looked for in one opens in no other
 */
export const sealedQuery = (vault: Pick<Vault, 'seal'>, list: string, text: string): string =>
  `?${new URLSearchParams({ q: vault.seal(text, sealedPlace(list)) })}`;

/** What was looked for; undefined when nothing was, or when it was sealed elsewhere. */
export function openedQuery(
  vault: Pick<Vault, 'unseal'>,
  list: string,
  sealed: string | undefined,
): string | undefined {
  try {
    return sealed ? vault.unseal(sealed, sealedPlace(list)) : undefined;
  } catch {
    return undefined;
  }
}
