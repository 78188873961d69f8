import type { sv } from './lead-work.texts.sv.ts';

export const en = {
  done: {
    registered: 'The request is registered. The customer gets a confirmation with what you wrote.',
    again: 'The form had already been registered. Here is the request.',
    quoted:
      'The quote is entered. The customer gets an e-mail within ten minutes, and the supplier is told that you entered it.',
    corrected:
      'The correction is entered. The customer gets an e-mail within ten minutes, and the supplier is told that you entered it.',
  },
  back: 'Back without changing',
  quote: {
    enter: 'Enter a quote',
    correct: 'Correct the quote',
    title: (supplier: string) => `Quote from ${supplier}`,
    lead: (supplier: string) =>
      `For an answer that came by e-mail or phone. ${supplier} gets an e-mail that you have entered it, and can correct it.`,
    entered: 'Entered by us',
    never: 'Write only what the supplier has said.',
  },
} satisfies typeof sv;
