import { isSoleTrader, type ServiceId, type Value, type Values } from '#catalog/index.ts';
import type { Lead } from '../lead/index.ts';
import type { Rectification } from '../personal.ts';
import { fieldsFor } from '../supplier/index.ts';
import type { Transitions } from '../transitions.ts';

export const referralStates = [
  'queued',
  'sent',
  'accepted',
  'declined',
  'quoted',
  'chosen',
  'passed-over',
  'won',
  'lost',
  'cancelled',
  'undeliverable',
] as const;
export type ReferralState = (typeof referralStates)[number];

export const referralMoves = {
  send: { from: ['queued', 'undeliverable'], to: 'sent' },
  fail: { from: ['queued'], to: 'undeliverable' },
  accept: { from: ['queued', 'sent'], to: 'accepted' },
  decline: { from: ['queued', 'sent', 'accepted'], to: 'declined' },
  quote: { from: ['queued', 'sent', 'accepted', 'quoted'], to: 'quoted' },
  unquote: { from: ['quoted'], to: 'accepted' },
  choose: { from: ['quoted'], to: 'chosen' },
  pass: { from: ['queued', 'sent', 'accepted', 'quoted', 'undeliverable'], to: 'passed-over' },
  /** The chosen supplier reported no contract: those with a quote are in play again. */
  restore: { from: ['passed-over'], to: 'quoted' },
  win: { from: ['quoted', 'chosen', 'passed-over'], to: 'won' },
  lose: { from: ['quoted', 'chosen'], to: 'lost' },
  /** Taken back by the customer's word, from one that it has not chosen. */
  withdraw: { from: ['queued', 'sent', 'accepted', 'quoted', 'undeliverable'], to: 'cancelled' },
  /** The request is wanted again: it stands as it did, with a quote, as sent, or as still to be sent. */
  requote: { from: ['cancelled', 'passed-over'], to: 'quoted' },
  reopen: { from: ['cancelled'], to: 'sent' },
  requeue: { from: ['cancelled'], to: 'queued' },
  cancel: { from: ['queued', 'sent', 'accepted', 'quoted', 'chosen', 'undeliverable'], to: 'cancelled' },
} as const satisfies Transitions<ReferralState, string>;
export type ReferralMove = keyof typeof referralMoves;

export const declineReasons = [
  'no-capacity',
  'not-our-area',
  'terms',
  'incomplete',
  'existing-customer',
  'other',
] as const;
export type DeclineReason = (typeof declineReasons)[number];

/** States in which the supplier may see the customer's answers. A finished referral shows nothing more. */
export const readableStates = [
  'queued',
  'sent',
  'accepted',
  'quoted',
  'chosen',
  'won',
  'undeliverable',
] as const satisfies readonly ReferralState[];

/** Stands in for the ten digits, and is written like them: ••••••-••••. */
const masked = '••••••••••';

/** Everything the customer answered, by question id. A sole trader's personal number is masked from here on (D6). */
export function answersOf(lead: Lead): Values {
  const common: Record<string, string | null> = {
    companyName: lead.companyName,
    organisationNumber: lead.soleTrader ? masked : lead.organisationNumber,
    contactName: lead.contactName,
    email: lead.email,
    phone: lead.phone,
    postcode: lead.postcode,
    currentSupplier: lead.currentSupplier,
    contractEnds: lead.contractEnds?.toString() ?? null,
    message: lead.message,
  };
  return { ...lead.answers, ...Object.fromEntries(Object.entries(common).filter(([, v]) => v !== null)) } as Values;
}

/** A correction as answers by question id, as suppliers have them; null: the answer is taken away. */
export function asSent({ answers, organisationNumber, ...common }: Rectification): Record<string, Value | null> {
  const number = organisationNumber && (isSoleTrader(organisationNumber) ? masked : organisationNumber);
  return { ...answers, ...common, ...(number ? { organisationNumber: number } : {}) };
}

/** What one supplier of the registry may receive: the declared fields of the service and nothing else (P4). */
export function payloadFor(service: ServiceId, supplier: { readonly id: string }, answers: Values): Values {
  const allowed = fieldsFor(service, supplier).map((q) => q.id);
  return Object.fromEntries(allowed.flatMap((id) => (answers[id] === undefined ? [] : [[id, answers[id]]])));
}
