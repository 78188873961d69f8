import { randomUUID } from 'node:crypto';
import type { Tx } from '#platform/db/index.ts';
import type { MailContent } from '#platform/mail/index.ts';
import type { Locale } from '#policy/text.ts';
import type { Context } from '../context.ts';
import { cancelled, type DeliveryKind, enqueue, oneByOne, type Renderer, sealMail } from '../delivery/index.ts';

/** What somebody who has declined the newsletter by mail is told: once, when it is done. @param kept whether their mail says more, and somebody reads it */
export function withdrawnWords(ctx: Pick<Context, 'links'>, locale: Locale, kept: boolean): MailContent {
  const sv = locale === 'sv';
  const heading = sv ? 'Du är avregistrerad' : 'You are unsubscribed';
  const why = sv
    ? 'Du får det här mejlet för att någon bad om avregistrering från din adress. Det är det sista om saken.'
    : 'You get this e-mail because somebody asked to be unsubscribed from your address. It is the last one about it.';
  const mail = kept
    ? sv
      ? 'Av adressen sparar vi ett fingeravtryck, så att vi inte råkar skriva till dig igen. Ditt mejl kan gälla mer än nyhetsbrevet, så någon av oss läser det.'
      : 'Of the address we keep a fingerprint, so that we don’t write to you again by mistake. Your e-mail may be about more than the newsletter, so one of us reads it.'
    : sv
      ? 'Ditt mejl är raderat hos oss; kvar är ett fingeravtryck av adressen, så att vi inte råkar skriva till dig igen.'
      : 'Your e-mail has been erased with us; what is left is a fingerprint of the address, so that we don’t write to you again by mistake.';
  return {
    locale,
    subject: heading,
    heading,
    preheader: sv ? 'Vi skickar inga nyhetsbrev till adressen.' : 'We send no newsletter to the address.',
    blocks: [
      { p: `${sv ? 'Vi skickar inga nyhetsbrev till din adress.' : 'We send no newsletter to your address.'} ${mail}` },
      {
        p: [
          sv
            ? 'Har du en förfrågan hos oss fortsätter den som förut, och vi hör av oss om den. '
            : 'If you have a request with us, it goes on as before, and we will be in touch about it. ',
          {
            link: {
              label: sv ? 'Vill du avsluta den gör du det på Min sida' : 'If you want to end it, do so on My page',
              url: ctx.links.mine(locale),
            },
          },
          '.',
        ],
      },
    ],
    footerReason: why,
  };
}

/** The address is nowhere but in this sealed mail, and gone when it has arrived. */
export async function confirmWithdrawal(
  ctx: Context,
  tx: Tx,
  to: string,
  locale: Locale,
  kept: 'kept' | 'erased',
): Promise<void> {
  const id = randomUUID();
  const content = withdrawnWords(ctx, locale, kept === 'kept');
  const sealed = sealMail(ctx, id, { kind: 'letter', to, content });
  await enqueue(ctx, tx, [{ id, kind: 'customer.withdrawn', leadId: null, subjectId: id, sealed }]);
}

export const inboxMessages = {
  // Always sealed: one without words has nothing to say.
  'customer.withdrawn': oneByOne(async () => cancelled('gone')),
} satisfies Partial<Record<DeliveryKind, Renderer>>;
