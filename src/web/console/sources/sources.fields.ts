import { type Field, services } from '#catalog/index.ts';
import { sourceKinds } from '#domain/source/index.ts';
import { sourceWords } from './sources.texts.ts';

const text = (word: 'name' | 'nameHint' | 'kind' | 'kindHint' | 'service' | 'serviceHint') => ({
  sv: sourceWords('sv')[word],
  en: sourceWords('en')[word],
});

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

/** What a new one is. */
export const newSourceFields: readonly Field[] = [
  ...nameFields,
  {
    id: 'sourceKind',
    kind: 'choice',
    display: 'cards',
    required: true,
    label: text('kind'),
    hint: text('kindHint'),
    options: sourceKinds.map((id) => ({
      id,
      label: { sv: sourceWords('sv').kinds[id], en: sourceWords('en').kinds[id] },
    })),
  },
  {
    id: 'service',
    kind: 'choice',
    display: 'select',
    required: true,
    label: text('service'),
    hint: text('serviceHint'),
    when: { field: 'sourceKind', is: sourceKinds.filter((kind) => kind !== 'api') },
    options: services.map(({ id, name }) => ({ id, label: name })),
  },
];
