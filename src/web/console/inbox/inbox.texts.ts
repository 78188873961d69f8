import { messages } from '../../ui/i18n.ts';
import { en } from './inbox.texts.en.ts';
import { sv } from './inbox.texts.sv.ts';

export const inboxWords = messages(sv, en);
