import { messages } from '../ui/i18n.ts';
import { en } from './api.texts.en.ts';
import { sv } from './api.texts.sv.ts';

export const apiWords = messages(sv, en);
export type ProblemKind = keyof typeof sv.problems;
