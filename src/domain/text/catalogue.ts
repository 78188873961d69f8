import { commonQuestions, type Question, type Service, serviceById, serviceIds, services } from '#catalog/index.ts';
import type { Text } from '#policy/text.ts';
import { type Editable, type Edited, sayingBoth } from './text.ts';

/** What of a service is words only. Its questions, fields and formulas stay as they are. */
const parts = {
  lead: { label: { sv: 'Inledning: varför', en: 'Introduction: why' }, most: 400 },
  card: { label: { sv: 'Kortet på startsidan', en: 'The card on the home page' }, most: 160 },
  bring: { label: { sv: 'Ha till hands', en: 'Have at hand' }, most: 300 },
} as const satisfies Record<string, { label: Text; most: number }>;
type Part = keyof typeof parts;

const nothing: Text = { sv: '', en: '' };
const partOf = (service: Service, part: Part): Editable => ({
  key: `service.${service.id}.${part}`,
  group: service.id,
  ...parts[part],
  words: service[part],
  kind: 'line',
});
const helpOf = (group: string, { id, label, short, hint }: Question): Editable => ({
  key: `help.${group}.${id}`,
  group,
  label: short ?? label,
  words: hint ?? nothing,
  kind: 'line',
  most: 240,
});

/** The words of the catalogue that can be edited: each service's introduction, and the help under every question. */
export const catalogTexts: readonly Editable[] = [
  ...serviceIds
    .map(serviceById)
    .flatMap((service) => [
      ...(Object.keys(parts) as Part[]).map((part) => partOf(service, part)),
      ...service.questions.map((question) => helpOf(service.id, question)),
    ]),
  ...commonQuestions.map((question) => helpOf('common', question)),
];

const withHelp = <Q extends Question>(group: string, question: Q, edited: Edited): Q => {
  const { hint: _, ...rest } = question;
  const hint = sayingBoth(edited, helpOf(group, question));
  return (hint.sv || hint.en ? { ...rest, hint } : rest) as Q;
};

interface Catalogue {
  readonly services: readonly Service[];
  readonly commonQuestions: readonly Question[];
}
const made = new WeakMap<Edited, Catalogue>();

/** The catalogue in the words of now: only for showing. What is answered is judged by the catalogue itself. */
export function catalogueIn(edited: Edited): Catalogue {
  const known = made.get(edited);
  if (known) return known;
  const catalogue = {
    services: services.map((service) => ({
      ...service,
      lead: sayingBoth(edited, partOf(service, 'lead')),
      card: sayingBoth(edited, partOf(service, 'card')),
      bring: sayingBoth(edited, partOf(service, 'bring')),
      questions: service.questions.map((question) => withHelp(service.id, question, edited)),
    })),
    commonQuestions: commonQuestions.map((question) => withHelp('common', question, edited)),
  };
  made.set(edited, catalogue);
  return catalogue;
}
