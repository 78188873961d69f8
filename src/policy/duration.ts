import { periodText } from './period.ts';
import type { RetentionRule } from './retention.ts';
import type { Locale } from './text.ts';

/** How long a rule lets something be, in words: its period, what stands in its place, or no end. */
export function durationText(rule: RetentionRule, locale: Locale): string {
  if (rule.duration) return rule.duration[locale];
  if (rule.period === null) return locale === 'sv' ? 'tills vidare' : 'until further notice';
  return periodText(rule.period, locale);
}
