import { messages } from '../../ui/i18n.ts';
import { en } from './subscribers.texts.en.ts';
import { sv } from './subscribers.texts.sv.ts';

export const subscriberWords = messages(sv, en);
