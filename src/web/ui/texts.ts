import { messages } from './i18n.ts';
import { en } from './texts.en.ts';
import { sv } from './texts.sv.ts';

/** Words of the parts every page is built from. */
export const ui = messages(sv, en);
