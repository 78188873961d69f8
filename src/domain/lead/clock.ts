import { addPeriod } from '#platform/clock.ts';
import { brokerageRules } from '#policy/brokerage-rules.ts';
import type { Period } from '#policy/period.ts';
import { type RetentionRuleId, retention } from '#policy/retention.ts';

/** The facts of a request that its clocks are counted from. */
export interface LeadFacts {
  readonly receivedAt: Temporal.Instant;
  readonly firstQuoteAt: Temporal.Instant | null;
  readonly closedAt: Temporal.Instant | null;
  readonly closingReason: string | null;
  readonly restrictedAt: Temporal.Instant | null;
}

export type LeadRule = Extract<RetentionRuleId, `lead.${string}`>;

/** What happens to a request next, by which rule, and when; `at` is null when no time ends it. */
export interface LeadClock {
  readonly rule: LeadRule;
  readonly action: 'erase' | 'archive' | 'keep';
  readonly at: Temporal.Instant | null;
  /** When the customer is to be told of a coming erasure (D3); null for a rule that is not announced. */
  readonly noticeAt: Temporal.Instant | null;
}

/** The rules as the clocks read them; a test may hand over others. */
export type LeadRules = Readonly<Record<LeadRule, { readonly period: Period | null; readonly action: string }>>;

/** Whether a request that is over can be opened again: ended without a contract, its data not restricted, and its time not up. */
export const mayReopen = (lead: LeadFacts & { readonly state: string }, now: Temporal.Instant): boolean => {
  const { at } = leadClock(lead);
  const left = at !== null && Temporal.Instant.compare(at, now) > 0;
  return lead.state === 'closed' && lead.closingReason === 'no-contract' && lead.restrictedAt === null && left;
};

/** Which rule is the request's: what the customer has asked for goes first, then a contract, then a restriction, then time. */
function ruleOf(facts: LeadFacts): { rule: LeadRule; from: Temporal.Instant } {
  const { closedAt, closingReason, receivedAt } = facts;
  if (closedAt && closingReason === 'erasure') return { rule: 'lead.erasure', from: closedAt };
  if (closedAt && (closingReason === 'withdrawn' || closingReason === 'objected'))
    return { rule: 'lead.objection', from: closedAt };
  if (closedAt && closingReason === 'contract') return { rule: 'lead.contract', from: closedAt };
  if (facts.restrictedAt) return { rule: 'lead.restricted', from: facts.restrictedAt };
  return { rule: facts.firstQuoteAt ? 'lead.no-contract' : 'lead.no-quote', from: receivedAt };
}

/**
 * The clock of a request: a pure function of its facts and the policy's rules (P8–P11). Periods are calendar periods in
 * Sweden, the end of a month clamped (D7).
 */
export function leadClock(facts: LeadFacts, rules: LeadRules = retention): LeadClock {
  const { rule, from } = ruleOf(facts);
  const { period, action } = rules[rule];
  const at = period === null ? null : addPeriod(from, period);
  const announced = (brokerageRules.erasureNotice.rules as readonly string[]).includes(rule);
  return {
    rule,
    action: action as LeadClock['action'],
    at,
    noticeAt: at && announced ? addPeriod(at, `-${brokerageRules.erasureNotice.before}`) : null,
  };
}
