import { questionsAsked } from '#domain/contact/index.ts';
import type { Lead } from '#domain/lead/index.ts';
import { type Comparison, comparisonOf, type QuoteRow, quotesOf } from '#domain/quote/index.ts';
import { type ReferralRow, referralsOf } from '#domain/referral/index.ts';
import { decisionsOf } from '#domain/routing/index.ts';
import { stockholmDate } from '#platform/clock.ts';
import type { Face } from './face.ts';
import { endpoint } from './paths.ts';

/** How long a link to a supplier's file, as it stands on a page, is good for. */
const fileMinutes = 10;

/** What a page about one request shows of it, to its customer and to staff alike. */
export interface RequestFacts {
  readonly lead: Lead;
  readonly quotes: readonly QuoteRow[];
  readonly comparison: Comparison;
  readonly referrals: readonly ReferralRow[];
  readonly decisions: Awaited<ReturnType<typeof decisionsOf>>;
  readonly questions: Awaited<ReturnType<typeof questionsAsked>>;
  readonly now: Temporal.Instant;
  readonly today: Temporal.PlainDate;
  readonly fileUrl: (fileId: string) => string;
}

/** Loads what a page about one request shows; whoever asks has been let in to it already. */
export async function requestFacts({ ctx }: Pick<Face, 'ctx'>, lead: Lead): Promise<RequestFacts> {
  const { db, clock, vault } = ctx;
  const now = clock.now();
  const today = stockholmDate(now);
  const [quotes, referrals, decisions, questions] = await Promise.all([
    quotesOf(db, lead.id),
    referralsOf(db, lead.id),
    decisionsOf(db, lead.id),
    questionsAsked(db, lead.id),
  ]);
  return {
    ...{ lead, quotes, referrals, decisions, questions, now, today },
    comparison: comparisonOf(lead, quotes, today),
    fileUrl: (id) =>
      endpoint('file', { token: vault.sign({ kind: 'file', id, expires: now.add({ minutes: fileMinutes }) }) }),
  };
}
