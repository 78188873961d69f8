import { conditions } from './conditions.ts';

/**
 * The form's steps without reload: the form is posted as it would be anyhow, and the part of the answer that holds the
 * steps takes the place of what was there. Back and forward swap the earlier parts in again, with what was typed in them.
 */
const kept = new Map<number, Element>();
let at = 0;

const part = (root: ParentNode) => root.querySelector('[data-steps]');

function show(next: Element): void {
  part(document)?.replaceWith(next);
  conditions(next);
  const faults = next.querySelector<HTMLElement>('[data-faults]');
  const target = faults ?? next.querySelector<HTMLElement>('#step');
  target?.focus({ preventScroll: true });
  (faults ?? next).scrollIntoView({ block: 'start' });
}

function remember(): void {
  const now = part(document);
  if (now) kept.set(at, now);
}

async function send(form: HTMLFormElement, button: HTMLElement | null): Promise<void> {
  // A form serialises in the order of its fields; the button's own value is added as the browser would.
  const data = new FormData(form, button);
  const body = new URLSearchParams();
  for (const [name, value] of data) if (typeof value === 'string') body.append(name, value);
  form.ariaBusy = 'true';
  const answer = await fetch(form.getAttribute('action') ?? '', {
    method: 'POST',
    body,
    headers: { accept: 'text/html' },
  });
  if (answer.redirected) return location.assign(answer.url);
  const next = part(new DOMParser().parseFromString(await answer.text(), 'text/html'));
  if (!next) throw new Error('no steps in the answer');
  form.ariaBusy = null;
  const forward =
    answer.ok &&
    next.querySelector('[name=step]')?.getAttribute('value') !==
      form.querySelector('[name=step]')?.getAttribute('value');
  remember();
  if (forward) {
    at += 1;
    history.pushState({ at }, '', location.pathname);
  }
  show(next);
}

export function steps(): void {
  if (!part(document)) return;
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
        const action = Object.assign(document.createElement('input'), {
          type: 'hidden',
          name: button.name,
          value: button.value,
        });
        form.append(action);
      }
      form.submit();
    });
  });
  addEventListener('popstate', (event) => {
    remember();
    at = event.state?.at ?? 0;
    const back = kept.get(at);
    if (back) show(back);
    else location.reload();
  });
}
