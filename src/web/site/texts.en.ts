import type { sv } from './texts.sv.ts';

export const en = {
  home: {
    title: 'Quotes for your company’s contracts',
    description:
      'Allkontrakt brokers company contracts for electricity, telephony, insurance and five more services. You see who gets what before anything is sent.',
    heading: ['Ask once.', 'Get quotes from those you approved.'],
    lead: 'Allkontrakt brokers company contracts for electricity, telephony, insurance and five more services. Before anything is sent you see who gets what and when it disappears.',
    choose: 'Choose a service',
    exhibit: {
      title: 'One request, from start to end',
      sent: 'You press Send request',
      sentText: 'Only now is anything stored.',
      forwarded: 'Three suppliers receive what you saw',
      forwardedText: 'Nothing else. Never the IP address.',
      days: '13–17 March',
      quoted: 'Three quotes arrive',
      quotedText: (sum) => `Lowest: ${sum} per year.`,
      noContract: 'No contract?',
      erased: (day) => `Erased by ${day}`,
    },
    services: 'What does your company need?',
    how: 'Three steps, then the suppliers answer',
    steps: [
      {
        title: 'The need',
        text: 'Answer what is needed to make the quotes comparable. What is optional you can skip.',
      },
      {
        title: 'The company',
        text: 'Organisation number and how the suppliers reach you. Still nothing is stored.',
      },
      {
        title: 'Who gets what?',
        text: 'You see every supplier and every detail it receives. Untick those you don’t want to ask. Send.',
      },
    ],
    suppliers: 'The suppliers, service by service',
    suppliersText: 'A request goes only to those that have the service, and only if you leave the tick in place.',
    noService: 'No service yet',
    promises: 'When the data disappears',
    promisesText: 'The times are counted automatically, and you see your own date in the receipt.',
    noQuote: 'No quote? Then the request is erased.',
    noContract: 'A quote but no contract? Then it is erased too, counted from the request.',
    archived: 'A contract? Then the request lies in an archive few can read, and is then erased.',
    noCookies: ['0 cookies', 'The site measures no visits and sets no cookie until you log in.'],
    questions: 'Questions and answers',
    answers: [
      {
        id: 'contract',
        question: 'Who do I sign with?',
        answer:
          'Directly with the supplier you choose. Allkontrakt is not a party to the contract, and each supplier answers for the data it has received.',
      },
      {
        id: 'order',
        question: 'How are the quotes ordered?',
        answer:
          'By total cost per year, lowest first. If we receive commission it never affects the order. The formula stands beside each quote.',
      },
      {
        id: 'nobody',
        question: 'What if nobody answers?',
        answer:
          'If no quote has come within {noQuote} the request is erased. We tell you {notice} before, so that you have time to send a new one.',
      },
      {
        id: 'regret',
        question: 'Can I change my mind?',
        answer:
          'Yes. Write to {email} that you want to end it. The brokerage then stops, the suppliers are told and your data is erased.',
      },
      {
        id: 'calls',
        question: 'Will you call me?',
        answer: 'Only about your own open request. We never call to sell and never send advertising by text message.',
      },
    ],
  },
  contact: {
    title: 'Contact',
    description: 'Address, e-mail and how to use your rights.',
    lead: 'Write to us about the brokerage and about your data.',
    write: 'Write',
    visit: 'Post',
    company: 'Company',
    ongoing: 'Ongoing request',
    ongoingText: 'Questions about your quotes are easiest to ask on My page.',
    rights: 'Your rights',
    rightsText: (month) =>
      `One e-mail is enough. You need no special words and no reasons. You get an answer within ${month}.`,
    policy: 'Read the privacy policy',
    complain: 'Complain to the authority',
    complainText: 'If you think we do wrong you can complain to',
  },
  error: {
    403: {
      title: 'The form could not be received',
      text: 'It seems to have been sent from another page than ours. Open the page again and send it from there.',
    },
    404: {
      title: 'There is no such page',
      text: 'The address may be misspelt, or the page has moved. From here you can go on.',
    },
    409: {
      title: 'The form has already been sent',
      text: 'It was sent once with other details. Open the page again if you want to send it one more time.',
    },
    410: {
      title: 'The link no longer works',
      text: 'The links in our e-mails stop working after a while, and some can be used only once. That protects your data.',
    },
    429: {
      title: 'A few too many attempts',
      text: 'We slow down to protect the service. Wait a while and try again. What you wrote is still there if you go back.',
    },
    500: {
      title: 'Something went wrong on our side',
      text: 'The fault has been noted. Were you sending something and got no receipt? Go back and send again. It will still be one request only.',
    },
    503: {
      title: 'We can’t receive anything right now',
      text: 'Nothing has been stored. Go back in a while and send again.',
    },
    mine: 'Ask for a new link',
    supplier: 'Missing a link to a request? Write to us and we send a new one.',
    home: 'To the start page',
    services: 'See the services',
    contact: 'Contact us',
    reference: 'The fault’s number, if you get in touch:',
  },
} satisfies typeof sv;
