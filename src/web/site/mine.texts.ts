import { messages } from '../ui/i18n.ts';
import { en } from './mine.texts.en.ts';
import { sv } from './mine.texts.sv.ts';

export const mineWords = messages(sv, en);
