import { messages } from '../../ui/i18n.ts';
import { en } from './cases.texts.en.ts';
import { sv } from './cases.texts.sv.ts';

export type { CaseWords } from './cases.texts.sv.ts';

export const caseWords = messages(sv, en);
