import type { Transitions } from '../transitions.ts';

export const quoteStates = ['open', 'chosen', 'passed-over', 'won', 'lost', 'withdrawn'] as const;
export type QuoteState = (typeof quoteStates)[number];

export const quoteMoves = {
  /** Until the customer has chosen, a supplier may correct its quote. */
  correct: { from: ['open', 'withdrawn'], to: 'open' },
  withdraw: { from: ['open'], to: 'withdrawn' },
  choose: { from: ['open'], to: 'chosen' },
  pass: { from: ['open'], to: 'passed-over' },
  /** The request ended; this was not the one. */
  close: { from: ['open', 'chosen'], to: 'passed-over' },
  restore: { from: ['passed-over'], to: 'open' },
  win: { from: ['open', 'chosen', 'passed-over'], to: 'won' },
  lose: { from: ['open', 'chosen'], to: 'lost' },
} as const satisfies Transitions<QuoteState, string>;
export type QuoteMove = keyof typeof quoteMoves;

/** A PDF as it was uploaded; judged by its bytes, never by its name. */
export const mostFileBytes = 5 * 1024 * 1024;

/** Whether bytes are a PDF: the signature within the first kilobyte and the end mark in the last (ISO 32000-1, 7.5). */
export function isPdf(bytes: Uint8Array): boolean {
  const text = (from: number, to: number) => Buffer.from(bytes.subarray(Math.max(from, 0), to)).toString('latin1');
  return text(0, 1024).includes('%PDF-') && text(bytes.length - 1024, bytes.length).includes('%%EOF');
}
