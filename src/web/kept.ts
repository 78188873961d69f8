import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Context as HonoContext } from 'hono';
import { encodingFor } from './edge.ts';

/**
 * Lets those who ask at the same time share one read. Whoever asks while one is under way gets the next, so that nobody is
 * shown what was read before they asked: nothing is kept, and under load one read serves many.
 */
export function shared<T>(read: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  let next: Promise<T> | undefined;
  const begin = (): Promise<T> => {
    next = undefined;
    const mine = read().finally(() => {
      if (running === mine) running = undefined;
    });
    running = mine;
    return mine;
  };
  return () => {
    if (!running) return begin();
    next ??= running.then(begin, begin);
    return next;
  };
}

/** A page as it is sent, compressed when a browser first asks for it so. */
class Ready {
  readonly of: string;
  readonly text: string;
  /** What stands before the mark, and what after it if the page has one. */
  readonly bytes: readonly Buffer[];
  #brotli: Buffer | undefined;
  #gzip: Buffer | undefined;

  constructor(of: string, text: string) {
    this.of = of;
    this.text = text;
    this.bytes = text.split(mark).map((part) => Buffer.from(part));
  }

  in(encoding: 'br' | 'gzip'): Buffer {
    if (encoding === 'gzip') {
      this.#gzip ??= gzipSync(this.text);
      return this.#gzip;
    }
    this.#brotli ??= brotliCompressSync(this.text, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } });
    return this.#brotli;
  }
}

const html = 'text/html; charset=UTF-8';

/** Stands in a page for the one thing that differs each time it is sent. */
export const mark = '%%mark%%';

/** Rendered pages by name, each until what it was rendered from is no longer the same. Only for pages that nobody is named on. */
export class KeptPages {
  readonly #pages = new Map<string, Ready>();

  /** Answers with a page that is the same for everybody. @param of everything it shows that may change, as text @param type what it is, of what is no page */
  answer(c: HonoContext, of: string, render: () => string, type = html): Response {
    const page = this.#page(c.req.path, of, render);
    const encoding = encodingFor(c.req.header('accept-encoding'));
    c.header('Content-Type', type);
    if (!encoding) return c.body(page.text);
    c.header('Content-Encoding', encoding);
    return c.body(page.in(encoding) as Uint8Array<ArrayBuffer>);
  }

  /** Answers with a page that is the same but for one value, which `render` has left the mark for. @param of as above */
  fill(c: HonoContext, of: string, value: string, render: () => string): Response {
    const [before, after, ...more] = this.#page(c.req.path, of, render).bytes;
    if (!before || !after || more.length > 0) throw new Error('the page must have one place for its value');
    c.header('Content-Type', html);
    return c.body(Buffer.concat([before, Buffer.from(value), after]));
  }

  #page(name: string, of: string, render: () => string): Ready {
    const known = this.#pages.get(name);
    if (known?.of === of) return known;
    const made = new Ready(of, render());
    this.#pages.set(name, made);
    return made;
  }
}
