import type { ServiceId } from '#catalog/index.ts';
import type { Clock } from '#platform/clock.ts';
import type { Vault } from '#platform/crypto.ts';
import type { Db, Tx } from '#platform/db/index.ts';
import type { Locale } from '#policy/text.ts';
import type { EventIds, EventType } from './ledger/events.ts';

/** Absolute addresses for mail; the web knows the paths, the domain only what it wants to link to. */
export interface Links {
  supplier(locale: Locale, token: string): string;
  login(locale: Locale, token: string): string;
  quotes(locale: Locale, token: string): string;
  mine(locale: Locale): string;
  request(locale: Locale, reference: string): string;
  service(locale: Locale, service: ServiceId): string;
  /** A link of staff's own: an invitation, a log-in. */
  console(locale: Locale, token: string): string;
  /** A campaign in the console. */
  campaign(locale: Locale, id: string): string;
  /** Where a supplier confirms that it has erased a request. */
  erasure(locale: Locale, token: string): string;
  /** Where whoever carries text messages tells how one went. */
  smsReport(token: string): string;
  /** Where whoever carries calls tells how one ended. */
  callEnded(token: string): string;
  /** Where a person confirms that a rights case is its own. */
  rightsCase(locale: Locale, token: string): string;
  /** Where the newsletter is asked for. */
  newsletter(locale: Locale): string;
  /** Where a sign-up is confirmed, where a subscriber chooses, and where it ends. */
  newsletterConfirm(locale: Locale, token: string): string;
  newsletterPreferences(locale: Locale, token: string): string;
  newsletterEnd(locale: Locale, token: string): string;
  /** Where a mail program ends a subscription by one POST (RFC 8058). */
  newsletterOneClick(token: string): string;
  /** Where a link of a campaign is counted, without a person's number, and leads on from; and where its pictures are (P19). */
  newsletterLink(token: string): string;
  newsletterImage(id: string): string;
}

/** What somebody has asked for that leaves no erasure behind, as ids and keyed hashes in hex. */
export type Wish =
  | { readonly kind: 'restricted'; readonly leadId: string; readonly on: boolean }
  | {
      readonly kind: 'archive-restricted';
      readonly emailKey: string;
      /** One of the person's; all when left out. */
      readonly archiveId?: string | undefined;
      readonly on: boolean;
    }
  | {
      readonly kind: 'ended';
      readonly leadId: string;
      readonly reason: 'withdrawn' | 'no-contract' | 'objected' | 'erasure';
    }
  /** It goes on after it had ended without a contract. */
  | { readonly kind: 'reopened'; readonly leadId: string }
  /** Taken back from one supplier. */
  | { readonly kind: 'withdrawn'; readonly leadId: string; readonly supplierId: string }
  | { readonly kind: 'archive-erasure'; readonly emailKey: string }
  | { readonly kind: 'suppressed'; readonly hashes: readonly string[] }
  /** The person has signed up again and confirmed it: they may be written to. */
  | { readonly kind: 'lifted'; readonly hashes: readonly string[] }
  /** A subscription is to be kept and not used, or used again. */
  | { readonly kind: 'subscriber-restricted'; readonly hash: string; readonly on: boolean }
  /** IP addresses are not to be kept. */
  | { readonly kind: 'no-address'; readonly emailKey: string }
  /** What it was corrected to stands in no list: that it was can be told. One that was archived is found by whose it was. */
  | {
      readonly kind: 'corrected';
      readonly leadId: string;
      readonly reference: string;
      readonly emailKey?: string | undefined;
    };

/** The list of what has been erased and sent, kept outside the database so that a restored backup can be cleaned (P30, G6). */
export interface Outside {
  /** On disk when it resolves. Called before the erasing transaction commits. */
  erased(entry: {
    readonly at: Temporal.Instant;
    readonly leadIds: readonly string[];
    readonly archiveIds: readonly string[];
    /** Of addresses whose every trace has gone, in hex. */
    readonly emailKeys: readonly string[];
  }): Promise<void>;
  /** On disk when it resolves. Called before the transaction that does it commits: what is asked for twice is done once. */
  wished(wish: Wish): Promise<void>;
  /** Called when the peer has taken the deliveries, before that is written in the database. */
  delivered(ids: readonly string[]): Promise<void>;
  /** Forgets the days (UTC) that had begun by then. @returns how many */
  prune(before: Temporal.Instant): Promise<number>;
}

/** The newest row of a chain of rows that prove each other; id 0 and an empty hash of one without rows. */
export interface ChainHead {
  /** Its table. */
  readonly chain: string;
  readonly id: number;
  /** In hex. */
  readonly hash: string;
}

/** Where it is noted outside the database how the chains ended (D5). */
export interface Heads {
  /** On disk when it resolves. */
  note(database: string, heads: readonly ChainHead[]): Promise<void>;
  /** A backup has been loaded: what was noted before holds no longer. On disk when it resolves. */
  restored(database: string, heads: readonly ChainHead[]): Promise<void>;
  /** A restored backup has been cleaned and opened. On disk when it resolves. */
  opened(database: string): Promise<void>;
  /** Everything noted, oldest first; `at` in UTC. */
  read(): Promise<
    readonly {
      readonly at: string;
      readonly database: string;
      readonly heads: readonly ChainHead[];
      readonly restored?: true;
      readonly opened?: true;
    }[]
  >;
}

/** Which account acts; undefined when it is nobody of ours. */
export const staffOf = ({ actor }: Pick<Context, 'actor'>): string | undefined => /^staff:(.+)$/.exec(actor ?? '')?.[1];

/** What every action needs beside its transaction: the time, the keys, where links lead, and how reactions are enqueued. */
export interface Context {
  readonly db: Db;
  readonly clock: Clock;
  readonly vault: Vault;
  /** Where links in mail lead. */
  readonly links: Links;
  readonly policyVersion: string;
  /** Where mail comes back to us; absent when none is read. */
  readonly mailbox?:
    | {
        readonly address: string;
        /** Whether mail to a customer asks for replies to an address that names the request. */
        readonly marksReplies: boolean;
      }
    | undefined;
  /** Who acts, for the audit log; the customer when left out. */
  readonly actor?: 'terminal' | `staff:${string}`;
  /** Absent where nothing is erased or sent: a web process, a command that only reads. */
  readonly outside?: Outside | undefined;
  readonly heads?: Heads | undefined;
  /** Enqueues the reactions to an event in the transaction that recorded it. */
  react(tx: Tx, type: EventType, ids: EventIds, eventId: number): Promise<void>;
  /** Wakes a loop of any worker when the transaction commits. */
  wake(tx: Tx, loop: 'intake' | 'dispatch' | 'retention' | 'campaigns'): Promise<void>;
}
