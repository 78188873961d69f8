import { cancelled, mailTo, oneByOne, type Renderer } from '../delivery/index.ts';
import { issueStaffLink } from './actions.ts';
import { staffMember } from './queries.ts';

/** The invitation, and later the link to log in. Its secret is made when it leaves, and lives from then. */
export const staffLinkMail: Renderer = oneByOne(async (ctx, db, delivery) => {
  const who = delivery.subjectId ? await staffMember(db, delivery.subjectId) : undefined;
  if (!who) return cancelled('gone');
  const kind = who.secured ? 'login' : 'invitation';
  const token = await issueStaffLink(ctx, db, kind, who.id);
  const { locale } = who;
  const say = (sv: string, en: string) => (locale === 'sv' ? sv : en);
  const invited = kind === 'invitation';
  const subject = invited
    ? say('Välkommen till Allkontrakts konsol', 'Welcome to Allkontrakt’s console')
    : say('Logga in i konsolen', 'Log in to the console');
  const lasts = invited
    ? say(
        'Länken gäller i tre dagar och kan användas en gång.',
        'The link is valid for three days and can be used once.',
      )
    : say(
        'Länken gäller i tio minuter och kan användas en gång.',
        'The link is valid for ten minutes and can be used once.',
      );
  return mailTo(who.email, {
    locale,
    subject,
    preheader: lasts,
    heading: subject,
    blocks: [
      {
        p: invited
          ? say(
              'Du har fått ett konto. Öppna länken och välj hur du ska visa vem du är: med en säkerhetsnyckel i datorn eller telefonen, eller med en app för engångskoder.',
              'You have been given an account. Open the link and choose how to show who you are: with a passkey in your computer or phone, or with an app for one-time codes.',
            )
          : say(
              'Öppna länken och tryck på knappen där. Sedan visar du din säkerhetsnyckel eller skriver en kod.',
              'Open the link and press the button there. Then you show your passkey or enter a code.',
            ),
      },
      { button: { label: say('Öppna konsolen', 'Open the console'), url: ctx.links.console(locale, token) } },
      { p: lasts },
      {
        p: [
          {
            muted: say(
              'Väntade du inte på det här? Då behöver du inte göra något, men berätta för din administratör.',
              'Weren’t you expecting this? Then you need not do anything, but tell your administrator.',
            ),
          },
        ],
      },
    ],
    footerReason: say(
      'Du får mejlet för att du har ett konto i Allkontrakts konsol.',
      'You get this e-mail because you have an account in Allkontrakt’s console.',
    ),
  });
});
