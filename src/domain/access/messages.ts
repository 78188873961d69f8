import { archivedAddress } from '../archive/index.ts';
import { cancelled, mailTo, oneByOne, type Renderer } from '../delivery/index.ts';
import { emailKeyOf, leadById } from '../lead/index.ts';
import { issueLoginToken } from './actions.ts';

/** The log-in mail. Its secret is made when it leaves and lives ten minutes from then; a retry makes a new one. */
export const loginMail: Renderer = oneByOne(async (ctx, db, delivery) => {
  const known =
    (await leadById(db, delivery.leadId)) ??
    (delivery.subjectId ? await archivedAddress(ctx, db, delivery.subjectId) : undefined);
  if (!known) return cancelled('gone');
  const { locale, email } = known;
  const sv = locale === 'sv';
  const token = await issueLoginToken(ctx, db, emailKeyOf(ctx.vault, email));
  const subject = sv ? 'Logga in på Min sida' : 'Log in to My page';
  return mailTo(email, {
    locale,
    subject,
    preheader: sv
      ? 'Länken gäller i tio minuter och kan användas en gång.'
      : 'The link is valid for ten minutes and can be used once.',
    heading: subject,
    blocks: [
      {
        p: sv
          ? 'Öppna länken och tryck på knappen där. Den gäller i tio minuter och kan användas en gång.'
          : 'Open the link and press the button there. It is valid for ten minutes and can be used once.',
      },
      { button: { label: sv ? 'Öppna Min sida' : 'Open My page', url: ctx.links.login(locale, token) } },
      {
        p: [
          {
            muted: sv
              ? 'Bad du inte om länken? Då behöver du inte göra något.'
              : 'Didn’t ask for the link? Then you need not do anything.',
          },
        ],
      },
    ],
    footerReason: sv
      ? 'Du får mejlet för att någon skrev din adress på Min sida.'
      : 'You get this e-mail because somebody entered your address on My page.',
  });
});
