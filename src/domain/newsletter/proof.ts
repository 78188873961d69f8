import { hash } from 'node:crypto';
import { consentSource, consents } from '#policy/consents.ts';
import type { Context } from '../context.ts';
import { consentOf, type SignUp, subscriberClock, useKeyOf } from './newsletter.ts';

/** A sign-up that waits to be confirmed, as it is stored. */
export function rowOf(ctx: Context, { email, name, locale, channel }: SignUp, at: Temporal.Instant) {
  const clock = subscriberClock({ state: 'pending', requestedAt: at, usedAt: at, restrictedAt: null });
  const who = { use_key: useKeyOf(ctx.vault, email), email: email.trim(), name: name?.trim() || null, locale };
  return { ...who, channel, state: 'pending', requested_at: at, used_at: at, restricted_at: null, erase_at: clock.at };
}

/** The words of now, in the language somebody is asked in. */
export function saidOf({ policyVersion }: Pick<Context, 'policyVersion'>, { locale, channel }: SignUp) {
  const id = consentOf(channel);
  const text = consentSource(id, locale);
  return { consent_id: id, consent_version: consents[id].version, locale, text, policy_version: policyVersion };
}

/** The words of a consent, and the policy that stood beside them. */
export type Said = ReturnType<typeof saidOf>;

/** The proof of a consent (P15): the exact words with their version and hash, when, and where. */
export const proofOf = ({ channel }: SignUp, at: Temporal.Instant, said: Said) => ({
  ...said,
  text_hash: hash('sha256', said.text, 'buffer'),
  channel,
  given_at: at,
});
