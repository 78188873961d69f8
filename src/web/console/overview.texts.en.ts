import type { OverviewWords } from './overview.texts.sv.ts';

export const en: OverviewWords = {
  ages: {
    title: 'Quotes without an answer',
    lead: 'Requests whose customer has quotes but has not chosen, by the age of the first quote.',
    show: 'Show them',
    head: ['Days', 'Requests'],
    upTo: (from, to) => `${from}–${to}`,
    over: (days) => `over ${days}`,
    none: 'No customer has quotes without an answer.',
  },
  due: {
    title: 'Gone within seven days',
    head: { rule: 'Rule', n: 'Number', first: 'First' },
    none: 'Nothing falls due in the next seven days.',
    all: 'Show thirty days',
  },
  cases: { title: 'Rights cases', all: 'Show all', head: { right: 'Right', due: 'Answer by', state: 'State' } },
  failed: {
    more: (n) => `Show ${n} more`,
    restricted: 'Restricted',
    to: { customer: 'The customer', staff: 'Us' },
  },
  by: {
    title: 'The last twelve weeks',
    name: 'Show by',
    all: 'Week',
    service: 'Service',
    supplier: 'Supplier',
    lead: {
      service: 'Requests that have come since then, and what they led to.',
      supplier: 'What each supplier has been sent since then, and what it led to.',
    },
    requests: { service: 'Requests', supplier: 'Requests sent' },
    quotes: 'Quotes',
    contracts: 'Contracts',
    hours: 'Time to first quote, median',
    hoursText: (n) => (n < 1 ? 'under an hour' : `${n} h`),
    none: '–',
    nothing: 'Nothing has come in the last twelve weeks.',
  },
};
