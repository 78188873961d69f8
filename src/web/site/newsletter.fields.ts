import { type Field, serviceIds, services } from '#catalog/index.ts';
import { en } from './newsletter.texts.en.ts';
import { sv } from './newsletter.texts.sv.ts';

const text = (of: (words: typeof sv) => string) => ({ sv: of(sv), en: of(en) });

/** What somebody who asks for the newsletter writes (P14). */
export const signUpFields: readonly Field[] = [
  {
    id: 'contactName',
    kind: 'text',
    label: text((t) => t.name),
    maxLength: 80,
    autocomplete: 'name',
  },
  { id: 'email', kind: 'email', label: text((t) => t.email), required: true, autocomplete: 'email' },
];

/** What a subscriber may choose. */
export const choiceFields: readonly Field[] = [
  {
    id: 'contactName',
    kind: 'text',
    label: text((t) => t.name),
    maxLength: 80,
    autocomplete: 'name',
  },
  {
    id: 'language',
    kind: 'choice',
    display: 'cards',
    label: text((t) => t.choices.language),
    required: true,
    options: [
      { id: 'sv', label: text((t) => t.choices.swedish) },
      { id: 'en', label: text((t) => t.choices.english) },
    ],
  },
  {
    id: 'interests',
    kind: 'choices',
    label: text((t) => t.choices.interests),
    hint: text((t) => t.choices.interestsHint),
    options: serviceIds.flatMap((id) =>
      services.filter((service) => service.id === id).map(({ name }) => ({ id, label: name })),
    ),
  },
];
