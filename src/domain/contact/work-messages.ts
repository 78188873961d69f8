import type { Block } from '#platform/mail/index.ts';
import type { Renderer } from '../delivery/index.ts';
import type { Lead } from '../lead/index.ts';
import { heldOf, referralsOf } from '../referral/index.ts';
import { toCustomer } from './messages.ts';

/** What a customer is told of that staff have done with its request (P13). */
const about = (
  words: (
    lead: Lead,
    supplier: string,
    when: string | undefined,
  ) => { subject: string; preheader: string; text: string },
): Renderer =>
  toCustomer(async (ctx, db, lead, _say, delivery) => {
    const referral = (await referralsOf(db, lead.id)).find((r) => r.id === delivery.referralId);
    if (delivery.referralId && !referral) return 'gone';
    const { subject, preheader, text } = words(
      lead,
      referral?.name ?? '',
      heldOf(referral ? [referral] : [], ctx.clock.now(), lead.locale)[0]?.when,
    );
    const button: Block = {
      button: {
        label: lead.locale === 'sv' ? 'Se vem som fått vad' : 'See who got what',
        url: ctx.links.request(lead.locale, lead.reference),
      },
    };
    return { subject, preheader, blocks: [{ p: text }, button] };
  });

export const customerWorkMessages = {
  'customer.supplier-added': about((lead, supplier, when) =>
    lead.locale === 'sv'
      ? {
          subject: `${supplier} får din förfrågan ${lead.reference}`,
          preheader: 'Som du bad om.',
          text: `Du har sagt till oss att även ${supplier} får ge dig en offert, så förfrågan går ${when ? `dit ${when}, när de öppnar` : 'nu dit'}. På Min sida ser du exakt vilka uppgifter de får. Stämmer det inte? Svara på mejlet, så tar vi tillbaka den.`,
        }
      : {
          subject: `${supplier} gets your request ${lead.reference}`,
          preheader: 'As you asked.',
          text: `You have told us that ${supplier}, too, may give you a quote, so the request ${when ? `goes there ${when}, when they open` : 'now goes there'}. My page shows exactly which data they get. Not right? Answer this e-mail, and we take it back.`,
        },
  ),
  'customer.supplier-withdrawn': about((lead, supplier) =>
    lead.locale === 'sv'
      ? {
          subject: `${supplier} har inte längre din förfrågan ${lead.reference}`,
          preheader: 'Vi har tagit tillbaka den.',
          text: `Vi har tagit tillbaka förfrågan från ${supplier}. Hann de få den har vi bett dem att radera uppgifterna. Hade de lämnat en offert finns den inte längre i jämförelsen. De andra leverantörerna påverkas inte.`,
        }
      : {
          subject: `${supplier} no longer has your request ${lead.reference}`,
          preheader: 'We have taken it back.',
          text: `We have taken the request back from ${supplier}. If they had got it, we have asked them to erase the data. If they had given a quote, it is no longer in the comparison. The other suppliers are not affected.`,
        },
  ),
  'customer.reopened': about((lead) =>
    lead.locale === 'sv'
      ? {
          subject: `Din förfrågan ${lead.reference} är öppen igen`,
          preheader: 'Som du bad om.',
          text: 'Du har sagt till oss att du vill fortsätta, så förfrågan är öppen igen. Leverantörerna som hade den får veta det. Tiden då den raderas är densamma som förut.',
        }
      : {
          subject: `Your request ${lead.reference} is open again`,
          preheader: 'As you asked.',
          text: 'You have told us that you want to go on, so the request is open again. The suppliers that had it are told. The time when it is erased is the same as before.',
        },
  ),
} satisfies Record<string, Renderer>;
