/** Words of the API's reference. */
export const sv = {
  title: 'Förfrågningar från andra system',
  lead: 'Skicka förfrågningar hit från ett eget formulär, ett kundsystem eller en app. Frågorna, reglerna och löftena är desamma som i formuläret på sajten.',
  contents: 'Innehåll',
  description: 'Maskinläsbar beskrivning, OpenAPI 3.1',
  key: 'Nyckel',
  keyText: [
    'Varje system har en egen intagsnyckel. Den görs i konsolen under «Källor», visas en gång och går att byta utan avbrott: den gamla gäller ett dygn bredvid den nya.',
    'Skicka den i huvudet Authorization. Lägg den på en server, aldrig i en sida som andra kan läsa. Ska en webbsida anropa direkt måste sajten stå i inställningen API_ORIGINS.',
  ],
  send: 'Skicka en förfrågan',
  sendText:
    'Svaret 201 betyder att förfrågan är sparad. Den går vidare till leverantörerna, och kunden får ett kvitto med e-post. Ett exempel:',
  answer: 'Svaret',
  again: 'Försök igen',
  againText: [
    'Idempotency-Key hittar du själv på: ny för varje förfrågan, samma när du försöker igen. Samma nyckel med samma innehåll ger samma svar och ingen ny förfrågan. Samma nyckel med annat innehåll ger 409.',
    'Får du inget svar, 429 eller 503, är det bara att skicka igen. Nyckeln sparas som fingeravtryck.',
  ],
  told: 'Vad kunden ska få se',
  toldText: [
    'Kunden väljer själv vilka leverantörer som får förfrågan, och ska se vem som får vad innan den skickas. Hämta leverantörerna och texten så här, visa dem och låt kunden bocka av:',
    'Med «told»: true säger du att du har gjort det och länkat till policyn. Det skrivs i händelseloggen.',
  ],
  problems: 'Fel',
  problemsText:
    'Fel följer RFC 9457. Varje fält som behöver rättas står i errors med en JSON-pekare. Skriver du sv först i Accept-Language får du felen på svenska.',
  limits: 'Gränser',
  limitsText: (perHour: number) =>
    `Högst ${perHour} förfrågningar i timmen för varje nyckel och tio om dygnet till samma e-postadress. Kroppen får vara högst 64 kB.`,
  company: 'Om företaget',
  companyText: 'Samma frågor för alla tjänster, under company.',
  services: 'Tjänsterna',
  servicesText: 'Varje tjänst har egna frågor, under answers.',
  head: { field: 'Fält', type: 'Typ', about: 'Vad' },
  required: 'krävs',
  onlyIf: (field: string, values: string) => `Bara om ${field} är ${values}.`,
  example: 'Exempel',
  types: {
    integer: 'heltal',
    number: 'tal',
    text: 'text',
    boolean: 'true eller false',
    date: 'datum, ÅÅÅÅ-MM-DD',
    months: 'lista med tolv tal',
    list: 'lista med',
  },
  upTo: (n: string) => `högst ${n} tecken`,
  between: (min: string, max: string) => `${min} till ${max}`,
};
