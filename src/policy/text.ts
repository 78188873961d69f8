/** The two languages of the product; Swedish is the first. */
export type Locale = 'sv' | 'en';
export const locales = ['sv', 'en'] as const satisfies readonly Locale[];

/** A sentence or a label in every language. */
export type Text = Readonly<Record<Locale, string>>;
