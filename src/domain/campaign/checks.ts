import { slot, slotNames } from './campaign.ts';
import type { Made } from './compose.ts';
import type { Problem } from './markdown.ts';

/** What is looked at before a campaign may leave, in the order it is shown. */
export const checkIds = [
  ...(['recipients', 'subject', 'preheader', 'body', 'links', 'pictures', 'way-out', 'size', 'sender'] as const),
] as const;
export type CheckId = (typeof checkIds)[number];

/** Something that was found. An error stops the campaign; a warning asks. `value` is a number, or the words that it is about. */
export interface Finding {
  readonly check: CheckId;
  readonly level: 'error' | 'warning';
  readonly what: FindingKind;
  readonly value?: string | number;
}
export type FindingKind =
  | 'nobody'
  | 'empty'
  | 'long'
  | 'shouting'
  | 'marks'
  | 'emoji'
  | 'same'
  | 'heavy'
  | 'heavy-together'
  | 'missing'
  | 'big'
  | Problem['kind']
  | 'link-gone'
  | 'link-silent'
  | 'link-closed'
  | 'link-plain'
  | 'link-own'
  | 'spf'
  | 'dkim'
  | 'dmarc';

/** How much is too much. Gmail cuts a mail off after 102 kB of HTML, and what is cut off is the way out. */
export const measures = {
  subject: 60,
  preheader: 110,
  emoji: 2,
  html: 102 * 1024,
  htmlNear: 90 * 1024,
  picture: 400 * 1024,
  pictures: 1500 * 1024,
  /** What the two addresses of one recipient's own add. */
  slots: 700,
} as const;

const emoji = /\p{Extended_Pictographic}/gu;

/** A text in which all letters are capitals, and there are enough of them to be a shout. */
const shouts = (text: string): boolean => {
  const letters = text.match(/\p{L}/gu) ?? [];
  return letters.length >= 8 && letters.filter((letter) => /\p{Lu}/u.test(letter)).length / letters.length > 0.8;
};

function subjectFindings(subject: string): Finding[] {
  const of = (level: Finding['level'], what: FindingKind, value?: number): Finding => ({
    ...{ check: 'subject', level, what },
    ...(value === undefined ? {} : { value }),
  });
  if (subject.trim() === '') return [of('error', 'empty')];
  const pictures = subject.match(emoji)?.length ?? 0;
  return [
    ...([...subject].length > measures.subject ? [of('warning', 'long', measures.subject)] : []),
    ...(shouts(subject) ? [of('warning', 'shouting')] : []),
    ...(/[!?]{2,}|!.*!/.test(subject) ? [of('warning', 'marks')] : []),
    ...(pictures > measures.emoji ? [of('warning', 'emoji', pictures)] : []),
  ];
}

function preheaderFindings(subject: string, preheader: string): Finding[] {
  const warning = (what: FindingKind, value?: number): Finding[] => [
    { check: 'preheader', level: 'warning', what, ...(value === undefined ? {} : { value }) },
  ];
  if (preheader.trim() === '') return warning('empty');
  if (preheader.trim() === subject.trim()) return warning('same');
  return [...preheader].length > measures.preheader ? warning('long', measures.preheader) : [];
}

const checkOf = ({ kind }: Problem): CheckId => {
  if (kind === 'link') return 'links';
  return kind === 'picture' || kind === 'alt' ? 'pictures' : 'body';
};

function pictureFindings({ pictures }: Made): Finding[] {
  const total = pictures.reduce((sum, { bytes }) => sum + bytes, 0);
  const heaviest = Math.max(0, ...pictures.map(({ bytes }) => bytes));
  const of = (level: Finding['level'], what: FindingKind, value: number): Finding => ({
    ...{ check: 'pictures', level, what },
    value: Math.round(value / 1024),
  });
  if (total > measures.pictures) return [of('error', 'heavy-together', total)];
  return heaviest > measures.picture ? [of('warning', 'heavy', heaviest)] : [];
}

/** P17: both ways on stand in both parts, where a filter or a mistake of ours might have lost them. */
const wayOut = ({ composed }: Made): Finding[] =>
  slotNames.every((name) => [composed.html, composed.text].every((part) => part.includes(slot(name))))
    ? []
    : [{ check: 'way-out', level: 'error', what: 'missing' }];

function sizeFindings({ composed }: Made): Finding[] {
  const bytes = Buffer.byteLength(composed.html) + measures.slots;
  if (bytes < measures.htmlNear) return [];
  const level = bytes < measures.html ? 'warning' : 'error';
  return [{ check: 'size', level, what: 'big', value: Math.ceil(bytes / 1024) }];
}

/**
 * What can be seen without asking anybody else. It is looked at again in the transaction that begins the campaign.
 * @param people how many it would go to now
 */
export function ownFindings(made: Made, preheader: string, people: number): readonly Finding[] {
  return [
    ...(people === 0 ? ([{ check: 'recipients', level: 'error', what: 'nobody' }] as const) : []),
    ...subjectFindings(made.composed.subject),
    ...preheaderFindings(made.composed.subject, preheader),
    ...(made.empty ? ([{ check: 'body', level: 'error', what: 'empty' }] as const) : []),
    ...made.problems.map((problem): Finding => {
      return { check: checkOf(problem), level: 'error', what: problem.kind, value: problem.what };
    }),
    ...pictureFindings(made),
    ...wayOut(made),
    ...sizeFindings(made),
  ];
}

/** What somebody else's server said about an address: a status, or why there was none. */
export type Probe = (url: string) => Promise<{ readonly status: number } | { readonly reason: string }>;

export interface LinkChecks {
  readonly probe: Probe;
  /** Where our own pages are. */
  readonly home: string;
  /** Whether anybody may open a page of ours. */
  readonly ownPage: (path: string) => boolean;
}

const atOnce = 6;

/** Asks every address once, some at a time, whether it answers. Our own pages are looked up where they are listed. */
export async function linkFindings(made: Made, checks: LinkChecks): Promise<readonly Finding[]> {
  const urls = [...new Set(made.links.map(({ url }) => url.replace(/#.*$/, '')))];
  const found: Finding[] = [];
  const next = async (): Promise<void> => {
    for (let url = urls.shift(); url !== undefined; url = urls.shift()) {
      const finding = await linkFinding(url, checks);
      if (finding) found.push(finding);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, next));
  return found;
}

async function linkFinding(url: string, { probe, home, ownPage }: LinkChecks): Promise<Finding | undefined> {
  const of = (level: Finding['level'], what: FindingKind): Finding => ({ check: 'links', level, what, value: url });
  const { origin, pathname, protocol } = new URL(url);
  if (origin === home) return ownPage(pathname) ? undefined : of('error', 'link-own');
  if (protocol === 'http:') return of('warning', 'link-plain');
  const answer = await probe(url);
  if ('reason' in answer) {
    const gone = answer.reason === 'dns' || answer.reason === 'refused-address';
    return of(gone ? 'error' : 'warning', gone ? 'link-gone' : 'link-silent');
  }
  if (answer.status < 400) return undefined;
  if (answer.status === 404 || answer.status === 410) return of('error', 'link-gone');
  return of('warning', answer.status < 500 ? 'link-closed' : 'link-silent');
}

export const stops = ({ level }: Finding): boolean => level === 'error';

/** Whether a campaign may leave, with warnings or without. */
export const mayLeave = (findings: readonly Finding[]): boolean => !findings.some(stops);
