/** Words of what staff do with a request for its customer: quotes, suppliers, closing, rights. */
export const sv = {
  done: {
    registered: 'Förfrågan är registrerad. Kunden får en bekräftelse med det du skrev.',
    again: 'Formuläret hade redan registrerats. Här är förfrågan.',
    quoted: 'Offerten är inlagd. Kunden får ett mejl inom tio minuter, och leverantören får veta att du lade in den.',
    corrected:
      'Rättelsen är inlagd. Kunden får ett mejl inom tio minuter, och leverantören får veta att du lade in den.',
  } as Record<string, string>,
  back: 'Tillbaka utan att ändra',
  quote: {
    enter: 'Lägg in offert',
    correct: 'Rätta offerten',
    title: (supplier: string) => `Offert från ${supplier}`,
    lead: (supplier: string) =>
      `För ett svar som kom per mejl eller telefon. ${supplier} får ett mejl om att du lagt in den, och kan rätta den själv.`,
    entered: 'Inlagd av oss',
    never: 'Skriv bara det leverantören har sagt.',
  },
};
