/** Words of the API's answers. What is wrong with an answer is said in the words of the form. */
export const sv = {
  problems: {
    unauthorized: {
      title: 'Nyckeln saknas eller gäller inte',
      detail:
        'Skicka intagsnyckeln i huvudet Authorization, som «Bearer ak_…». Den som sköter konsolen gör en under «Källor».',
    },
    origin: {
      title: 'Sajten får inte anropa härifrån',
      detail:
        'Sajten som anropet kommer från står inte i inställningen API_ORIGINS. Anropa från din server, eller be oss lägga till sajten.',
    },
    'not-found': { title: 'Finns inte', detail: 'Adressen finns inte. Alla adresser står i /api/v1/openapi.json.' },
    'not-allowed': {
      title: 'En annan metod',
      detail: 'Adressen finns, och tar emot det som huvudet Allow räknar upp.',
    },
    'media-type': {
      title: 'Inte JSON',
      detail: 'Skicka kroppen som JSON i UTF-8, med huvudet Content-Type: application/json.',
    },
    'too-large': { title: 'För stor', detail: 'Kroppen får vara högst 64 kB.' },
    malformed: { title: 'Går inte att läsa', detail: 'Kroppen är inte giltig JSON i UTF-8.' },
    'key-missing': {
      title: 'Idempotensnyckel saknas',
      detail:
        'Skicka huvudet Idempotency-Key med 8 till 200 tecken, ett nytt för varje förfrågan och samma när du försöker igen.',
    },
    'key-reused': {
      title: 'Nyckeln är redan använd',
      detail:
        'Samma Idempotency-Key har använts för en annan förfrågan. Ta en ny nyckel om det här är en ny förfrågan.',
    },
    invalid: {
      title: 'Något behöver rättas',
      detail: 'Förfrågan är inte sparad. Rätta det som står i errors och skicka igen.',
    },
    'rate-limited': {
      title: 'För många förfrågningar',
      detail:
        'Förfrågan är inte sparad. Vänta så länge som huvudet Retry-After säger och skicka igen med samma Idempotency-Key.',
    },
    failed: {
      title: 'Ett fel hos oss',
      detail:
        'Det är inte säkert att något är sparat. Skicka igen med samma Idempotency-Key; blir det fel igen, skriv till oss med referensen, som står i vår logg.',
    },
    unavailable: {
      title: 'Kunde inte sparas',
      detail: 'Förfrågan är inte sparad. Skicka igen om en stund med samma Idempotency-Key.',
    },
  },
  faults: {
    body: 'Skicka ett objekt',
    service: 'Skriv en av tjänsterna',
    locale: 'Skriv sv eller en',
    suppliers: 'Skriv minst en leverantör, med det id som /api/v1/services/{service}/suppliers ger',
    told: 'Måste vara true: kunden ska ha fått se vem som får vad, och policyn, innan förfrågan skickas',
    company: 'Skriv ett objekt med frågorna om företaget',
    answers: 'Skriv ett objekt med svaren på tjänstens frågor',
    unknown: 'Okänt fält, ta bort det',
    supplier: 'Tar inte emot förfrågningar om tjänsten just nu',
  },
};
