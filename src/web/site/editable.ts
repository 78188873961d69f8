import { type Editable, type Edited, filled, saying } from '#domain/text/index.ts';
import { brokerageRules } from '#policy/brokerage-rules.ts';
import { controller } from '#policy/controller.ts';
import { periodText } from '#policy/period.ts';
import { retention } from '#policy/retention.ts';
import type { Locale } from '#policy/text.ts';
import { t } from './texts.ts';

const [sv, en] = [t('sv').home, t('en').home];

const lead: Editable = {
  ...{ key: 'home.lead', group: 'home', kind: 'line', most: 400 },
  label: { sv: 'Inledning', en: 'Introduction' },
  words: { sv: sv.lead, en: en.lead },
};
/** Each with what it is called in the page; the languages' lists go together. */
const answers = sv.answers.map((own): { readonly question: Editable; readonly answer: Editable } => {
  const other = en.answers.find(({ id }) => id === own.id)!;
  return {
    question: {
      ...{ key: `home.${own.id}.question`, group: 'home', kind: 'line', most: 120 },
      label: { sv: `Fråga: ${own.question}`, en: `Question: ${other.question}` },
      words: { sv: own.question, en: other.question },
    },
    answer: {
      ...{ key: `home.${own.id}.answer`, group: 'home', kind: 'paragraphs', most: 1000 },
      label: { sv: `Svar: ${own.question}`, en: `Answer: ${other.question}` },
      words: { sv: own.answer, en: other.answer },
    },
  };
});

/** The words of the home page that can be edited. */
export const homeTexts: readonly Editable[] = [lead, ...answers.flatMap(({ question, answer }) => [question, answer])];

/** What of the home page may have been edited, as it is said now. The periods in it are the policy's. */
export function homeWords(edited: Edited, locale: Locale) {
  const facts = {
    noQuote: periodText(retention['lead.no-quote'].period, locale),
    notice: periodText(brokerageRules.erasureNotice.before, locale),
    email: controller.email,
  };
  const say = (text: Editable) => filled(saying(edited, text, locale), facts);
  return {
    lead: say(lead),
    answers: answers.map(({ question, answer }) => ({ question: say(question), answer: say(answer) })),
  };
}
