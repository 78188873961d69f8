import type { Field } from '#catalog/index.ts';
import { callOutcomes } from '#domain/contact/index.ts';
import { contactWords } from './contact.texts.ts';

const both = (read: (t: ReturnType<typeof contactWords>) => string) => ({
  sv: read(contactWords('sv')),
  en: read(contactWords('en')),
});

/** How a call went and what comes next. */
export const callFields: readonly Field[] = [
  {
    id: 'callOutcome',
    kind: 'choice',
    display: 'cards',
    label: both((t) => t.callPage.outcome),
    required: true,
    options: callOutcomes.map((id) => ({ id, label: both((t) => t.outcomes[id]) })),
  },
  {
    id: 'callNote',
    kind: 'longtext',
    label: both((t) => t.callPage.note),
    maxLength: 2000,
    hint: both((t) => t.callPage.noteHint),
  },
  {
    id: 'nextStep',
    kind: 'text',
    label: both((t) => t.callPage.next),
    hint: both((t) => t.callPage.nextHint),
    maxLength: 200,
    half: true,
    autocomplete: 'off',
  },
  { id: 'nextOn', kind: 'date', future: true, label: both((t) => t.callPage.nextOn), half: true },
];

/** Where one of ours is called first. */
export const ownPhoneField: Field = {
  id: 'staffPhone',
  kind: 'phone',
  label: both((t) => t.callPage.own),
  hint: both((t) => t.callPage.ownHint),
  required: true,
};
