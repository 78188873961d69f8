import type { ServiceId } from '#catalog/index.ts';
import type { Locale } from '#policy/text.ts';
import type { Segment } from '../newsletter/index.ts';
import type { Transitions } from '../transitions.ts';

export const campaignStates = ['draft', 'scheduled', 'sending', 'paused', 'sent', 'cancelled'] as const;
export type CampaignState = (typeof campaignStates)[number];

/** What can be done with a campaign. What has left can't be called back: cancelling spares those who are still to get it. */
export const campaignMoves = {
  schedule: { from: ['draft'], to: 'scheduled' },
  unschedule: { from: ['scheduled'], to: 'draft' },
  begin: { from: ['draft', 'scheduled'], to: 'sending' },
  pause: { from: ['sending'], to: 'paused' },
  resume: { from: ['paused'], to: 'sending' },
  cancel: { from: ['sending', 'paused'], to: 'cancelled' },
  end: { from: ['sending'], to: 'sent' },
} as const satisfies Transitions<CampaignState, string>;
export type CampaignMove = keyof typeof campaignMoves;

export { type TallyKind, tallyKinds } from '../newsletter/index.ts';

/** What differs from one recipient to the next: two addresses. Each stands whole in the composed parts as `slot(name)`, in HTML as the value of an attribute. */
export const slotNames = ['end', 'preferences'] as const;
export type SlotName = (typeof slotNames)[number];
/** Private characters, which nobody can have typed: what is typed is cleaned of them. */
export const slot = (name: SlotName): string => `\uE000${name}\uE001`;
export const slotPattern = /\uE000(\w+)\uE001/g;

/** A campaign as it leaves, whole but for its slots. */
export interface Composed {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

export interface Campaign {
  readonly id: string;
  readonly name: string;
  readonly state: CampaignState;
  readonly locale: Locale;
  readonly subject: string;
  readonly preheader: string;
  readonly body: string;
  readonly segment: Segment;
  readonly version: number;
  readonly createdAt: Temporal.Instant;
  readonly createdBy: string;
  readonly changedAt: Temporal.Instant;
  /** Of a draft: when it should have begun. It was held back, for what its checks found. */
  readonly startsAt: Temporal.Instant | null;
  readonly startedAt: Temporal.Instant | null;
  readonly endedAt: Temporal.Instant | null;
}

/** How much of each may be written. */
export const draftLimits = { name: 100, subject: 150, preheader: 200, body: 30_000 } as const;

/** What an editor writes. */
export interface Draft {
  readonly name: string;
  readonly locale: Locale;
  readonly subject: string;
  readonly preheader: string;
  readonly body: string;
  readonly segmentLocale: Locale | null;
  readonly segmentInterest: ServiceId | null;
}
