import { listMail, type MailFilter, mailKinds, purgesWaiting } from '#domain/correspondence/index.ts';
import type { Face } from '../../face.ts';
import type { Visit } from '../../sitemap.ts';
import { renderPage } from '../../ui/page.tsx';
import { consolePage } from '../console.routes.tsx';
import { olderThan, placeIn } from '../listing.ts';
import { InboxPage } from './inbox.page.tsx';

/** The inbox. What is asked for stands in the address; nothing of it is about anybody. */
export function inboxRoutes(face: Face): void {
  face.map.console('GET', 'consoleInbox', 'mail.read', (visit) => list(face, visit));
}

async function list(face: Face, visit: Visit<'staff'>): Promise<Response> {
  const { ctx } = face;
  const { c } = visit;
  const filter = read(c.req.query());
  const [{ mails, more }, purge] = await Promise.all([listMail(ctx.db, filter), purgesWaiting(ctx.db)]);
  const last = mails.at(-1);
  return c.html(
    renderPage(
      <InboxPage
        page={consolePage(face, visit, 'inbox')}
        filter={filter}
        mails={mails}
        older={more && last ? olderThan(c.req.url, { at: last.arrivedAt, id: last.id }) : undefined}
        purge={purge}
        fetched={ctx.mailbox !== undefined}
        now={ctx.clock.now()}
      />,
    ),
  );
}

/** The filter of an address; what waits, when it says nothing. What can't be understood is left out. */
function read(query: Readonly<Record<string, string>>): MailFilter & { readonly all: boolean } {
  const after = placeIn(query.after);
  const all = query.state === 'all';
  return {
    all,
    state: all ? undefined : query.state === 'sorted' ? 'sorted' : 'waiting',
    kind: mailKinds.find((kind) => kind === query.kind),
    after: after && { arrivedAt: after.at, id: after.id },
  };
}
