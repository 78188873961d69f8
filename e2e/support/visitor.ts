/** A visitor without a browser: keeps cookies, posts forms as a browser without script would. */
export class Visitor {
  readonly #base: string;
  readonly #cookies = new Map<string, { value: string; path: string }>();
  html = '';
  path = '';
  status = 0;
  headers = new Headers();
  /** Every page that was answered, oldest first. */
  readonly seen: { readonly path: string; readonly status: number; readonly html: string }[] = [];
  /** Sent along with every request: a proxy's X-Forwarded-For, say. */
  readonly extra: Record<string, string> = {};

  constructor(base: string) {
    this.#base = base;
  }

  async get(path: string): Promise<this> {
    return this.#follow(path, { method: 'GET' });
  }

  /** Posts fields; those of the page's form that are hidden are sent along, as a browser does. */
  async post(path: string, fields: Record<string, string | readonly string[]>, carry = true): Promise<this> {
    const body = new URLSearchParams();
    if (carry) for (const [name, value] of this.hidden()) body.append(name, value);
    for (const [name, value] of Object.entries(fields))
      for (const one of [value].flat()) body.append(name, one as string);
    return this.#follow(path, { method: 'POST', body });
  }

  async upload(
    path: string,
    fields: Record<string, string>,
    file?: Uint8Array,
    name = 'quote.pdf',
    field = 'file',
  ): Promise<this> {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    if (file) body.append(field, new Blob([file as Uint8Array<ArrayBuffer>], { type: 'application/pdf' }), name);
    return this.#follow(path, { method: 'POST', body });
  }

  /** Hidden fields of the page's first form. */
  hidden(): [string, string][] {
    const form = /<form[^>]*id="form"[\s\S]*?<\/form>/.exec(this.html)?.[0] ?? '';
    return [...form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(([, name, value]) => [
      decoded(name),
      decoded(value),
    ]);
  }

  /** Names of the cookies that a browser would send to a path. */
  cookiesFor(path: string): string[] {
    return [...this.#cookies].filter(([, c]) => path.startsWith(c.path)).map(([key]) => key.split('|')[0] ?? '');
  }

  /** What a browser would send as cookies to a path, for a fetch of something that isn't text. */
  cookieHeader(path: string): string {
    return [...this.#cookies]
      .filter(([, c]) => path.startsWith(c.path))
      .map(([key, c]) => `${key.split('|')[0]}=${c.value}`)
      .join('; ');
  }

  get text(): string {
    return decoded(this.html.replace(/<(script|style)[\s\S]*?<\/\1>/g, '').replace(/<[^>]+>/g, ' ')).replace(
      /[\s\u00a0\u202f]+/g,
      ' ',
    );
  }

  async #follow(path: string, init: RequestInit): Promise<this> {
    let target = new URL(path, this.#base);
    let request: RequestInit = init;
    for (let hops = 0; hops < 5; hops += 1) {
      const cookie = [...this.#cookies]
        .filter(([, c]) => target.pathname.startsWith(c.path))
        .map(([key, c]) => `${key.split('|')[0]}=${c.value}`)
        .join('; ');
      const response = await fetch(target, {
        ...request,
        redirect: 'manual',
        headers: { ...this.extra, ...(cookie ? { cookie } : {}) },
      });
      for (const line of response.headers.getSetCookie()) this.#keep(line);
      const location = response.headers.get('location');
      if (response.status < 300 || response.status >= 400 || !location) {
        this.html = await response.text();
        this.seen.push({ path: target.pathname + target.search, status: response.status, html: this.html });
        Object.assign(this, {
          path: target.pathname + target.search,
          status: response.status,
          headers: response.headers,
        });
        return this;
      }
      await response.arrayBuffer();
      target = new URL(location, target);
      request = { method: 'GET' };
    }
    throw new Error('too many redirects');
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split('; ');
    const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
    const path = attributes.find((a) => a.toLowerCase().startsWith('path='))?.slice(5) ?? '/';
    if (value === '' || attributes.includes('Max-Age=0')) this.#cookies.delete(`${name}|${path}`);
    else this.#cookies.set(`${name}|${path}`, { value, path });
  }
}

const decoded = (text = '') =>
  text.replace(
    /&(amp|lt|gt|quot|#39);/g,
    (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[name] ?? '',
  );
