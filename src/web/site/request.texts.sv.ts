/** Words of the request form and its receipt. */
export const sv = {
  services: 'Tjänster',
  start: 'Start',
  steps: { need: 'Behov', company: 'Företag', send: 'Skicka' },
  company: 'Vilket företag, och vem når vi?',
  companyLead: 'Leverantörerna behöver veta vem de ger offert till.',
  toCompany: 'Fortsätt till företaget',
  toReview: 'Fortsätt till «Vem får vad?»',
  send: 'Skicka förfrågan',
  sending: 'Skickar …',
  back: 'Tillbaka',
  edit: 'Ändra',
  nothingStored: 'Ingenting är sparat än. Det händer först när du trycker på «Skicka förfrågan» i steg 3.',
  goodToKnow: 'Bra att veta',
  haveReady: 'Ha framme',
  goesTo: 'Går till',
  goesToValue: 'Dem du godkänner i steg 3',
  withoutQuote: 'Utan offert',
  withoutQuoteValue: (period: string) => `Raderas efter ${period}`,
  order: 'Ordning',
  orderValue: 'Lägst kostnad per år först. Provision påverkar den aldrig.',
  excludes: 'Ingår inte',
  ratherMail: 'Hellre mejla? Skriv till',
  ratherMailEnd: 'så lägger vi in förfrågan åt dig och noterar att den kom med e-post.',
  who: 'Vem får vad?',
  whoLead: (n: number, service: string) =>
    n === 1
      ? `En leverantör hos oss tar emot förfrågningar om ${service}. Den får exakt de uppgifter som står här, och ingenting mer.`
      : `${n} leverantörer hos oss tar emot förfrågningar om ${service}. Bocka av dem du inte vill fråga. De får exakt de uppgifter som står här, och ingenting mer.`,
  whoMost: (most: number) =>
    `En förfrågan går till högst ${most}. Lämnar du fler ikryssade turas de om, och «Min sida» visar vilka det blev och varför.`,
  whoNone: 'Ingen leverantör kan ta emot förfrågningar om det här just nu. Mejla oss så hör vi av oss när det går.',
  yourAnswers: 'Dina svar',
  willBeStored: 'Nu sparas förfrågan. Kommer ingen offert',
  erasedOn: (date: string) => `raderas den ${date}`,
  toldBefore: 'Vi säger till tre dagar innan.',
  errors: {
    tickOne: 'Lämna minst en leverantör ikryssad',
    suppliers: 'Leverantörer',
    tooFast: 'Det gick väldigt fort. Läs igenom en gång till och skicka sedan.',
    stale: 'Formuläret har legat öppet länge. Dina svar står kvar: läs igenom och skicka igen.',
    honeypot:
      'Ett dolt fält var ifyllt, så förfrågan skickades inte. Det brukar bero på automatisk ifyllning. Skicka igen, eller mejla oss.',
    wording:
      'Texten vid rutan om nyhetsbrevet har ändrats sedan du öppnade sidan. Läs den, kryssa i igen om du vill ha det, och skicka.',
    rateLimited:
      'Det har kommit många förfrågningar härifrån på kort tid. Dina svar står kvar: vänta en stund och skicka igen, eller mejla oss.',
    keyReused:
      'Den här förfrågan är redan skickad med andra svar. Vill du skicka en till? Tryck på «Skicka förfrågan» igen.',
    unavailable:
      'Förfrågan kunde inte sparas just nu. Dina svar står kvar: försök igen om en stund. Ingenting har skickats.',
  },
  receipt: {
    title: 'Tack, förfrågan är sparad',
    joinedTitle: 'Företaget har redan en öppen förfrågan',
    lead: (reference: string) => `Spara numret: ${reference}. Kvittot kommer också med e-post.`,
    joinedSame: (reference: string, date: string) =>
      `Vi lade ihop den med ${reference} från ${date}, eftersom den gäller samma tjänst. Leverantörer som du lade till nu får den också.`,
    joinedOther: (date: string) =>
      `En kollega skickade en förfrågan om samma tjänst ${date}. Vi lade ihop dem, så att leverantörerna inte får den två gånger. Fråga kollegan eller mejla oss om offerterna.`,
    happens: 'Vad händer nu?',
    sent: 'Förfrågan sparad',
    forwarded: 'Skickas vidare till',
    forwardedNow: 'Nu',
    held: 'Skickas när de öppnar',
    forwardedLater: 'När någon kan ta emot',
    quotes: 'Offerterna kommer till Min sida',
    quotesText: 'Du får ett mejl när det finns något att jämföra.',
    quotesWhen: 'Sedan',
    gone: (date: string) => `Raderas ${date}`,
    goneWhen: 'Kommer ingen offert',
    goneText: 'Vi säger till tre dagar innan.',
    mine: 'Öppna Min sida',
    mineText: 'Skriv din e-postadress där, så mejlar vi en länk som loggar in dig.',
    another: 'Fråga om något annat',
    print: 'Skriv ut kvittot',
    reference: 'Nummer',
    service: 'Tjänst',
    received: 'Mottagen',
    ticked: 'Leverantörer du godkände',
  },
};
