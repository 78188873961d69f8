import { Page, type PageContext } from './page.tsx';
import { Button, LinkButton } from './parts.tsx';

/** A question before something that can't be taken back: what will happen, once. */
export function ConfirmPage(props: {
  page: PageContext;
  title: string;
  text: string;
  action: string;
  hidden?: readonly (readonly [string, string])[];
  confirm: string;
  danger?: boolean;
  back: { readonly href: string; readonly text: string };
}) {
  const { page, title, text, action, hidden = [], confirm, danger = false, back } = props;
  return (
    <Page page={page} title={title} current="mine" unlisted>
      <section class="page">
        <div class="wrap stack">
          <h1>{title}</h1>
          <p class="lead">{text}</p>
          <form class="row" method="post" action={action}>
            {hidden.map(([name, value]) => (
              <input type="hidden" name={name} value={value} />
            ))}
            <Button look={danger ? 'danger' : 'filled'}>{confirm}</Button>
            <LinkButton look="link" href={back.href}>
              {back.text}
            </LinkButton>
          </form>
        </div>
      </section>
    </Page>
  );
}
