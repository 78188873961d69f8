import type { Renderer } from '../delivery/index.ts';
import { about, pick } from './messages.ts';

/** What suppliers are told of that staff have done for a request. Never anything about the customer. */
export const supplierWorkMessages = {
  'supplier.quote-entered': about(
    (r, service) =>
      pick(
        r,
        {
          subject: `Vi har lagt in er offert, ${r.reference}`,
          preheader: 'Kontrollera att den stämmer.',
          text: `Ni har svarat på förfrågan om ${service} per mejl eller telefon, och vi har lagt in offerten åt er. Öppna länken och kontrollera den. Ni kan rätta den eller dra tillbaka den tills kunden har valt.`,
          button: 'Kontrollera offerten',
        },
        {
          subject: `We have entered your quote, ${r.reference}`,
          preheader: 'Check that it is right.',
          text: `You have answered the request for ${service} by e-mail or phone, and we have entered the quote for you. Open the link and check it. You can correct or withdraw it until the customer has chosen.`,
          button: 'Check the quote',
        },
      ),
    (state) => state === 'quoted',
  ),
  'supplier.reopened': about(
    (r, service) =>
      pick(
        r,
        {
          subject: `Förfrågan är öppen igen, ${r.reference}`,
          preheader: 'Kunden vill fortsätta.',
          text: `Kunden vill fortsätta med förfrågan om ${service}, som vi skrev att den var avslutad. Öppna länken för att se uppgifterna och lämna eller rätta er offert.`,
          button: 'Öppna förfrågan',
        },
        {
          subject: `The request is open again, ${r.reference}`,
          preheader: 'The customer wants to go on.',
          text: `The customer wants to go on with the request for ${service}, which we wrote was closed. Open the link to see the answers and give or correct your quote.`,
          button: 'Open the request',
        },
      ),
    (state) => state === 'sent' || state === 'quoted',
  ),
} satisfies Record<string, Renderer>;
