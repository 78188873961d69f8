import type { sv } from './live.texts.sv.ts';

export const en = {
  said: {
    'lead.received': 'A new request has come.',
    'quote.received': 'A new quote has come.',
    'question.asked': 'A customer has asked a question.',
    'contract.reported': 'A contract has been reported.',
    mail: 'An e-mail has come or been sorted.',
    submission: 'What waits from the forms has changed.',
  },
  ended: 'You are logged out. Copy what you have written before you reload the page.',
  undo: 'Undo',
  undone: {
    noteBack: 'The note is removed.',
    taskBack: 'The task is removed.',
    unticked: 'The task is open again.',
  },
  keys: {
    open: 'Keys',
    title: 'Keys',
    close: 'Close',
    after: 'then',
    list: {
      find: 'Search',
      down: 'Next row',
      up: 'Previous row',
      pick: 'Choose the row',
      enter: 'Open',
      older: 'Older page',
      newer: 'Newest page',
      keys: 'This list',
    },
  },
} satisfies typeof sv;
