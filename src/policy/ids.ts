/** Ids that several files refer to; they live apart so that no file in here needs another in a circle. */

/** The date from which this edition of the policy applies. Its full name, with a fingerprint, is policyEdition of platform/policy-edition.ts. */
export const policyDate = '2026-11-25';

/** What we have promised, in the order the page «Löften» lists it. */
export const promiseIds = [
  ...(['P1', 'P2', 'P3', 'P4', 'P5', 'P6', 'P7', 'P8', 'P9', 'P10', 'P11', 'P12', 'P13'] as const),
  ...(['P14', 'P15', 'P16', 'P17', 'P18', 'P19'] as const),
  ...(['P20', 'P21', 'P22', 'P23', 'P24', 'P25'] as const),
  ...(['P26', 'P27', 'P28', 'P29', 'P30'] as const),
] as const;
export type PromiseId = (typeof promiseIds)[number];

/** Decisions where the promises left a hole. */
export const decisionIds = ['D1', 'D2', 'D3', 'D4', 'D5', 'D6', 'D7', 'D8', 'D9'] as const;
export type DecisionId = (typeof decisionIds)[number];

/** Where a rule comes from: a promise, a decision, or the product's own need (chosen as short as the need allows). */
export type Origin = PromiseId | DecisionId | 'product';
