import type { Field } from '#catalog/index.ts';
import { staffChannels } from '#domain/newsletter/index.ts';
import { en } from './subscribers.texts.en.ts';
import { sv } from './subscribers.texts.sv.ts';

const text = (of: (words: typeof sv) => string) => ({ sv: of(sv), en: of(en) });

/** What staff write down about somebody who has asked for the newsletter. */
export const newSubscriberFields: readonly Field[] = [
  { id: 'email', kind: 'email', label: text((t) => t.new.email), required: true, autocomplete: 'off' },
  { id: 'contactName', kind: 'text', label: text((t) => t.new.name), maxLength: 80, autocomplete: 'off' },
  {
    id: 'askedBy',
    kind: 'choice',
    display: 'cards',
    label: text((t) => t.new.channel),
    required: true,
    options: staffChannels.map((id) => ({ id, label: text((t) => t.channels[id]) })),
  },
  {
    id: 'language',
    kind: 'choice',
    display: 'cards',
    label: text((t) => t.new.language),
    required: true,
    options: [
      { id: 'sv', label: text((t) => t.one.languages.sv) },
      { id: 'en', label: text((t) => t.one.languages.en) },
    ],
  },
];
