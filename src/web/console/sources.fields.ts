import type { Field } from '#catalog/index.ts';
import { sourceWords } from './sources.texts.ts';

const text = (word: 'name' | 'nameHint' | 'kind') => ({ sv: sourceWords('sv')[word], en: sourceWords('en')[word] });

/** What a source is called. */
export const nameFields: readonly Field[] = [
  {
    id: 'sourceName',
    kind: 'text',
    maxLength: 80,
    required: true,
    label: text('name'),
    hint: text('nameHint'),
    autocomplete: 'off',
  },
];
