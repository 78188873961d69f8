import type { Locale } from '#policy/text.ts';

/**
 * How pages get their words: x.texts.sv.ts exports `sv`, x.texts.en.ts exports `en satisfies typeof sv` (the compiler compares
 * them), and a third file exports `t = messages(sv, en)`; a page writes `t(locale).title`. A text with a value in it is a function.
 */
export const messages =
  <T>(sv: T, en: NoInfer<T>) =>
  (locale: Locale): T =>
    locale === 'en' ? en : sv;
