import { addPeriod } from '#platform/clock.ts';
import type { Vault } from '#platform/crypto.ts';
import type { ConsentId } from '#policy/consents.ts';
import { retention } from '#policy/retention.ts';
import type { Locale } from '#policy/text.ts';
import type { Context } from '../context.ts';
import type { Transitions } from '../transitions.ts';

export const subscriberStates = ['pending', 'confirmed'] as const;
export type SubscriberState = (typeof subscriberStates)[number];

/** A withdrawal has no state: nothing is left to have one. */
export const subscriberMoves = {
  confirm: { from: ['pending'], to: 'confirmed' },
} as const satisfies Transitions<SubscriberState, string>;

/** Where somebody said yes. The last four are written down by us, and confirmed by the person like all others. */
export const signUpChannels = ['request', 'form', 'phone', 'mail', 'meeting', 'import'] as const;
export type SignUpChannel = (typeof signUpChannels)[number];
/** What staff may state for somebody they have spoken or written with. */
export const staffChannels = ['phone', 'mail', 'meeting'] as const satisfies readonly SignUpChannel[];

/**
 * How somebody said no. The first four are promised (P17); the rest are staff, an objection, an erasure of everything, and an address that
 * there is no more.
 */
export const withdrawalChannels = [
  'link',
  'one-click',
  'page',
  'mail',
  'staff',
  'terminal',
  'objection',
  'erasure',
  'bounce',
] as const;
export type WithdrawalChannel = (typeof withdrawalChannels)[number];

/** What somebody who asks for the newsletter has written. */
export interface SignUp {
  readonly email: string;
  /** Undefined when none was given. */
  readonly name?: string | undefined;
  readonly locale: Locale;
  readonly channel: SignUpChannel;
}

/** The words somebody said yes to, by where they were asked. Those who asked staff see them when they confirm. */
export const consentOf = (channel: string): ConsentId =>
  channel === 'request' ? 'newsletter-tick' : 'newsletter-form';

const normal = (address: string): string => address.trim().toLowerCase();

/** What a subscriber is looked up by. A purpose of its own: it equals no hash of the same address in another room (P16). */
export const subscriberKeyOf = (vault: Pick<Vault, 'keyedHash'>, address: string): Buffer =>
  vault.keyedHash('newsletter', normal(address));

/** What a use of the service is known by (P18): made of the address when it is used, and kept with no request. */
export const useKeyOf = (vault: Pick<Vault, 'keyedHash'>, address: string): Buffer =>
  vault.keyedHash('service-use', normal(address));

/** What is remembered of an address that has said no (D4). */
export const suppressionOf = (vault: Pick<Vault, 'keyedHash'>, address: string): Buffer =>
  vault.keyedHash('suppression', normal(address));

export interface SubscriberFacts {
  readonly state: string;
  readonly requestedAt: Temporal.Instant;
  readonly usedAt: Temporal.Instant;
  readonly restrictedAt: Temporal.Instant | null;
}

/** By which rule a subscriber is erased, and when; `at` is null while it is restricted. */
export function subscriberClock({ state, requestedAt, usedAt, restrictedAt }: SubscriberFacts) {
  const rule = state === 'pending' ? 'subscriber.unconfirmed' : 'subscriber.inactive';
  if (restrictedAt) return { rule, at: null } as const;
  return { rule, at: addPeriod(state === 'pending' ? requestedAt : usedAt, retention[rule].period) } as const;
}

/** When the links of a newsletter cease: a mail may be opened years later, and what they lead to ends them. */
export const always = Temporal.Instant.from('2999-12-31T00:00:00Z');

/** The token of a link that ends a subscription; always the same for a subscriber and a mailing. */
export const endToken = (vault: Pick<Vault, 'sign'>, subscriberId: string, mailingId?: string): string =>
  vault.sign({
    kind: 'newsletter-end',
    id: mailingId ? `${subscriberId}.${mailingId}` : subscriberId,
    expires: always,
  });

/** Whose subscription a link ends, and which mailing it stood in. */
export function openEndToken(
  { vault, clock }: Pick<Context, 'vault' | 'clock'>,
  token: string,
): { readonly id: string; readonly mailing?: string } | undefined {
  const [id, mailing] = vault.open('newsletter-end', token, clock.now())?.split('.') ?? [];
  return id ? { id, ...(mailing ? { mailing } : {}) } : undefined;
}

/** The token of a link to a subscriber's own choices. */
export const preferencesToken = ({ vault, clock }: Pick<Context, 'vault' | 'clock'>, subscriberId: string): string =>
  preferencesTokenUntil(vault, subscriberId, preferencesEnd(clock.now()));

/** Until when such a link made now is good. */
export const preferencesEnd = (now: Temporal.Instant): Temporal.Instant =>
  addPeriod(now, retention['preferences-link'].period);

/** The same token, for whoever makes many and has counted once until when. */
export const preferencesTokenUntil = (vault: Pick<Vault, 'sign'>, subscriberId: string, expires: Temporal.Instant) =>
  vault.sign({ kind: 'preferences', id: subscriberId, expires });

/** Headers by which a mail program offers to end it with one click (RFC 2369, RFC 8058). */
export const endHeaders = (ctx: Pick<Context, 'vault' | 'links'>, subscriberId: string, mailingId?: string) =>
  endHeadersWith(ctx, endToken(ctx.vault, subscriberId, mailingId));

/** The same for a token that is made already. */
export const endHeadersWith = ({ links }: Pick<Context, 'links'>, token: string) =>
  ({
    'List-Unsubscribe': `<${links.newsletterOneClick(token)}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  }) as const;
