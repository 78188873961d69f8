import type { Field } from '#catalog/index.ts';
import { staffRoles } from '#domain/staff/index.ts';
import { roles } from '#policy/roles.ts';

/** What an account is made of: the same questions for the first administrator and for everybody who is invited. */
export const detailFields: readonly Field[] = [
  {
    id: 'personName',
    kind: 'text',
    label: { sv: 'Namn', en: 'Name' },
    required: true,
    maxLength: 80,
    autocomplete: 'off',
  },
  {
    id: 'staffEmail',
    kind: 'email',
    label: { sv: 'E-postadress', en: 'E-mail address' },
    required: true,
    autocomplete: 'off',
  },
  {
    id: 'locale',
    kind: 'choice',
    display: 'cards',
    label: { sv: 'Språk i mejl', en: 'Language in e-mails' },
    required: true,
    options: [
      { id: 'sv', label: { sv: 'Svenska', en: 'Swedish' } },
      { id: 'en', label: { sv: 'Engelska', en: 'English' } },
    ],
  },
  {
    id: 'roles',
    kind: 'choices',
    label: { sv: 'Roller', en: 'Roles' },
    hint: {
      sv: 'Ge bara de roller som behövs i arbetet. Ingen roll kan allt.',
      en: 'Give only the roles that the work takes. No role can do everything.',
    },
    required: true,
    options: staffRoles.map((id) => ({ id, label: roles[id].name, hint: roles[id].what })),
  },
];
