import type { ServiceId, Values } from '#catalog/index.ts';
import type { Vault } from '#platform/crypto.ts';
import type { Locale } from '#policy/text.ts';
import type { Transitions } from '../transitions.ts';

export const leadStates = [
  'received',
  'joined',
  'waiting',
  'open',
  'quoted',
  'chosen',
  'contracted',
  'closed',
] as const;
export type LeadState = (typeof leadStates)[number];

export const leadMoves = {
  /** Same company and service within the window: merged into the request that is already open. */
  join: { from: ['received'], to: 'joined' },
  /** What it was merged into is gone: it stands on its own again. */
  release: { from: ['joined'], to: 'received' },
  /** No supplier can take it right now; tried again every hour. */
  hold: { from: ['received', 'waiting'], to: 'waiting' },
  open: { from: ['received', 'waiting'], to: 'open' },
  quote: { from: ['open', 'quoted'], to: 'quoted' },
  /** The last open quote was withdrawn. */
  unquote: { from: ['quoted'], to: 'open' },
  choose: { from: ['quoted'], to: 'chosen' },
  /** The chosen supplier reported that no contract came of it: the customer may choose again. */
  reconsider: { from: ['chosen'], to: 'quoted' },
  conclude: { from: ['open', 'quoted', 'chosen'], to: 'contracted' },
  /** Ended without a contract, and wanted again: before suppliers, or with them. */
  reopen: { from: ['closed'], to: 'open' },
  rewait: { from: ['open'], to: 'waiting' },
  /** Also one that is over, joined another or is about to be archived: it may still be asked to be erased. */
  close: { from: ['received', 'joined', 'waiting', 'open', 'quoted', 'chosen', 'contracted', 'closed'], to: 'closed' },
} as const satisfies Transitions<LeadState, string>;
export type LeadMove = keyof typeof leadMoves;

/** Still in progress: may be forwarded, quoted and written about (P5). */
export const activeStates = ['received', 'waiting', 'open', 'quoted', 'chosen'] as const satisfies readonly LeadState[];
/**
 * A request joins one of the same company in these states. Of twins that nobody has routed yet, the one that is routed first
 * is the one to join; a request made after the customer has chosen stands on its own.
 */
export const joinableStates = ['waiting', 'open', 'quoted'] as const satisfies readonly LeadState[];
export const isActive = (state: string): boolean => (activeStates as readonly string[]).includes(state);

/** Every reason for which a request is not stored. Each is counted; none is silent to the sender. */
export const dropReasons = [
  'invalid',
  'honeypot',
  'too-fast',
  'stale-form',
  'rate-limited',
  'key-reused',
  'cross-site',
  /** What it was made of has been erased or dealt with meanwhile. */
  'gone',
] as const;
export type DropReason = (typeof dropReasons)[number];

/** How a request came (P6): by the site's form, to staff, who registered it, by the API, or by a form on another site. */
export const leadSources = ['form', 'email', 'phone', 'api', 'site'] as const;
export type LeadSource = (typeof leadSources)[number];

/** A request that has passed validation and may be stored. */
export interface NewLead {
  readonly service: ServiceId;
  readonly source: LeadSource;
  /** Which account registered it for the customer; undefined when the customer did. */
  readonly registeredBy?: string | undefined;
  /** Which system sent it for the customer; undefined when none did. */
  readonly sourceId?: string | undefined;
  /** The post of a form on another site that it is made of: stored only while that is there, since erasing it erases this. */
  readonly submissionId?: string | undefined;
  readonly locale: Locale;
  readonly company: {
    readonly companyName: string;
    /** Ten digits. */
    readonly organisationNumber: string;
    readonly soleTrader: boolean;
    readonly contactName: string;
    readonly email: string;
    /** E.164. */
    readonly phone: string;
    /** Five digits. */
    readonly postcode: string;
    readonly currentSupplier?: string | undefined;
    readonly contractEnds?: string | undefined;
    readonly message?: string | undefined;
  };
  /** Answers to the service's own questions. */
  readonly answers: Values;
  /** The suppliers that were left ticked. */
  readonly ticked: readonly string[];
  /** Kept against abuse and never forwarded (P4); null when unknown. */
  readonly ip: string | null;
  readonly idempotencyKey: string;
}

/** What the sender gets back for a stored request; the same again for the same key. */
export interface Receipt {
  readonly leadId: string;
  readonly reference: string;
  readonly receivedAt: Temporal.Instant;
  /** True when the key had been used before with the same content. */
  readonly repeated: boolean;
}

export type IntakeResult =
  | { readonly kind: 'stored'; readonly receipt: Receipt }
  | { readonly kind: 'dropped'; readonly reason: 'key-reused' | 'gone' }
  | {
      readonly kind: 'dropped';
      readonly reason: 'rate-limited';
      /** When the limit that was reached begins anew. */
      readonly until: Temporal.Instant;
    };

/** What a person is looked up by: a keyed hash of the address, whatever letters it was written with. */
export const emailKeyOf = (vault: Pick<Vault, 'keyedHash'>, email: string): Buffer =>
  vault.keyedHash('email', email.trim().toLowerCase());

/** What a company's other requests are found by. @param organisationNumber ten digits */
export const organisationKeyOf = (vault: Pick<Vault, 'keyedHash'>, organisationNumber: string): Buffer =>
  vault.keyedHash('organisation', organisationNumber);
