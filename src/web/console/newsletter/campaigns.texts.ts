import { messages } from '../../ui/i18n.ts';
import { en } from './campaigns.texts.en.ts';
import { sv } from './campaigns.texts.sv.ts';

export const campaignWords = messages(sv, en);
