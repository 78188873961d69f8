import type { Visitor } from './visitor.ts';

/** Somebody who listens to a page's events as a browser would, without one: a plain HTTP client. */
export class EventListener {
  readonly #cut = new AbortController();
  readonly #waiting = new Set<() => void>();
  /** Everything the server has said, as it came. */
  text = '';
  status = 0;
  headers = new Headers();
  ended = false;

  /** @param after the id of the last event, as a browser sends it when it comes back */
  static async to(url: string, who: Visitor, address: string, after?: string): Promise<EventListener> {
    const listener = new EventListener();
    const answer = await fetch(url + address, {
      redirect: 'manual',
      signal: listener.#cut.signal,
      headers: {
        accept: 'text/event-stream',
        'accept-encoding': 'br, gzip',
        cookie: who.cookieHeader(address),
        ...(after ? { 'last-event-id': after } : {}),
      },
    });
    Object.assign(listener, { status: answer.status, headers: answer.headers });
    void listener.#read(answer.body);
    return listener;
  }

  async #read(body: ReadableStream<Uint8Array> | null): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for await (const chunk of body ?? []) {
        this.text += decoder.decode(chunk, { stream: true });
        for (const look of this.#waiting) look();
      }
    } catch {
      // Cut off, by either side.
    }
    this.ended = true;
    for (const look of this.#waiting) look();
  }

  /** Waits until the server has said so, or has hung up. */
  async until(holds: (listener: this) => boolean): Promise<this> {
    while (!holds(this)) await new Promise<void>((resolve) => this.#waiting.add(resolve));
    return this;
  }

  /** What has been said as events, without what only keeps the connection alive. */
  get events(): string[] {
    return this.text.split('\n\n').filter((one) => /^(id|event|data):/m.test(one));
  }

  get lastId(): string {
    return [...this.text.matchAll(/^id: (.+)$/gm)].at(-1)?.[1] ?? '';
  }

  close(): void {
    this.#cut.abort();
  }
}

/** Where the page that somebody has open listens. */
export const liveOn = (page: Visitor): string =>
  (/data-live="([^"]+)"/.exec(page.html)?.[1] ?? '').replaceAll('&amp;', '&');
