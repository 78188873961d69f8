import ipaddr from 'ipaddr.js';
import type { SourceKind } from '#domain/source/index.ts';
import { type SentField, unreadable } from '#domain/submission/index.ts';

export type FormKind = Exclude<SourceKind, 'api'>;
export type Payload =
  | {
      readonly ok: true;
      readonly fields: readonly SentField[];
      /** What was left out because plugins call what is about the visit so; a field of the form's own may be called the same. */
      readonly leftOut: readonly string[];
    }
  | { readonly ok: false; readonly status: 415 | 422; readonly because: string };

/** What a form may have at most. A field that says more than any answer may is cut, and then waits for somebody. */
const most = { fields: 200, depth: 5, key: 200, value: 5000 } as const;

interface Branch {
  [name: string]: Tree;
}
type Tree = string | Tree[] | Branch;

/**
 * Reads what a form plugin posts: as a form or as JSON, in UTF-8. What is about the visit and not about the answers (addresses, browsers, times)
 * is left out here, so that it is stored nowhere.
 */
export function readPayload(kind: FormKind, contentType: string | undefined, body: Uint8Array): Payload {
  const [type = '', ...parameters] = (contentType ?? '')
    .toLowerCase()
    .split(';')
    .map((one) => one.trim());
  const charset =
    parameters
      .find((one) => one.startsWith('charset='))
      ?.slice(8)
      .replaceAll('"', '') ?? 'utf-8';
  if (charset !== 'utf-8' && charset !== 'utf8') return refused(415, 'Send it in UTF-8.');
  const json = type === 'application/json';
  if (!json && type !== 'application/x-www-form-urlencoded')
    return refused(415, 'Send JSON (application/json) or form data (application/x-www-form-urlencoded).');
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    const tree = json ? plainTree(JSON.parse(text), 0) : bracketed(new URLSearchParams(text));
    if (typeof tree === 'string' || Array.isArray(tree)) return refused(422, 'Send an object with the form’s fields.');
    const { all, isOwn } = fieldsOf(kind, tree);
    const fields = all.filter((one) => !isOwn(one)).map((one) => ({ ...one, values: one.values.filter(isAnswer) }));
    if (fields.length === 0)
      return refused(422, 'There is no field in it but the plugin’s own: set the plugin to send all.');
    if (fields.length > most.fields) throw new RangeError('too many');
    const leftOut = [...new Set(all.filter(isOwn).map(({ label }) => label))].slice(0, most.fields);
    return { ok: true, fields, leftOut };
  } catch (error) {
    return error instanceof RangeError && /^too /.test(error.message)
      ? refused(422, `A form may have ${most.fields} fields, nested ${most.depth} deep: send fewer.`)
      : refused(422, 'It is not valid JSON or form data in UTF-8.');
  }
}

const refused = (status: 415 | 422, because: string): Payload => ({ ok: false, status, because });

const branch = (): Branch => Object.create(null);

/** JSON as text and lists of text. @throws RangeError when it is deeper or longer than any form */
function plainTree(value: unknown, depth: number): Tree {
  if (depth > most.depth) throw new RangeError('too deep');
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) {
    if (value.length > most.fields) throw new RangeError('too many');
    return value.map((one) => plainTree(one, depth + 1));
  }
  if (typeof value !== 'object') return String(value);
  const entries = Object.entries(value);
  if (entries.length > most.fields) throw new RangeError('too many');
  const made = branch();
  for (const [name, inner] of entries) made[name] = plainTree(inner, depth + 1);
  return made;
}

/** `fields[name][value]=x` as PHP has it; the same name twice is a list of two. */
function bracketed(pairs: URLSearchParams): Branch {
  const root = branch();
  let count = 0;
  for (const [name, value] of pairs) {
    count += 1;
    if (count > most.fields * 8) throw new RangeError('too many');
    const open = name.indexOf('[');
    const steps =
      open > 0 && name.endsWith(']') ? [name.slice(0, open), ...name.slice(open + 1, -1).split('][')] : [name];
    if (steps.length > most.depth) throw new RangeError('too deep');
    plant(root, steps, value);
  }
  return root;
}

