import type { TallyKind } from '#domain/campaign/index.ts';

const number = (n: number) => new Intl.NumberFormat('sv').format(n);

/** Words of the page that shows how a newsletter leaves. */
export const sv = {
  title: 'Utskicket',
  progress: (done: number, all: number) => `${number(done)} av ${number(all)}`,
  done: 'Klara',
  left: 'Kvar',
  pace: 'Takt just nu',
  perSecond: (n: number) => `${number(Math.round(n * 10) / 10)} i sekunden`,
  ready: 'Klart om',
  minutes: (n: number) => (n <= 1 ? 'ungefär en minut' : `ungefär ${number(n)} minuter`),
  again: 'Försöks igen',
  againAt: (n: number, at: string) => `${number(n)}, nästa ${at}`,
  outcomes: 'Hur det har gått',
  outcome: {
    sent: 'Skickade',
    delayed: 'Försök som skjutits upp',
    refused: 'Nekade av mottagarens server',
    bounced: 'Adressen finns inte, prenumerationen avslutad',
    failed: 'Uppgivna efter sista försöket',
    spared: 'Avslutade eller pausade innan brevet gick',
  } as Readonly<Partial<Record<TallyKind, string>>>,
  waits: (at: string) => `Väntar till ${at} och försöker sedan igen. Ingens försök räknas bort.`,
  reason: {
    connect: 'Mejlservern svarar inte.',
    timeout: 'Mejlservern svarar för långsamt.',
    dns: 'Mejlserverns namn hittas inte.',
    tls: 'Det gick inte att få en krypterad förbindelse till mejlservern.',
    authentication: 'Mejlservern godtar inte vårt lösenord.',
    protocol: 'Mejlservern svarar så att vi inte förstår.',
    'sender-refused': 'Mejlservern tar inte emot brev från vår adress just nu.',
    'recipient-refused': 'Mejlservern skjuter upp alla mottagare just nu.',
    'message-refused':
      'Mejlservern nekar mottagare efter mottagare, och ingen räknas som nekad. Se över brevet och mejlserverns inställningar.',
    'recipients-unknown':
      'Mejlservern säger om alltför många att adressen inte finns, och ingen prenumeration har avslutats för det. Se över mejlserverns inställningar.',
    'bad-header':
      'Brevet går inte att skicka som det är skrivet. Ämnet kan ha tecken som inte går, eller nyckeln för DKIM är fel.',
  } as Readonly<Record<string, string>>,
  otherReason: 'Mejlservern tar inte emot brev just nu.',
  pause: 'Pausa',
  resume: 'Fortsätt',
  cancel: 'Avbryt',
  did: {
    paused: 'Pausat. Det som mejlservern redan hade i handen kom fram.',
    resumed: 'Det går vidare till dem som är kvar.',
    cancelled: 'Avbrutet. De som var kvar får inte brevet.',
  } as Readonly<Record<string, string>>,
  notAllowed: 'Det gick inte, för läget har ändrats. Så här är det nu.',
  question: {
    title: 'Avbryta utskicket?',
    text: (left: number, sent: number) =>
      `${number(left)} får då aldrig brevet, och det kan inte ångras. ${number(sent)} har redan fått det. Vill du bara stanna upp en stund: pausa i stället.`,
    yes: 'Avbryt för gott',
    no: 'Tillbaka',
  },
};
