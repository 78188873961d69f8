import { randomUUID } from 'node:crypto';

/** That something has happened: what kind of thing, and to which request. Whoever is told reads the rest, as far as they may. */
export interface Happening {
  /** Names it in every process: all of them hear the same in the same order. */
  readonly mark: string;
  /** An event's type, or 'note', 'task', 'delivery', 'session'; 'lost' when something may have been missed. */
  readonly kind: string;
  readonly leadId?: string | undefined;
}

/** Somebody who wants to be told, until they close. */
export interface Listener {
  hear(happening: Happening): void;
  /** The process stops. */
  end(): void;
}

const keeps = 500;

/** What transactions say in one ear of this process, handed on to everybody who listens; the latest are kept for who comes back. */
export class Live {
  #kept: Happening[] = [{ mark: randomUUID(), kind: 'lost' }];
  readonly #listeners = new Set<Listener>();
  readonly #always: ((happening: Happening) => void)[] = [];
  #stopped = false;

  /** @param said a mark, a kind and perhaps the id of a request; undefined when something may have been missed */
  hear(said: string | undefined): void {
    const [mark = randomUUID(), kind = 'lost', leadId] = said?.split(' ') ?? [];
    const happening = { mark, kind, leadId };
    this.#kept = [...this.#kept.slice(1 - keeps), happening];
    for (const hear of this.#always) hear(happening);
    for (const listener of this.#listeners) listener.hear(happening);
  }

  /** For something of the process itself, that hears as long as it runs. */
  always(hear: (happening: Happening) => void): void {
    this.#always.push(hear);
  }

  /** The latest that was heard: what a page that is made now already shows. */
  get mark(): string {
    return this.#kept.at(-1)?.mark ?? '';
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  /** @param after the mark of what was seen last; when it is not known here, something may have been missed @returns how to leave */
  join(listener: Listener, after: string): () => void {
    if (this.#stopped) {
      listener.end();
      return () => {};
    }
    this.#listeners.add(listener);
    const at = this.#kept.findIndex(({ mark }) => mark === after);
    const missed = at < 0 ? [{ mark: this.mark, kind: 'lost' }] : this.#kept.slice(at + 1);
    for (const happening of missed) listener.hear(happening);
    return () => this.#listeners.delete(listener);
  }

  /** Ends every stream, so that the process can stop at once. */
  stop(): void {
    this.#stopped = true;
    for (const listener of this.#listeners) listener.end();
    this.#listeners.clear();
  }
}
