import type { Block, Inline, List, ListItem, Run } from '#platform/mail/index.ts';
import { lex, type MarkedToken, type Token, type Tokens, textOf } from '#platform/markdown.ts';

/** What is wrong with what somebody has written; `what` is their own words about which. */
export interface Problem {
  readonly kind: (typeof problemKinds)[number];
  readonly what: string;
}
export const problemKinds = [
  ...(['unknown-block', 'unclosed', 'nested', 'columns', 'button', 'service'] as const),
  ...(['link', 'picture', 'alt', 'unreadable'] as const),
] as const;

/** Where the words of a body lead: what it names is found by whoever composes it. */
export interface Reader {
  /** A picture of the campaign by the name it has in the text; undefined when there is none. */
  picture(name: string): { readonly src: string; readonly width: number; readonly height: number } | undefined;
  /** A link as it is to stand in the mail; undefined when nobody could follow it. */
  link(href: string, label: string): string | undefined;
  /** What a card says of a service; undefined when there is none by that name. */
  service(name: string): { readonly title: string; readonly text: string; readonly href: string } | undefined;
  /** What the link of a card says. */
  readonly cardLabel: string;
}

export interface Body {
  /** The first heading of the first rank, which becomes the mail's. */
  readonly heading: string | undefined;
  readonly blocks: readonly Block[];
  readonly problems: readonly Problem[];
}

/** The blocks that Markdown has no words for. Each ends by a line of three colons. */
const blockNames: Readonly<Record<string, 'button' | 'columns' | 'service'>> = {
  ...{ knapp: 'button', kolumner: 'columns', tjänst: 'service', tjanst: 'service' },
  ...{ button: 'button', columns: 'columns', service: 'service' },
};

interface Open {
  readonly name: string;
  readonly words: string;
  readonly parts: Part[];
}
type Part = { readonly text: string } | Open | { readonly rule: true };

/** Parts a text at the lines of three colons, one block in another at most. */
function partsOf(text: string, problems: Problem[]): readonly Part[] {
  const root: Open = { name: '', words: '', parts: [] };
  const open = [root];
  const top = () => open.at(-1) as Open;
  let lines: string[] = [];
  const flush = () => {
    if (lines.some((line) => line.trim() !== '')) top().parts.push({ text: lines.join('\n') });
    lines = [];
  };
  for (const line of text.split('\n')) {
    const [, name, words = ''] = /^ {0,3}:::\s*(\p{L}+)\s*(.*)$/u.exec(line) ?? [];
    if (name !== undefined) {
      flush();
      const block: Open = { name: name.toLowerCase(), words: words.trim(), parts: [] };
      top().parts.push(block);
      if (open.length > 2) problems.push({ kind: 'nested', what: name });
      else open.push(block);
    } else if (/^ {0,3}:::\s*$/.test(line)) {
      flush();
      if (open.length > 1) open.pop();
    } else if (blockNames[top().name] === 'columns' && /^ {0,3}-{3,}\s*$/.test(line)) {
      flush();
      top().parts.push({ rule: true });
    } else lines.push(line);
  }
  flush();
  for (const { name } of open.slice(1)) problems.push({ kind: 'unclosed', what: name });
  return root.parts;
}

/** Reads the body of a campaign. Never throws: what can't be read is shown as far as it can, and told. */
export function readBody(text: string, reader: Reader): Body {
  const reading = new Reading(reader);
  const parts = partsOf(text, reading.problems);
  const blocks = parts.flatMap((part) => reading.part(part));
  return { heading: reading.heading, blocks, problems: reading.problems };
}

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);