function plant(at: Branch, steps: readonly string[], value: string): void {
  const [step = '', ...rest] = steps;
  const known = at[step];
  if (rest.length === 0) at[step] = known === undefined ? value : [...(Array.isArray(known) ? known : [known]), value];
  // `name[]=a&name[]=b` and `name[0]=a` are lists.
  else if (rest.length === 1 && /^\d*$/.test(rest[0]!) && (known === undefined || Array.isArray(known)))
    at[step] = [...(known ?? []), value];
  else {
    const inner = typeof known === 'object' && !Array.isArray(known) ? known : branch();
    at[step] = inner;
    plant(inner, rest, value);
  }
}

const cut = (text: string, at: number): string => {
  const clean = text
    .toWellFormed()
    .replace(/[^\P{Cc}\n\r\t]/gu, unreadable)
    .replace(/\r\n?/g, '\n');
  return clean.length > at ? `${clean.slice(0, at).toWellFormed()}${unreadable}` : clean;
};

/** Every text in it, in order. */
const textsOf = (tree: Tree | undefined): string[] =>
  tree === undefined ? [] : typeof tree === 'string' ? [cut(tree, most.value)] : Object.values(tree).flatMap(textsOf);

/** What a field is called is kept with the form, so it says nothing about anybody: no address and no long number. */
const nameOf = (name: string): string =>
  cut(name, most.key)
    .replaceAll('\n', ' ')
    .replace(/[^\s@]{1,64}@[^\s@]+/g, '…')
    .replace(/\d(?:[ .+-]?\d){9,}/g, '…');

const field = (key: string, label: string, values: readonly string[]): SentField => ({
  key: nameOf(key),
  label: nameOf(label.trim() || key),
  values: values.filter((one) => one !== ''),
});

/** One field for each name; those within a name are called by both. */
const flat = (tree: Branch): SentField[] =>
  Object.entries(tree).flatMap(([name, value]): SentField[] =>
    typeof value === 'string' || Array.isArray(value)
      ? [field(name, name, textsOf(value))]
      : flat(value).map(({ key, label, values }) => field(`${name}.${key}`, `${name}.${label}`, values)),
  );

const isBranch = (tree: Tree | undefined): tree is Branch => typeof tree === 'object' && !Array.isArray(tree);

/** «Advanced data» has each field with its title and its value, and what is of the visit beside them; undefined for a post without it. */
function advanced({ fields }: Branch): SentField[] | undefined {
  if (!isBranch(fields) || !Object.values(fields).every((one) => isBranch(one) && ('value' in one || 'title' in one)))
    return undefined;
  return Object.entries(fields).map(([id, one]) => {
    const { title, value, raw_value: raw } = one as Branch;
    // Several boxes are one text with commas in `value`, and a list in `raw_value`.
    return field(id, textsOf(title)[0] ?? id, textsOf(Array.isArray(raw) ? raw : value));
  });
}

/** Every field, and which of them are the plugin's own. */
function fieldsOf(kind: FormKind, tree: Branch): { all: SentField[]; isOwn: (field: SentField) => boolean } {
  const apart = kind === 'elementor' ? advanced(tree) : undefined;
  return apart
    ? { all: apart, isOwn: () => false }
    : { all: flat(tree), isOwn: ({ key }) => technical[kind].test(key) };
}

/** What the plugins send of their own: the visit, the form, the post. Elementor calls it by words in the site's language. */
const technical: Readonly<Record<FormKind, RegExp>> = {
  elementor:
    /^(form_id|form_name|form\..*|meta\..*|date|time|page url|user agent|remote ip|powered by|credit|datum|tid|sidans url|sid-url|webbadress|användaragent|användaragenten|fjärr-ip|drivs av)$/i,
  cf7: /^(_.*|g-recaptcha-response|h-captcha-response|cf-turnstile-response|form_id|form_name|submission_date|remote_ip|user_agent|url|date|time)$/i,
  gravity:
    /^(id|form_id|form_title|post_id|date_created|date_updated|is_starred|is_read|ip|source_url|source_id|user_agent|currency|payment_.*|transaction_.*|is_fulfilled|created_by|status|is_approved|submission_speeds|partial_entry_.*|gpdf_.*|workflow_.*|gravityformsaddon-.*)$/i,
};

/** No IP address and no browser's name, whatever it is called: neither is an answer to anything we ask (P2). A number or a date is no address. */
const isAnswer = (value: string): boolean =>
  !/^Mozilla\/\d/.test(value) &&
  !ipaddr.IPv4.isValidFourPartDecimal(value) &&
  !(value.includes(':') && ipaddr.IPv6.isValid(value));
