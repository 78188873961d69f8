/** Words of what staff do with a request for its customer: quotes, suppliers, closing, rights. */
export const sv = {
  done: {
    registered: 'Förfrågan är registrerad. Kunden får en bekräftelse med det du skrev.',
    again: 'Formuläret hade redan registrerats. Här är förfrågan.',
    quoted: 'Offerten är inlagd. Kunden får ett mejl inom tio minuter, och leverantören får veta att du lade in den.',
    corrected:
      'Rättelsen är inlagd. Kunden får ett mejl inom tio minuter, och leverantören får veta att du lade in den.',
    closed: 'Förfrågan är avslutad. Leverantörer som fått den får veta det.',
    reopened: 'Förfrågan är öppen igen.',
    lost: 'Det är noterat. Kunden kan välja en annan offert.',
    added: 'Leverantören är tillagd. Förfrågan går när de har öppet, och kunden får veta det.',
    'taken-back': 'Förfrågan är återtagen. Kunden får veta det.',
    restricted: 'Uppgifterna är begränsade.',
    lifted: 'Begränsningen är hävd.',
    withdrawn: 'Förfrågan är avslutad och raderas nu. Kunden får ett sista mejl.',
    contracted: 'Avtalet är noterat, och förfrågan arkiveras nu.',
    erased: 'Förfrågan raderas nu. Kunden får ett sista mejl.',
  } as Record<string, string>,
  missing: 'Fyll i allt som frågas.',
  unconfirmed: 'Kunden har ett ärende som hen inte har bekräftat än med länken i mejlet. Vänta på det.',
  happens: 'Det här händer',
  acts: {
    title: 'Vad som kan göras',
    closing: 'Avsluta',
    reopening: 'Öppna igen',
    outcome: 'Rapportera utfall',
    supplier: 'Lägg till leverantör',
    restriction: 'Begränsa',
    lift: 'Häv begränsningen',
    erasure: 'Radera',
  },
  /** What the customer's own page says to the customer, said of them. */
  seen: {
    because: (service: string) => `Har ${service}, godkänd av kunden`,
    takenBack: 'Återtagen',
    words: {
      added: 'Lades till efter att kunden sagt ja',
      'not-ticked': 'Kunden bockade av den',
      'existing-customer': 'Kunden finns redan där',
    } as Readonly<Record<string, string>>,
  },
  attempts: {
    title: 'Utskicken, försök för försök',
    caption: (name: string) => `Försök att nå ${name}`,
    first: 'Går',
    next: 'Nästa försök',
    head: { number: 'Nr', at: 'När', outcome: 'Utfall', status: 'Svar', ms: 'ms' },
  },
  closing: {
    title: 'Avsluta förfrågan',
    reason: 'Vad har kunden sagt?',
    reasons: {
      'no-contract': {
        label: 'Det blev inget avtal',
        hint: 'Den sparas tills dess tid är ute, och går att öppna igen.',
      },
      withdrawn: { label: 'Kunden vill inte fortsätta', hint: 'Allt om den raderas genast. Det går inte att ångra.' },
    },
    will: [
      'Det som väntar på att skickas stoppas.',
      'Leverantörer som fått förfrågan får veta att den är avslutad.',
      'Vill kunden ha sina uppgifter raderade: radera förfrågan i stället.',
    ],
    confirm: 'Avsluta förfrågan',
  },
  reopening: {
    title: 'Öppna förfrågan igen',
    will: [
      'Offerterna är öppna igen, och kunden kan välja.',
      'Leverantörer som fick den får ett mejl om att den är öppen. Det som aldrig hann iväg skickas nu.',
      'Kunden får ett mejl. Tiden då allt raderas är densamma som förut.',
    ],
    tick: 'Kunden vill fortsätta',
    confirm: 'Öppna igen',
  },
  outcome: {
    title: 'Rapportera utfall',
    what: 'Hur gick det?',
    contract: (name: string) => ({ label: `Avtal med ${name}`, hint: 'Förfrågan arkiveras genast.' }),
    lost: (name: string) => ({
      label: `Inget avtal med ${name}`,
      hint: 'Enligt leverantören. Kunden kan välja en annan.',
    }),
    none: { label: 'Inget avtal med någon', hint: 'Enligt kunden. Förfrågan avslutas.' },
    who: 'Vem har berättat det?',
    by: { customer: 'Kunden', supplier: 'Leverantören' },
    will: [
      'Bara kunden och leverantören vet om det blev avtal (P12). Skriv det de har sagt, inte det du tror.',
      'Ett avtal arkiveras: då läser bara arkivarien det, med ett skäl. De andra leverantörerna får veta att det är avgjort.',
    ],
    confirm: 'Rapportera',
  },
  channel: { label: 'Hur bad kunden om det?', mail: 'Per mejl', phone: 'Per telefon' },
  restriction: {
    title: 'Begränsa uppgifterna',
    will: [
      'Inget skickas, mejlas eller ändras förrän begränsningen hävs, och klockan står.',
      'Leverantörer som fått uppgifterna får veta det. Kunden får svar.',
      'Det blir ett ärende om rättigheter.',
    ],
    confirm: 'Begränsa',
  },
  lifting: {
    title: 'Häv begränsningen',
    will: [
      'Uppgifterna används som förut, och klockan går igen.',
      'Leverantörer som fått dem får veta det. Kunden får svar.',
      'Det blir ett ärende om rättigheter.',
    ],
    confirm: 'Häv begränsningen',
  },
  erasure: {
    title: 'Radera förfrågan',
    will: [
      'Förfrågan försvinner med svar, offerter, filer, anteckningar, uppgifter och mejl. Det går inte att ångra.',
      'Kunden får ett sista mejl, och det blir ett ärende om rättigheter.',
    ],
    told: (names: string) => `De här får besked om att radera: ${names}.`,
    confirm: 'Radera allt om den',
  },
  add: {
    title: 'Lägg till leverantör',
    lead: 'Leverantörer av tjänsten som kan ta emot den och inte har den.',
    nobody:
      'Ingen fler leverantör av tjänsten kan få den: ingen kan ta emot den just nu, eller så har den redan gått till fyra.',
    unticked: 'Kunden har inte godkänt den än',
    one: (name: string) => `Lägg till ${name}`,
    gets: (n: number) => `Får svaren på ${n} frågor`,
    will: (name: string, when: string | undefined) => [
      `${name} får förfrågan ${when ? `${when}, när de öppnar` : 'nu'}, med det som står ovan och inget mer.`,
      'Kunden får ett mejl om det, och kan be oss ta tillbaka den.',
    ],
    tick: (name: string) => `Kunden har sagt ja till att ${name} får uppgifterna`,
    confirm: 'Lägg till och skicka',
  },
  withdrawal: {
    button: 'Ta tillbaka',
    title: (name: string) => `Ta tillbaka förfrågan från ${name}`,
    will: ({ had, quoted }: { had: boolean; quoted: boolean }) => [
      had
        ? 'Leverantören får besked om att radera det den fått, och frågas igen tills den bekräftar.'
        : 'Den har inte kommit fram än: utskicket ställs in.',
      ...(quoted ? ['Offerten försvinner ur kundens jämförelse.'] : []),
      'Kunden får ett mejl. Leverantören kan inte få förfrågan igen.',
    ],
    confirm: 'Ta tillbaka',
  },
  back: 'Tillbaka utan att ändra',
  quote: {
    enter: 'Lägg in offert',
    correct: 'Rätta offerten',
    heading: 'Offerten',
    title: (supplier: string) => `Offert från ${supplier}`,
    lead: (supplier: string) =>
      `För ett svar som kom per mejl eller telefon. ${supplier} får ett mejl om att du lagt in den, och kan rätta den själv.`,
    entered: 'Inlagd av oss',
    never: 'Skriv bara det leverantören har sagt.',
  },
};
