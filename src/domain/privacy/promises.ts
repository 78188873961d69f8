import { type DecisionId, decisionIds, type PromiseId, promiseIds } from '#policy/ids.ts';
import type { Context } from '../context.ts';
import { brokerageQuestions } from './promises-brokerage.ts';
import { clockQuestions } from './promises-clocks.ts';
import { decisionQuestions } from './promises-decisions.ts';
import { mailingQuestions } from './promises-mailings.ts';
import { newsletterQuestions } from './promises-newsletter.ts';
import { rightsQuestions } from './promises-rights.ts';
import { promiseTests } from './promises-tests.ts';
import { type Question, say, type Verdict } from './promises-tools.ts';
import { visitQuestions } from './promises-visits.ts';

export type { Check, PromiseState, Verdict } from './promises-tools.ts';

const questions: Readonly<Record<PromiseId | DecisionId, Question>> = {
  ...brokerageQuestions,
  ...clockQuestions,
  ...newsletterQuestions,
  ...mailingQuestions,
  ...visitQuestions,
  ...rightsQuestions,
  ...decisionQuestions,
};

/**
 * How every promise stands, P1 to P30, each computed against the database as it is now. One question at a time: this may not
 * stand in anybody's way. @throws when the database can't be asked; then nothing is known
 */
export const checkPromises = (ctx: Context): Promise<Verdict[]> => check(ctx, promiseIds);

/** The same for the decisions D1 to D9. */
export const checkDecisions = (ctx: Context): Promise<Verdict[]> => check(ctx, decisionIds);

async function check(ctx: Context, ids: readonly (PromiseId | DecisionId)[]): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const id of ids) verdicts.push(await verdictOn(ctx, id));
  return verdicts;
}

async function verdictOn(ctx: Context, id: PromiseId | DecisionId): Promise<Verdict> {
  const { checks, evidence, facts = [], unused = false } = await questions[id](ctx);
  const failed = checks.filter((one) => !one.ok).length;
  const test = promiseTests[id];
  if (failed === 0)
    return { id, state: unused ? 'not-in-use' : 'kept', evidence: [...facts, ...evidence], checks, test };
  const count = say(
    (w) => `${w.n(failed)} av ${w.n(checks.length)} kontroller visar fel.`,
    (w) => `${w.n(failed)} of ${w.n(checks.length)} checks fail.`,
  );
  return { id, state: 'broken', evidence: [count, ...facts], checks, test };
}
