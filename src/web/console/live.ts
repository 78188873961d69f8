import { type StaffSession, staffMay, staffSessionOf } from '#domain/staff/index.ts';
import type { Permission } from '#policy/roles.ts';
import type { Locale } from '#policy/text.ts';
import { keepPrivate } from '../edge.ts';
import type { Face } from '../face.ts';
import type { Happening, Listener } from '../live.ts';
import { path } from '../paths.ts';
import type { Visit } from '../sitemap.ts';
import { formatTime } from '../ui/format.ts';
import { liveWords } from './live.texts.ts';

const topics = ['overview', 'leads', 'inbox', 'submissions', 'campaigns'] as const;
/**
 * What a page shows, as far as it changes by itself: the first page, the lists of requests, of mail and of what forms have sent, how campaigns leave,
 * or one request by its id.
 */
export type Topic = (typeof topics)[number] | `lead:${string}`;

/** Who may hear that something of a kind has happened: whoever has one of the rights. What isn't listed nobody hears. */
const rights: readonly (readonly [RegExp, readonly Permission[]])[] = [
  [/^(lead|referral|quote|question|contract)\.|^(note|task|message|call)$/, ['lead.read']],
  [/^mail$/, ['mail.read']],
  [/^submission$/, ['lead.write']],
  [/^campaign$|^campaign\./, ['mailing.send', 'mailing.write']],
  [/^delivery$/, ['lead.read', 'delivery.read']],
];

/** Who may hear that something may have been missed: whoever may see what the page is about. */
const rightsOf = (topic: Topic): readonly Permission[] => {
  if (topic === 'inbox') return ['mail.read'];
  if (topic === 'submissions') return ['lead.write'];
  if (topic === 'campaigns') return ['mailing.send', 'mailing.write'];
  return topic === 'overview' ? ['lead.read', 'mail.read', 'delivery.read'] : ['lead.read'];
};
const mayHear = (who: StaffSession, topic: Topic, { kind }: Happening): boolean =>
  (kind === 'lost' ? [rightsOf(topic)] : rights.flatMap(([kinds, any]) => (kinds.test(kind) ? [any] : []))).some(
    (any) => any.some((right) => staffMay(who, right)),
  );

/** Whether it changes what the page shows. */
function changes(topic: Topic, { kind, leadId }: Happening): boolean {
  if (kind === 'session') return false;
  if (kind === 'lost') return true;
  if (topic === 'overview') return !kind.startsWith('campaign');
  if (topic === 'inbox') return kind === 'mail';
  if (topic === 'submissions' || kind === 'submission') return topic === 'submissions' && kind === 'submission';
  if (topic === 'campaigns') return kind.startsWith('campaign');
  if (kind.startsWith('campaign')) return false;
  if (kind === 'mail' && leadId === undefined) return false;
  if (topic === 'leads') return /^(lead|referral|quote)\./.test(kind);
  return leadId === undefined || topic === `lead:${leadId}`;
}

/** The address that tells an open page what happens to it, from what it shows already. */
export const liveAddress = (locale: Locale, topic: Topic, mark: string): string =>
  `${path('consoleLive', locale)}?${new URLSearchParams({ om: topic, efter: mark })}`;

const topicOf = (text: string | undefined): Topic | undefined =>
  topics.some((topic) => topic === text) || /^lead:[0-9a-f-]{36}$/.test(text ?? '') ? (text as Topic) : undefined;

/** A browser opens one for each page that is looked at, and closes it when the page is hidden. */
const mostEach = 10;
const beatMs = 20_000;
/** Nobody reads a page that changes more often. */
const restMs = 1_500;
const hungryBytes = 64 * 1024;

/** The stream of what happens, for open pages. It carries words of ours and nothing of anybody's. */
export function liveRoutes(face: Face): void {
  const open = new Map<string, number>();
  face.map.console('GET', 'consoleLive', 'any', (visit) => {
    const { c, session } = visit;
    const topic = topicOf(c.req.query('om'));
    if (!topic) return c.body(null, 404);
    const mine = open.get(session.staffId) ?? 0;
    // 204 tells a browser not to ask again.
    if (mine >= mostEach) return c.body(null, 204);
    open.set(session.staffId, mine + 1);
    const left = () => {
      const now = (open.get(session.staffId) ?? 1) - 1;
      if (now > 0) open.set(session.staffId, now);
      else open.delete(session.staffId);
    };
    keepPrivate(c);
    c.header('Cache-Control', 'no-store, no-transform');
    c.header('Content-Type', 'text/event-stream; charset=UTF-8');
    // Proxies of the nginx kind would gather it up.
    c.header('X-Accel-Buffering', 'no');
    return c.body(streamFor(face, visit, topic, left));
  });
}

