import { conditions } from './conditions.ts';

/**
 * The form's steps without reload: the form is posted as it would be anyhow, and the main part of the answer takes the place
 * of what was there. Back and forward swap the earlier parts in again, with what was typed in them; that holds for the
 * receipt, too, so that going back and sending once more sends the same form with the same key.
 */
const kept = new Map<number, { main: Element; title: string }>();
let at = 0;

const mainOf = (root: ParentNode) => root.querySelector('main');

/** Told after a part has taken another's place: in a frame it is the page around it that scrolls. */
let shown: (to: Element) => void = (to) => to.scrollIntoView({ block: 'start' });

function show({ main, title }: { main: Element; title: string }): void {
  mainOf(document)?.replaceWith(main);
  document.title = title;
  conditions(main);
  const faults = main.querySelector<HTMLElement>('[data-faults]');
  const heading = main.querySelector<HTMLElement>('#step') ?? main.querySelector<HTMLElement>('h1');
  heading?.setAttribute('tabindex', '-1');
  (faults ?? heading)?.focus({ preventScroll: true });
  shown(faults ?? main.querySelector('#form') ?? document.body);
}

function remember(): void {
  const main = mainOf(document);
  if (main) kept.set(at, { main, title: document.title });
}

const stepOf = (root: ParentNode | null) => root?.querySelector('[name=step]')?.getAttribute('value');

async function send(form: HTMLFormElement, button: HTMLElement | null): Promise<void> {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form, button)) if (typeof value === 'string') body.append(name, value);
  form.ariaBusy = 'true';
  // Not form.action: the buttons are named so, and would answer in its place.
  const answer = await fetch(form.getAttribute('action') ?? '', {
    method: 'POST',
    body,
    headers: { accept: 'text/html' },
  });
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const main = mainOf(page);
  if (!main) throw new Error('no page in the answer');
  form.ariaBusy = null;
  remember();
  if (answer.ok && stepOf(main) !== stepOf(form)) {
    at += 1;
    history.pushState({ at }, '', answer.redirected ? answer.url : location.pathname);
  }
  show({ main, title: page.title });
}

/** Takes over the form, if the page has one. @param instead what to do in place of scrolling to what is shown */
export function steps(instead = shown): void {
  shown = instead;
  if (!document.querySelector('[data-steps]')) return;
  history.replaceState({ at }, '');
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    if (!form.matches('[data-enhance]')) return;
    event.preventDefault();
    if (form.ariaBusy) return;
    const button = event.submitter;
    send(form, button).catch(() => {
      // The network or the answer failed: let the browser post it and show what it gets.
      form.ariaBusy = null;
      if (button instanceof HTMLButtonElement) {
        form.append(
          Object.assign(document.createElement('input'), { type: 'hidden', name: button.name, value: button.value }),
        );
      }
      form.submit();
    });
  });
  addEventListener('popstate', (event) => {
    // A link to a place on the page, as those of what to correct: the step is the same.
    if (!event.state) return history.replaceState({ at }, '');
    remember();
    at = event.state.at;
    const back = kept.get(at);
    if (back) show(back);
    else location.reload();
  });
}
