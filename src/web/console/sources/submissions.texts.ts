import { messages } from '../../ui/i18n.ts';
import { en } from './submissions.texts.en.ts';
import { sv } from './submissions.texts.sv.ts';

export const submissionWords = messages(sv, en);
