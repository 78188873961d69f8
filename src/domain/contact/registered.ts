import { formatValue, nameOf, questionsOf, serviceById } from '#catalog/index.ts';
import type { Block } from '#platform/mail/index.ts';
import { controller } from '#policy/controller.ts';
import type { Context } from '../context.ts';
import type { Lead } from '../lead/index.ts';
import { answersOf } from '../referral/index.ts';

const check = { sv: 'Läs igenom att allt stämmer.', en: 'Read through it to see that all is right.' };
const how = {
  phone: {
    sv: `Du ringde oss, och vi lade in förfrågan åt dig. ${check.sv}`,
    en: `You called us, and we entered the request for you. ${check.en}`,
  },
  email: {
    sv: `Du mejlade oss, och vi lade in förfrågan åt dig. ${check.sv}`,
    en: `You e-mailed us, and we entered the request for you. ${check.en}`,
  },
  api: {
    sv: `Du lämnade uppgifterna i ett annat system, som skickade dem hit åt dig. ${check.sv}`,
    en: `You gave the data in another system, which sent it here for you. ${check.en}`,
  },
  site: {
    sv: `Du fyllde i ett formulär på en annan sajt, som skickade det hit åt dig. ${check.sv}`,
    en: `You filled in a form on another site, which sent it here for you. ${check.en}`,
  },
} as const;

/**
 * What the receipt says besides when the request didn't come by our own form: how it did, every answer as it was written down or read, and
 * how to correct it or object. A sole trader's number stays masked (D6).
 */
export function registeredBlocks(ctx: Context, lead: Lead): readonly Block[] {
  if (lead.registeredBy === null && lead.sourceId === null) return [];
  const sv = lead.locale === 'sv';
  const answers = answersOf(lead);
  const told = questionsOf(serviceById(lead.service)).filter((q) => answers[q.id] !== undefined);
  return [
    {
      h2: lead.sourceId ? (sv ? 'Det här fick vi' : 'What we got') : sv ? 'Det här skrev vi ner' : 'What we wrote down',
    },
    {
      p: how[lead.source as keyof typeof how]?.[lead.locale] ?? how.site[lead.locale],
    },
    { facts: told.map((q) => ({ label: nameOf(q, lead.locale), value: formatValue(q, answers[q.id]!, lead.locale) })) },
    {
      p: [
        sv
          ? 'Stämmer något inte, eller vill du inte att vi förmedlar? '
          : 'Is something wrong, or don’t you want us to broker? ',
        {
          link: {
            label: sv ? 'Rätta, invänd eller radera på Min sida' : 'Correct, object or erase on My page',
            url: ctx.links.request(lead.locale, lead.reference),
          },
        },
        sv ? `, eller svara på mejlet till ${controller.email}.` : `, or answer this e-mail to ${controller.email}.`,
      ],
    },
  ];
}
