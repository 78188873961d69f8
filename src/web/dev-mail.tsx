import { caughtMail, caughtMails, caughtTexts } from '#domain/contact/index.ts';
import { keepPrivate } from './edge.ts';
import { notFound } from './errors.tsx';
import { type Face, pageOf } from './face.ts';
import { endpoint, endpoints } from './paths.ts';
import { formatDateTime } from './ui/format.ts';
import { Page, renderPage } from './ui/page.tsx';
import { Empty, Heads } from './ui/parts.tsx';

/** Mail that was caught because no SMTP server is set. These routes do not exist in production. */
export function devMailRoutes(face: Face): void {
  const { ctx, map } = face;
  map.route('GET', endpoints.devMail, 'development', async (visit) => {
    keepPrivate(visit.c);
    const mails = await caughtMails(ctx.db);
    const texts = await caughtTexts(ctx.db);
    return visit.c.html(
      renderPage(
        <Page page={pageOf(face, visit)} title="Caught mail" unlisted>
          <section class="page">
            <div class="wrap stack">
              <h1>Caught mail</h1>
              <p class="lead">
                No SMTP server is set, so nothing has left. What would have been sent stands here, newest first.
              </p>
              {mails.length === 0 ? (
                <Empty title="Nothing yet">Send a request, and its mail shows here after some seconds.</Empty>
              ) : (
                <table class="table table--cards">
                  <Heads of={['Subject', 'To', 'When']} />
                  <tbody>
                    {mails.map((mail) => (
                      <tr>
                        <th scope="row">
                          <a href={endpoint('devMailItem', { id: mail.id })}>{mail.subject}</a>
                        </th>
                        <td data-label="To">{mail.recipient}</td>
                        <td data-label="When">{formatDateTime(mail.at, 'sv')}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              )}
              {texts.length > 0 && (
                <>
                  <h2>Caught text messages</h2>
                  <table class="table table--cards">
                    <Heads of={['Text', 'To', 'When']} />
                    <tbody>
                      {texts.map((text) => (
                        <tr>
                          <th scope="row">{text.body}</th>
                          <td data-label="To">{text.recipient}</td>
                          <td data-label="When">{formatDateTime(text.at, 'sv')}</td>
                        </tr>
                      ))}
                    </tbody>
                  </table>
                </>
              )}
            </div>
          </section>
        </Page>,
      ),
    );
  });
  map.route('GET', endpoints.devMailJson, 'development', async ({ c }) => {
    keepPrivate(c);
    const mails = await caughtMails(ctx.db);
    return c.json(
      mails.map((m) => ({
        id: m.id,
        at: m.at.toString(),
        to: m.recipient,
        subject: m.subject,
        text: m.body,
        messageId: m.message_id,
      })),
    );
  });
  map.route('GET', endpoints.devMailItem, 'development', async (visit) => {
    const { c } = visit;
    keepPrivate(c);
    const mail = await caughtMail(ctx.db, c.req.param('id') ?? '');
    if (!mail) return notFound(face, visit);
    // A mail carries its own inline styles and links out of the frame of our pages: it gets a policy of its own, with pictures of ours and no script.
    c.header(
      'Content-Security-Policy',
      "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'",
    );
    return c.html(mail.html);
  });
}
