import { randomUUID } from 'node:crypto';
import type { Tx } from '#platform/db/index.ts';
import type { MailContent } from '#platform/mail/index.ts';
import type { Locale } from '#policy/text.ts';
import type { Context } from '../context.ts';
import { cancelled, type DeliveryKind, enqueue, oneByOne, type Renderer, sealMail } from '../delivery/index.ts';

/** What somebody who has declined the newsletter by mail is told: once, when it is done. */
export function withdrawnWords(locale: Locale): MailContent {
  const sv = locale === 'sv';
  const heading = sv ? 'Du är avregistrerad' : 'You are unsubscribed';
  const why = sv
    ? 'Du får det här mejlet för att någon bad om avregistrering från din adress. Det är det sista om saken.'
    : 'You get this e-mail because somebody asked to be unsubscribed from your address. It is the last one about it.';
  return {
    locale,
    subject: heading,
    heading,
    preheader: sv ? 'Vi skickar inga nyhetsbrev till adressen.' : 'We send no newsletter to the address.',
    blocks: [
      {
        p: sv
          ? 'Vi skickar inga nyhetsbrev till din adress. Ditt mejl är raderat hos oss; kvar är ett fingeravtryck av adressen, så att vi inte råkar skriva till dig igen.'
          : 'We send no newsletter to your address. Your e-mail has been erased with us; what is left is a fingerprint of the address, so that we don’t write to you again by mistake.',
      },
      {
        p: sv
          ? 'Har du en förfrågan hos oss fortsätter den som förut, och vi hör av oss om den.'
          : 'If you have a request with us, it goes on as before, and we will be in touch about it.',
      },
    ],
    footerReason: why,
  };
}

/** The address is nowhere but in this sealed mail, and gone when it has arrived. */
export async function confirmWithdrawal(ctx: Context, tx: Tx, to: string, locale: Locale): Promise<void> {
  const id = randomUUID();
  const sealed = sealMail(ctx, id, { kind: 'letter', to, content: withdrawnWords(locale) });
  await enqueue(ctx, tx, [{ id, kind: 'customer.withdrawn', leadId: null, subjectId: id, sealed }]);
}

export const inboxMessages = {
  // Always sealed: one without words has nothing to say.
  'customer.withdrawn': oneByOne(async () => cancelled('gone')),
} satisfies Partial<Record<DeliveryKind, Renderer>>;
