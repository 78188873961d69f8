import type { sv } from './lead-work.texts.sv.ts';

export const en = {
  done: {
    registered: 'The request is registered. The customer gets a confirmation with what you wrote.',
    again: 'The form had already been registered. Here is the request.',
    quoted:
      'The quote is entered. The customer gets an e-mail within ten minutes, and the supplier is told that you entered it.',
    corrected:
      'The correction is entered. The customer gets an e-mail within ten minutes, and the supplier is told that you entered it.',
    closed: 'The request is closed. Suppliers that have received it are told.',
    reopened: 'The request is open again.',
    lost: 'It is noted. The customer can choose another quote.',
    added: 'The supplier is added. The request goes when they are open, and the customer is told.',
    'taken-back': 'The request is taken back. The customer is told.',
    restricted: 'The data is restricted.',
    lifted: 'The restriction is lifted.',
    withdrawn: 'The request is closed and is being erased. The customer gets a last e-mail.',
    contracted: 'The contract is noted, and the request is being archived.',
    erased: 'The request is being erased. The customer gets a last e-mail.',
  },
  missing: 'Fill in all that is asked.',
  unconfirmed: 'The customer has a case that they have not confirmed by the link in the e-mail. Wait for that.',
  happens: 'This will happen',
  acts: {
    title: 'What can be done',
    closing: 'Close',
    reopening: 'Open again',
    outcome: 'Report the outcome',
    supplier: 'Add a supplier',
    restriction: 'Restrict',
    lift: 'Lift the restriction',
    erasure: 'Erase',
  },
  seen: {
    because: (service) => `Has ${service}, approved by the customer`,
    takenBack: 'Taken back',
    words: {
      added: 'Added after the customer agreed',
      'not-ticked': 'The customer unticked it',
      'existing-customer': 'The customer is there already',
    },
  },
  attempts: {
    title: 'What was sent, attempt by attempt',
    caption: (name: string) => `Attempts to reach ${name}`,
    first: 'Goes',
    next: 'Next attempt',
    head: { number: 'No.', at: 'When', outcome: 'Outcome', status: 'Answer', ms: 'ms' },
  },
  closing: {
    title: 'Close the request',
    reason: 'What has the customer said?',
    reasons: {
      'no-contract': {
        label: 'There was no contract',
        hint: 'It is kept until its time is up, and can be opened again.',
      },
      withdrawn: {
        label: 'The customer doesn’t want to go on',
        hint: 'Everything about it is erased at once. It can’t be undone.',
      },
    },
    will: [
      'What waits to be sent is stopped.',
      'Suppliers that have received the request are told that it is closed.',
      'If the customer wants the data erased: erase the request instead.',
    ],
    confirm: 'Close the request',
  },
  reopening: {
    title: 'Open the request again',
    will: [
      'The quotes are open again, and the customer can choose.',
      'Suppliers that got it are mailed that it is open. What had never left is sent now.',
      'The customer gets an e-mail. The time when everything is erased is the same as before.',
    ],
    tick: 'The customer wants to go on',
    confirm: 'Open again',
  },
  outcome: {
    title: 'Report the outcome',
    what: 'How did it go?',
    contract: (name: string) => ({ label: `A contract with ${name}`, hint: 'The request is archived at once.' }),
    lost: (name: string) => ({
      label: `No contract with ${name}`,
      hint: 'Says the supplier. The customer can choose another.',
    }),
    none: { label: 'No contract with anybody', hint: 'Says the customer. The request is closed.' },
    who: 'Who has told us?',
    by: { customer: 'The customer', supplier: 'The supplier' },
    will: [
      'Only the customer and the supplier know whether there was a contract (P12). Write what they have said, not what you think.',
      'A contract is archived: then only the archivist reads it, with a reason. The other suppliers are told that it is settled.',
    ],
    confirm: 'Report',
  },
  channel: { label: 'How did the customer ask for it?', mail: 'By e-mail', phone: 'By phone' },
  restriction: {
    title: 'Restrict the data',
    will: [
      'Nothing is sent, mailed or changed until the restriction is lifted, and the clock stands still.',
      'Suppliers that have received the data are told. The customer gets an answer.',
      'It becomes a rights case.',
    ],
    confirm: 'Restrict',
  },
  lifting: {
    title: 'Lift the restriction',
    will: [
      'The data is used as before, and the clock runs again.',
      'Suppliers that have received it are told. The customer gets an answer.',
      'It becomes a rights case.',
    ],
    confirm: 'Lift the restriction',
  },
  erasure: {
    title: 'Erase the request',
    will: [
      'The request goes, with answers, quotes, files, notes, tasks and e-mails. It can’t be undone.',
      'The customer gets a last e-mail, and it becomes a rights case.',
    ],
    told: (names: string) => `These are told to erase: ${names}.`,
    confirm: 'Erase everything about it',
  },
  add: {
    title: 'Add a supplier',
    lead: 'Suppliers of the service that can receive it and don’t have it.',
    nobody:
      'No other supplier of the service can get it: none can receive it right now, or it has gone to four already.',
    unticked: 'The customer has not approved it yet',
    one: (name: string) => `Add ${name}`,
    gets: (n: number) => `Gets the answers to ${n} questions`,
    will: (name: string, when: string | undefined) => [
      `${name} gets the request ${when ? `${when}, when they open` : 'now'}, with what is written above and nothing more.`,
      'The customer is told by e-mail, and can ask us to take it back.',
    ],
    tick: (name: string) => `The customer has agreed that ${name} gets the data`,
    confirm: 'Add and send',
  },
  withdrawal: {
    button: 'Take back',
    title: (name: string) => `Take the request back from ${name}`,
    will: ({ had, quoted }: { had: boolean; quoted: boolean }) => [
      had
        ? 'The supplier is told to erase what it has received, and asked again until it confirms.'
        : 'It has not arrived yet: the delivery is cancelled.',
      ...(quoted ? ['The quote leaves the customer’s comparison.'] : []),
      'The customer gets an e-mail. The supplier can’t get the request again.',
    ],
    confirm: 'Take back',
  },
  back: 'Back without changing',
  quote: {
    enter: 'Enter a quote',
    correct: 'Correct the quote',
    heading: 'The quote',
    title: (supplier: string) => `Quote from ${supplier}`,
    lead: (supplier: string) =>
      `For an answer that came by e-mail or phone. ${supplier} gets an e-mail that you have entered it, and can correct it.`,
    entered: 'Entered by us',
    never: 'Write only what the supplier has said.',
  },
} satisfies typeof sv;
