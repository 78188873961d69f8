import bricolage from './fonts/bricolage-grotesque-latin.woff2?url';
import inter from './fonts/inter-latin.woff2?url';

/** The two files every first visit fetches; fonts.css names the same, so that the browser starts before it has read the style sheet. */
export const fontFiles = [bricolage, inter] as const;
