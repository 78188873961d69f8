import type { sv } from './live.texts.sv.ts';

export const en = {
  said: {
    'lead.received': 'A new request has come.',
    'quote.received': 'A new quote has come.',
    'question.asked': 'A customer has asked a question.',
    'contract.reported': 'A contract has been reported.',
  },
  ended: 'You are logged out. Copy what you have written before you reload the page.',
} satisfies typeof sv;