class Reading {
  readonly problems: Problem[] = [];
  heading: string | undefined;
  readonly #reader: Reader;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  part(part: Part, within = ''): readonly Block[] {
    if ('text' in part) return this.#markdown(part.text);
    if ('rule' in part) return [{ line: true }];
    const kind = blockNames[part.name];
    if (kind === 'button') return this.#button(part);
    if (kind === 'service') return this.#card(part);
    const inner = () => part.parts.flatMap((one) => this.part(one, part.name));
    if (kind === undefined) this.#tell('unknown-block', part.name);
    else if (within) this.#tell('nested', part.name);
    else return this.#columns(part);
    return inner();
  }

  #tell(kind: Problem['kind'], what: string): void {
    this.problems.push({ kind, what: shortened(what) });
  }

  #columns({ name, parts }: Open): readonly Block[] {
    const columns: Block[][] = [[]];
    for (const part of parts) {
      if ('rule' in part) columns.push([]);
      else columns.at(-1)?.push(...this.part(part, name));
    }
    if (columns.length === 2 && columns.every((column) => column.length > 0)) return [{ columns }];
    this.#tell('columns', name);
    return columns.flat();
  }

  /** One link, which becomes the button, and perhaps a line below it. */
  #button({ name, words, parts }: Open): readonly Block[] {
    const text = [words, ...parts.flatMap((part) => ('text' in part ? [part.text] : []))].join('\n').trim();
    const tokens = this.#lexed(text).flatMap((token) => ('tokens' in token && token.tokens ? token.tokens : []));
    const link = (tokens as MarkedToken[]).find((token) => token.type === 'link');
    const label = link && textOf(link.tokens);
    const url = link && label ? this.#link(link.href, label) : undefined;
    if (!label || !url || parts.some((part) => !('text' in part))) this.#tell('button', text || name);
    if (!label || !url) return [];
    const note = textOf(tokens.filter((token) => token !== link)).trim();
    return [{ button: { label, url, ...(note ? { note } : {}) } }];
  }

  #card({ words, parts }: Open): readonly Block[] {
    const service = this.#reader.service(words);
    if (!service) this.#tell('service', words || '–');
    const own = parts.flatMap((part) => this.part(part, 'service'));
    const content = own.flatMap((block) => ('p' in block ? block.p : []));
    if (!service || own.some((block) => !('p' in block))) return own;
    const url = this.#link(service.href, service.title) ?? '';
    const { cardLabel: label } = this.#reader;
    return [{ card: { title: service.title, content: content.length > 0 ? content : [service.text], label, url } }];
  }

  #lexed(text: string): readonly Token[] {
    try {
      return lex(text);
    } catch {
      // Thousands of lists in each other: nobody writes so.
      this.#tell('unreadable', text);
      return [{ type: 'paragraph', raw: text, text, tokens: [{ type: 'text', raw: text, text }] }];
    }
  }

  #markdown(text: string): readonly Block[] {
    return this.#lexed(text).flatMap((token) => this.#block(token as MarkedToken));
  }

  #block(token: MarkedToken): readonly Block[] {
    switch (token.type) {
      case 'heading':
        return this.#headed(token);
      case 'list':
        return [{ list: this.#list(token) }];
      case 'blockquote':
        return [{ said: this.#paragraphs(token.tokens) }];
      case 'hr':
        return [{ line: true }];
      case 'space':
        return [];
      default: {
        const tokens = ('tokens' in token ? token.tokens : undefined) ?? [];
        return this.#paragraph(tokens.length > 0 ? tokens : [{ type: 'text', raw: token.raw, text: token.raw }]);
      }
    }
  }

  #headed({ depth, tokens }: Tokens.Heading): readonly Block[] {
    const text = textOf(tokens).trim();
    if (text === '') return [];
    if (depth === 1 && this.heading === undefined) {
      this.heading = text;
      return [];
    }
    return [depth <= 2 ? { h2: text } : { h3: text }];
  }

  /** A picture in the midst of a text stands by itself, between what is before it and after. */
  #paragraph(tokens: readonly Token[]): readonly Block[] {
    const blocks: Block[] = [];
    let run: Token[] = [];
    const flush = () => {
      const content = tidied(this.#inline(run));
      if (content.length > 0) blocks.push({ p: content });
      run = [];
    };
    for (const token of tokens as MarkedToken[]) {
      const [only, ...more] = (token.type === 'link' ? token.tokens : []) as MarkedToken[];
      const image = token.type === 'image' ? token : only?.type === 'image' && more.length === 0 ? only : undefined;
      if (image) {
        flush();
        blocks.push(...this.#picture(image, token.type === 'link' ? token.href : undefined));
      } else run.push(token);
    }
    flush();
    return blocks;
  }

  #picture({ href, text }: Tokens.Image, to: string | undefined): readonly Block[] {
    const found = this.#reader.picture(href);
    if (!found) this.#tell('picture', href);
    if (!text.trim()) this.#tell('alt', href);
    if (!found) return [];
    const url = to === undefined ? undefined : this.#link(to, text || href);
    return [{ picture: { ...found, alt: text.trim(), ...(url ? { url } : {}) } }];
  }

  #link(href: string, label: string): string | undefined {
    const url = this.#reader.link(href, label.trim() || href);
    if (url === undefined) this.#tell('link', href || label);
    return url;
  }

  #paragraphs(tokens: readonly Token[]): readonly (readonly Inline[])[] {
    return (tokens as MarkedToken[])
      .flatMap((token): Token[][] => {
        if (token.type === 'list') return token.items.map((item) => [...item.tokens]);
        if (token.type === 'blockquote') return token.tokens.map((one) => [one]);
        return token.type === 'space' || token.type === 'hr' ? [] : [[token]];
      })
      .map((group) => tidied(this.#inline(group)))
      .filter((content) => content.length > 0);
  }

  #list({ items, ordered, start }: Tokens.List): List {
    const read = items.map((item): ListItem => {
      const inner = (item.tokens as MarkedToken[]).find((token) => token.type === 'list');
      const content = tidied(this.#inline(item.tokens.filter((token) => token !== inner && token.type !== 'checkbox')));
      return { content, ...(inner ? { inner: this.#list(inner) } : {}) };
    });
    return { items: read, ...(ordered ? { from: Number(start) || 1 } : {}) };
  }

  #inline(tokens: readonly Token[], marks: Omit<Run, 'text'> = {}): readonly Inline[] {
    return (tokens as MarkedToken[]).flatMap((token): readonly Inline[] => {
      switch (token.type) {
        case 'strong':
          return this.#inline(token.tokens, { ...marks, strong: true });
        case 'em':
          return this.#inline(token.tokens, { ...marks, em: true });
        case 'br':
          return [{ br: true }];
        case 'link': {
          const url = marks.url ?? this.#link(token.href, textOf(token.tokens));
          return this.#inline(token.tokens, url === undefined ? marks : { ...marks, url });
        }
        case 'image':
          this.#tell('picture', token.href);
          return [];
        default: {
          const inner = 'tokens' in token ? token.tokens : undefined;
          if (inner && inner.length > 0) return this.#inline(inner, marks);
          const text = 'text' in token ? String(token.text) : token.raw;
          // In Markdown, a line that is broken in the editor is not broken in print.
          return [{ run: { text: text.replace(/[^\S\u00a0]+/g, ' '), ...marks } }];
        }
      }
    });
  }
}

/** Without what nobody sees: blanks at the ends, and pieces with nothing in them. */
function tidied(content: readonly Inline[]): readonly Inline[] {
  const seen = (it: Inline | undefined) => typeof it === 'object' && 'run' in it && it.run.text.trim() !== '';
  const first = content.findIndex(seen);
  const last = content.findLastIndex(seen);
  return first < 0 ? [] : content.slice(first, last + 1);
}
