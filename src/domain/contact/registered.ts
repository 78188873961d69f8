import { formatValue, nameOf, questionsOf, serviceById } from '#catalog/index.ts';
import type { Block } from '#platform/mail/index.ts';
import { controller } from '#policy/controller.ts';
import type { Context } from '../context.ts';
import type { Lead } from '../lead/index.ts';
import { answersOf } from '../referral/index.ts';

/**
 * What the receipt says besides when one of ours registered the request: that it was, every answer as it was written down, and how to
 * correct it or object. A sole trader's number stays masked (D6).
 */
export function registeredBlocks(ctx: Context, lead: Lead): readonly Block[] {
  if (lead.registeredBy === null) return [];
  const sv = lead.locale === 'sv';
  const answers = answersOf(lead);
  const told = questionsOf(serviceById(lead.service)).filter((q) => answers[q.id] !== undefined);
  const phone = lead.source === 'phone';
  return [
    { h2: sv ? 'Det här skrev vi ner' : 'What we wrote down' },
    {
      p: sv
        ? `Du ${phone ? 'ringde' : 'mejlade'} oss, och vi lade in förfrågan åt dig. Läs igenom att allt stämmer.`
        : `You ${phone ? 'called' : 'e-mailed'} us, and we entered the request for you. Read through it to see that all is right.`,
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