function streamFor(face: Face, visit: Visit<'staff'>, topic: Topic, left: () => void): ReadableStream<Uint8Array> {
  const after = visit.c.req.header('last-event-id') ?? visit.c.req.query('efter') ?? '';
  let stream: Stream | undefined;
  return new ReadableStream(
    {
      start(controller) {
        stream = new Stream(face, visit, topic, controller, left);
        stream.begin(after);
      },
      cancel: () => stream?.close(),
    },
    { highWaterMark: hungryBytes, size: (chunk: Uint8Array) => chunk.byteLength },
  );
}

class Stream implements Listener {
  readonly #face: Face;
  readonly #visit: Visit<'staff'>;
  readonly #topic: Topic;
  readonly #out: ReadableStreamDefaultController<Uint8Array>;
  readonly #left: () => void;
  #leave: () => void = () => {};
  #waiting: Happening[] = [];
  #busy = false;
  #closed = false;
  #beat: NodeJS.Timeout | undefined;
  #rest: NodeJS.Timeout | undefined;

  constructor(
    face: Face,
    visit: Visit<'staff'>,
    topic: Topic,
    out: ReadableStreamDefaultController<Uint8Array>,
    left: () => void,
  ) {
    this.#face = face;
    this.#visit = visit;
    this.#topic = topic;
    this.#out = out;
    this.#left = left;
  }

  begin(after: string): void {
    this.#beat = setInterval(() => void this.#look(), beatMs);
    this.#write('retry: 2000\n\n');
    this.#leave = this.#face.live.join(this, after);
    if (this.#closed) this.#leave();
  }

  hear(happening: Happening): void {
    if (happening.kind === 'session') void this.#look();
    if (!changes(this.#topic, happening)) return;
    this.#waiting.push(happening);
    if (!this.#rest) void this.#tell();
  }

  end(): void {
    if (this.#closed) return;
    this.#out.close();
    this.close();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#beat);
    clearTimeout(this.#rest);
    this.#leave();
    this.#left();
  }

  /** Whoever has been logged out is told so, and hears no more. Looking does not keep a session alive. */
  async #who(): Promise<StaffSession | undefined> {
    const { ctx, onError } = this.#face;
    const who = await staffSessionOf(ctx, ctx.db, { id: this.#visit.session.id }).catch(onError);
    if (who?.factor) return who;
    this.#write('event: end\ndata: end\n\n');
    this.end();
    return undefined;
  }

  async #look(): Promise<void> {
    if (!this.#closed && (await this.#who())) this.#write(': here\n\n');
  }

  /** What has gathered, as one change of the page. Who may hear it is judged by the roles of this moment. */
  async #tell(): Promise<void> {
    if (this.#busy || this.#closed || this.#waiting.length === 0) return;
    this.#busy = true;
    const who = await this.#who();
    const all = this.#waiting.splice(0);
    this.#busy = false;
    if (!who || this.#closed) return;
    this.#rest = setTimeout(() => {
      this.#rest = undefined;
      void this.#tell();
    }, restMs);
    const heard = all.filter((one) => mayHear(who, this.#topic, one));
    const last = heard.at(-1);
    if (!last) return;
    const { said } = liveWords(this.#visit.locale);
    const words = [...new Set(heard.flatMap(({ kind }) => said[kind] ?? []))].join(' ');
    // With the time, so that the same thing said twice is two things to a screen reader.
    const text = words && `${formatTime(this.#face.ctx.clock.now(), this.#visit.locale)} ${words}`;
    this.#write(`id: ${last.mark}\nevent: change\ndata: ${text}\n\n`);
  }

  #write(text: string): void {
    if (this.#closed) return;
    this.#out.enqueue(new TextEncoder().encode(text));
    // Nobody reads at the other end.
    if ((this.#out.desiredSize ?? 1) <= 0) this.end();
  }
}
