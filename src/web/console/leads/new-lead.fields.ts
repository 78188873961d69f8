import type { Field, Question } from '#catalog/index.ts';
import { en } from './new-lead.texts.en.ts';
import { sv } from './new-lead.texts.sv.ts';

const text = (word: 'phone' | 'email' | 'source' | 'language' | 'swedish' | 'english') => ({
  sv: sv[word],
  en: en[word],
});

/** The customer's own questions, put to somebody who answers for the customer. */
export const ofTheCustomer = (questions: readonly Question[]): Question[] =>
  questions.map((question) => {
    if (question.id === 'contactName') return { ...question, label: question.short ?? question.label };
    if (question.id !== 'organisationNumber') return question;
    return { ...question, hint: { sv: sv.soleTrader, en: en.soleTrader } };
  });

/** What is asked of whoever registers a request, beside what is asked of the customer. */
export const registrationFields: readonly Field[] = [
  {
    id: 'leadSource',
    kind: 'choice',
    display: 'cards',
    half: true,
    required: true,
    label: text('source'),
    options: [
      { id: 'phone', label: text('phone') },
      { id: 'email', label: text('email') },
    ],
  },
  {
    id: 'customerLanguage',
    kind: 'choice',
    display: 'cards',
    half: true,
    required: true,
    label: text('language'),
    options: [
      { id: 'sv', label: text('swedish') },
      { id: 'en', label: text('english') },
    ],
  },
];

/** The same of what came from a form on another site: how it came is known. */
export const languageFields: readonly Field[] = registrationFields.filter(({ id }) => id !== 'leadSource');
