import { messages } from '../ui/i18n.ts';
import { en } from './overview.texts.en.ts';
import { sv } from './overview.texts.sv.ts';

export const overviewWords = messages(sv, en);
