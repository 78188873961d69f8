import type { Field } from '#catalog/index.ts';
import { askedRights, objectable } from '#domain/privacy/index.ts';
import { rights } from '#policy/rights.ts';
import type { Text } from '#policy/text.ts';
import { caseWords } from './cases.texts.ts';

const [sv, en] = [caseWords('sv'), caseWords('en')];
const both = (pick: (words: typeof sv) => string): Text => ({ sv: pick(sv), en: pick(en) });

/** What is asked when a case is opened for somebody who has written or rung. */
export const openingFields: readonly Field[] = [
  {
    id: 'caseRight',
    kind: 'choice',
    display: 'select',
    label: both((t) => t.opening.right),
    required: true,
    options: askedRights.map((id) => ({ id, label: rights[id].name })),
  },
  {
    id: 'objection',
    kind: 'choice',
    display: 'select',
    label: both((t) => t.opening.purpose),
    required: true,
    when: { field: 'caseRight', is: ['objection'] },
    options: objectable.map((id) => ({ id, label: both((t) => t.opening.purposes[id]) })),
  },
  {
    id: 'caseEmail',
    kind: 'email',
    label: both((t) => t.opening.email),
    hint: both((t) => t.opening.emailHint),
    required: true,
    autocomplete: 'off',
  },
  {
    id: 'caseChannel',
    kind: 'choice',
    display: 'cards',
    label: both((t) => t.opening.channel),
    required: true,
    options: (['mail', 'phone'] as const).map((id) => ({ id, label: both((t) => t.opening.channels[id]) })),
  },
  {
    id: 'locale',
    kind: 'choice',
    display: 'cards',
    label: both((t) => t.opening.locale),
    required: true,
    options: [
      { id: 'sv', label: { sv: 'Svenska', en: 'Swedish' } },
      { id: 'en', label: { sv: 'Engelska', en: 'English' } },
    ],
  },
];

/** Another address of the person's. */
export const addressField: Field = {
  id: 'newEmail',
  kind: 'email',
  label: both((t) => t.address.label),
  required: true,
  autocomplete: 'off',
};
