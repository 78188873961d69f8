import type { Recipient } from './book.ts';

/**
 * In whose hand lines were lost. A server that goes away does so whoever is in hand; one that does it time after time with the same mail, while others
 * go or nobody else is left to try, does it for that one.
 */
export class Suspects {
  /** Lost once on a line that had carried others: tried on a new one at once. */
  readonly #lost = new Set<string>();
  /** And on a line of its own; how many had left by then. */
  readonly #before = new Map<string, number>();

  /** A line that had carried others was lost. @returns whether it is the first time */
  lost({ key }: Recipient): boolean {
    if (this.#lost.has(key)) return false;
    this.#lost.add(key);
    return true;
  }

  /**
   * A line was lost that carried nothing else. @param left how many have left so far
   * @param others whether anybody is left to try it with, who is no suspect
   * @returns whose matter it is: of this mail alone, of this one or the server's and nobody can tell, or the server's
   */
  blame({ key }: Recipient, left: number, others: (suspect: (one: Recipient) => boolean) => boolean) {
    const before = this.#before.get(key);
    if (before === undefined) this.#before.set(key, left);
    if (this.#lost.delete(key) || (before !== undefined && left > before)) return 'its own' as const;
    return before === undefined || others((one) => this.#before.has(one.key))
      ? ('the server' as const)
      : ('unclear' as const);
  }

  /** It has been answered, for now or for good. */
  answered({ key }: Recipient, forGood: boolean): void {
    this.#lost.delete(key);
    if (forGood) this.#before.delete(key);
  }

  /** All lines are opened anew. */
  clear(): void {
    this.#lost.clear();
  }
}
