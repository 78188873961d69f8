import type { Db } from '#platform/db/index.ts';
import type { MessageClass } from '#policy/message-class.ts';
import type { Context } from '../context.ts';
import type { Transitions } from '../transitions.ts';

export const deliveryStates = ['pending', 'sending', 'delivered', 'refused', 'dead', 'cancelled'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** Every delivery ends in one of four ways (G3). */
export const deliveryMoves = {
  claim: { from: ['pending'], to: 'sending' },
  retry: { from: ['sending'], to: 'pending' },
  deliver: { from: ['sending'], to: 'delivered' },
  refuse: { from: ['sending'], to: 'refused' },
  give: { from: ['sending'], to: 'dead' },
  cancel: { from: ['pending', 'sending'], to: 'cancelled' },
  replay: { from: ['dead', 'refused'], to: 'pending' },
  /** A restriction that stopped it is lifted. */
  resume: { from: ['cancelled'], to: 'pending' },
} as const satisfies Transitions<DeliveryState, string>;

/** What is sent, to whom and how. One kind has one renderer, in the domain that owns the words. */
export const deliveryKinds = {
  'supplier.referral': 'supplier',
  'supplier.referral.webhook': 'supplier',
  'supplier.link': 'supplier',
  /** The link once more, to one that has not answered: by staff, at most once a day. */
  'supplier.reminder': 'supplier',
  'supplier.chosen': 'supplier',
  'supplier.passed-over': 'supplier',
  'supplier.closed': 'supplier',
  'supplier.outcome-reminder': 'supplier',
  /** What staff have done for a request: a quote entered, opened again. */
  'supplier.quote-entered': 'supplier',
  'supplier.reopened': 'supplier',
  'customer.received': 'customer',
  'customer.quotes': 'customer',
  'customer.login': 'customer',
  'customer.chosen': 'customer',
  'customer.lost': 'customer',
  'customer.outcome-reminder': 'customer',
  /** What one of ours has written to the customer. */
  'customer.message': 'customer',
  'customer.sms': 'customer',
  'customer.supplier-added': 'customer',
  'customer.supplier-withdrawn': 'customer',
  'customer.reopened': 'customer',
  /** Three days before an erasure (D3). */
  'customer.erasure-notice': 'customer',
  /** The last message (D3): its request is gone, and what it says lies sealed in the delivery. */
  'customer.erased': 'customer',
  /** Art. 19: what a supplier received has been erased, corrected or restricted. */
  'supplier.erased': 'supplier',
  'supplier.erased.webhook': 'supplier',
  'supplier.rectified': 'supplier',
  'supplier.rectified.webhook': 'supplier',
  'supplier.restricted': 'supplier',
  'supplier.restricted.webhook': 'supplier',
  /** A rights case: the link to confirm it, and its answer, which lies sealed in the delivery. */
  'customer.case': 'customer',
  'customer.case-answer': 'customer',
  /** Somebody has declined the newsletter by mail, and it is done; what it says lies sealed in the delivery. */
  'customer.withdrawn': 'customer',
  /** A rights case was confirmed that a person must answer. */
  'staff.case': 'staff',
  'staff.question': 'staff',
  'staff.endpoint-gone': 'staff',
  /** Text messages stand still until somebody does something about the account they are sent by. */
  'staff.sms-stopped': 'staff',
  /** An invitation, or a link to log in. */
  'staff.link': 'staff',
  /** A newsletter to whoever of ours asked to see it, as it stood then; it lies sealed in the delivery. */
  'staff.campaign-test': 'staff',
  /** A planned newsletter did not begin: to whoever may plan it. Sealed, too. */
  'staff.campaign-held': 'staff',
  /** The newsletter's own: the link that confirms, and where to choose and to end it. They are about a subscriber, and no request. */
  'subscriber.confirm': 'subscriber',
  'subscriber.welcome': 'subscriber',
  'subscriber.known': 'subscriber',
} as const satisfies Record<string, 'supplier' | 'customer' | 'staff' | 'subscriber'>;
export type DeliveryKind = keyof typeof deliveryKinds;

/** How something leaves. */
export type Channel = 'mail' | 'webhook' | 'sms';

export interface Delivery {
  readonly id: string;
  readonly kind: DeliveryKind;
  readonly channel: Channel;
  /** Null when its request is gone: it then says what `sealed` holds, or is about `subjectId`. */
  readonly leadId: string | null;
  readonly referralId: string | null;
  readonly supplierId: string | null;
  readonly subjectId: string | null;
  /** Opens with the vault at the place sealedPlace(id). */
  readonly sealed: string | null;
  readonly attempts: number;
  readonly createdAt: Temporal.Instant;
  /** Its peer took it before the database was restored: it is booked as arrived, and not sent. */
  readonly taken?: boolean;
}

/** A delivery that ended or goes on, as the other domains hear of it. */
export interface Ended {
  readonly id: string;
  readonly kind: DeliveryKind;
  readonly state: 'pending' | 'delivered' | 'refused' | 'dead' | 'cancelled';
  readonly referralId: string | null;
  readonly leadId: string | null;
  readonly supplierId: string | null;
  /** What it was about, when it was not a request. */
  readonly subjectId: string | null;
  readonly status: number | null;
  /** How the last attempt went, and what whoever took it calls it. Not known of what the sweep has ended. */
  readonly outcome?: string;
  readonly peerId?: string | null;
}

/** Seconds to wait before each attempt: at once, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h (Standard Webhooks). */
export const retrySeconds = [0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400] as const;

/** How many hanging or refused attempts in a row close a supplier's endpoint for a minute at a time. */
export const breakerAfter = 10;
export const breakerSeconds = 60;
/** How long whoever carries a text message has to tell that they have it, when their answer was lost, before it is made again. */
export const tellingSeconds = 300;
/** A claim is taken back after this, when its worker must have died: half as long again as the longest attempt, a mail's 60 s. */
export const leaseSeconds = 90;

export type Outcome =
  | { readonly kind: 'delivered'; readonly status?: number; readonly peerId?: string | null }
  /** It was not the time for it: it waits, and no attempt was made. */
  | { readonly kind: 'later'; readonly dueAt: Temporal.Instant }
  | { readonly kind: 'again'; readonly reason: string; readonly status?: number; readonly afterSeconds?: number }
  | { readonly kind: 'refused'; readonly reason: string; readonly status?: number }
  | { readonly kind: 'cancelled'; readonly reason: string };

export type Next =
  | { readonly state: 'delivered' | 'refused' | 'dead' | 'cancelled'; readonly reason: string | null }
  | { readonly state: 'pending'; readonly dueAt: Temporal.Instant };

/**
 * What becomes of a delivery after an attempt.
 * @param attempts how many were made, this one included
 * @param jitter 0–1; the wait is stretched by up to a tenth, so that a crowd does not come back at once
 */
export function after(outcome: Outcome, attempts: number, now: Temporal.Instant, jitter: number): Next {
  if (outcome.kind === 'later') return { state: 'pending', dueAt: outcome.dueAt };
  if (outcome.kind === 'delivered') return { state: 'delivered', reason: null };
  if (outcome.kind === 'refused' || outcome.kind === 'cancelled')
    return { state: outcome.kind, reason: outcome.reason };
  const wait = retrySeconds[attempts];
  if (wait === undefined) return { state: 'dead', reason: outcome.reason };
  const seconds = Math.max(wait * (1 + jitter / 10), outcome.afterSeconds ?? 0);
  return { state: 'pending', dueAt: now.add({ milliseconds: Math.round(seconds * 1000) }) };
}

/** Deliveries of a lane share a limit of how many are under way at once: one lane for all mail, one for text messages, one per webhook. */
export const laneOf = (channel: Channel, supplierId: string | null): string =>
  channel === 'webhook' ? `webhook:${supplierId}` : channel;

/** How the book calls what came at the wrong time of day. */
export const notYet = 'not-yet';

/** Outcomes of an attempt, unanswered, of which it is certain that nothing reached the other side. Any other may have. */
export const nothingLeft: readonly string[] = [
  ...[
    'not-rendered',
    'gone',
    'restricted',
    'not-open',
    'state-changed',
    'no-address',
    'no-endpoint',
    'acknowledged',
    'withdrawn',
  ],
  ...['connect', 'dns', 'tls', 'authentication', 'sender-refused', 'recipient-refused', 'refused-address'],
  ...['line-break', 'bad-address', 'bad-header', 'marketing', 'bad-number', 'no-credit', 'not-connected'],
];

/** How the book calls an attempt that was made before the database was restored. */
export const takenBefore = 'taken-before';

/** Where a delivery's sealed words open. */
export const sealedPlace = (deliveryId: string): string => `delivery.${deliveryId}`;

/** What a delivery looks like on its way out. `cancel`: what it was about no longer holds. */
export type Rendered =
  | {
      readonly kind: 'mail';
      readonly to: string;
      readonly subject: string;
      readonly html: string;
      readonly text: string;
      readonly replyTo?: string;
      /** service when left out. */
      readonly class?: MessageClass;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'webhook'; readonly url: string; readonly secrets: readonly string[]; readonly body: string }
  | {
      readonly kind: 'sms';
      readonly to: string;
      readonly text: string;
      readonly reference: string;
      readonly reportUrl: string;
      readonly class?: MessageClass;
    }
  /** Whoever carries it has told that they have it: an earlier attempt whose answer was lost. */
  | { readonly kind: 'carried'; readonly peerId: string | null }
  /** It may not leave at this time of day. */
  | { readonly kind: 'later'; readonly dueAt: Temporal.Instant }
  | { readonly kind: 'cancel'; readonly reason: string };

/** Words and data for deliveries of one kind, read from the database right before they leave. */
export type Renderer = (
  ctx: Context,
  db: Db,
  deliveries: readonly Delivery[],
) => Promise<ReadonlyMap<string, Rendered>>;
