import { formatDate } from '#catalog/index.ts';
import type { Db } from '#platform/db/index.ts';
import type { MailContent } from '#platform/mail/index.ts';
import { periodText } from '#policy/period.ts';
import { retention } from '#policy/retention.ts';
import type { Locale } from '#policy/text.ts';
import type { Context } from '../context.ts';
import { cancelled, type Delivery, type DeliveryKind, mailTo, oneByOne, type Renderer } from '../delivery/index.ts';
import { issueConfirmToken } from './actions.ts';
import { endHeaders, endToken, preferencesToken } from './newsletter.ts';
import { consentsOf, type Subscriber, subscriberById } from './queries.ts';

type Kind = Extract<DeliveryKind, `subscriber.${string}`>;

/** A mail to a subscriber as it is when it leaves: what no longer holds by then is not sent. */
const toSubscriber = (
  state: Subscriber['state'],
  write: (ctx: Context, db: Db, to: Subscriber) => Promise<MailContent> | MailContent,
): Renderer =>
  oneByOne(async (ctx, db, delivery: Delivery) => {
    const to = delivery.subjectId ? await subscriberById(db, delivery.subjectId) : undefined;
    if (!to) return cancelled('gone');
    if (to.restrictedAt) return cancelled('restricted');
    if (to.state !== state) return cancelled('state-changed');
    const mail = await mailTo(to.email, await write(ctx, db, to));
    // Before it is confirmed there is nothing to end: whoever does nothing gets nothing.
    return mail.kind === 'mail' && state === 'confirmed' ? { ...mail, headers: endHeaders(ctx, to.id) } : mail;
  });

const say = (locale: Locale) => (sv: string, en: string) => (locale === 'sv' ? sv : en);

async function confirmWords(ctx: Context, db: Db, to: Subscriber): Promise<MailContent> {
  const { locale } = to;
  const t = say(locale);
  const period = periodText(retention['subscriber.unconfirmed'].period, locale);
  const subject = t('Bekräfta att du vill ha nyhetsbrevet', 'Confirm that you want the newsletter');
  const ours = to.channel === 'phone' || to.channel === 'mail' || to.channel === 'meeting';
  // Whoever is in a list sees what is stated of them: a false statement shows.
  const [proof] = to.channel === 'import' ? await consentsOf(db, to.id) : [];
  const said = proof?.stated && { where: proof.stated, when: formatDate(proof.givenAt, locale) };
  return {
    locale,
    subject,
    preheader: t('Vi skickar inget förrän du har bekräftat.', 'We send nothing until you have confirmed.'),
    heading: subject,
    blocks: [
      ...(said
        ? [
            {
              p: t(
                `Enligt våra anteckningar har du sagt ja till nyhetsbrevet: «${said.where}», ${said.when}.`,
                `According to our notes you have said yes to the newsletter: “${said.where}”, ${said.when}.`,
              ),
            },
          ]
        : []),
      {
        p: t(
          'Öppna länken och tryck på knappen där. Vi skickar inget nyhetsbrev förrän du har gjort det.',
          'Open the link and press the button there. We send no newsletter until you have.',
        ),
      },
      {
        button: {
          label: t('Bekräfta anmälan', 'Confirm the sign-up'),
          url: ctx.links.newsletterConfirm(locale, await issueConfirmToken(ctx, db, to.id)),
        },
      },
      {
        gone: t(
          `Bekräftar du inte raderas anmälan efter ${period}.`,
          `If you don’t confirm it, the sign-up is erased after ${period}.`,
        ),
      },
      {
        p: [
          {
            muted: t(
              'Var det inte du? Då behöver du inte göra något.',
              'Wasn’t it you? Then you need not do anything.',
            ),
          },
        ],
      },
    ],
    footerReason: ours
      ? t(
          'Du får mejlet för att du bad någon hos oss om nyhetsbrevet.',
          'You get this e-mail because you asked one of us for the newsletter.',
        )
      : said
        ? t(
            'Du får mejlet för att din adress stod i en lista över dem som sagt ja till nyhetsbrevet.',
            'You get this e-mail because your address stood in a list of those who have said yes to the newsletter.',
          )
        : t(
            'Du får mejlet för att någon anmälde din adress till nyhetsbrevet.',
            'You get this e-mail because somebody signed your address up for the newsletter.',
          ),
  };
}

function subscribedWords(
  ctx: Context,
  to: Subscriber,
  words: { subject: string; lead: string; reason: string },
): MailContent {
  const { locale } = to;
  const t = say(locale);
  const { subject, lead, reason } = words;
  const end = ctx.links.newsletterEnd(locale, endToken(ctx.vault, to.id));
  return {
    locale,
    subject,
    preheader: lead,
    heading: subject,
    blocks: [
      { p: lead },
      {
        button: {
          label: t('Välj vad du vill läsa om', 'Choose what to read about'),
          url: ctx.links.newsletterPreferences(locale, preferencesToken(ctx, to.id)),
        },
      },
      {
        p: [
          t('Vill du inte ha det längre? ', 'Don’t want it any more? '),
          { link: { label: t('Avsluta här', 'End it here'), url: end } },
          t('. Då raderas dina uppgifter direkt.', '. Your data is then erased at once.'),
        ],
      },
    ],
    footerReason: reason,
  };
}

/** Words to those who have asked for the newsletter. The newsletter itself has a way of its own. */
export const subscriberMessages: Readonly<Record<Kind, Renderer>> = {
  'subscriber.confirm': toSubscriber('pending', confirmWords),
  'subscriber.welcome': toSubscriber('confirmed', (ctx, _, to) => {
    const t = say(to.locale);
    return subscribedWords(ctx, to, {
      subject: t('Du prenumererar på nyhetsbrevet', 'You subscribe to the newsletter'),
      lead: t(
        'Tack, din anmälan är bekräftad. Du kan välja språk och vilka tjänster du vill läsa om.',
        'Thank you, your sign-up is confirmed. You can choose the language and which services to read about.',
      ),
      reason: t(
        'Du får mejlet för att du bekräftade anmälan till nyhetsbrevet.',
        'You get this e-mail because you confirmed the sign-up for the newsletter.',
      ),
    });
  }),
  'subscriber.known': toSubscriber('confirmed', (ctx, _, to) => {
    const t = say(to.locale);
    return subscribedWords(ctx, to, {
      subject: t('Du prenumererar redan', 'You subscribe already'),
      lead: t(
        'Någon anmälde din adress till nyhetsbrevet. Du har redan bekräftat det, så inget har ändrats.',
        'Somebody signed your address up for the newsletter. You have confirmed it already, so nothing has changed.',
      ),
      reason: t(
        'Du får mejlet för att din adress anmäldes till nyhetsbrevet en gång till.',
        'You get this e-mail because your address was signed up for the newsletter once more.',
      ),
    });
  }),
};
