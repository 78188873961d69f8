import { messages } from '../ui/i18n.ts';
import { en } from './request.texts.en.ts';
import { sv } from './request.texts.sv.ts';

export const words = messages(sv, en);
