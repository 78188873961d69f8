import { type Control, changed } from './live.ts';

/**
 * The editor of a newsletter: its buttons write where the caret is, and what it looks like follows what is typed. Without script the buttons add
 * at the end, and the look is asked for by a button of its own.
 */
export function editor(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-editor]');
  const body = form?.querySelector<HTMLTextAreaElement>('textarea[name=campaignBody]');
  if (!form || !body) return;
  form.addEventListener('click', (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>('button[data-snippet]');
    if (!button) return;
    event.preventDefault();
    insert(body, button.dataset);
  });
  form.addEventListener('submit', () => {
    const caret = form.querySelector<HTMLInputElement>('[name=caret]');
    if (caret) caret.value = String(body.selectionStart);
  });
  follow(form);
  hold(form);
}

/** Puts a snippet where the caret is: around what is chosen, or as a block of its own. */
function insert(body: HTMLTextAreaElement, { snippet = '', around }: DOMStringMap): void {
  const { selectionStart: from, selectionEnd: to, value } = body;
  const chosen = value.slice(from, to);
  const [before = '', after = ''] = (around ?? '').split('…');
  const open = value.slice(0, from);
  const gap = open === '' || open.endsWith('\n\n') ? '' : open.endsWith('\n') ? '\n' : '\n\n';
  const text = around === undefined ? `${gap}${snippet}\n\n` : chosen ? before + chosen + after : snippet;
  body.focus();
  body.setRangeText(text, around === undefined ? to : from, to, 'end');
  body.dispatchEvent(new Event('input', { bubbles: true }));
}

/**
 * Asks before the page is left with words that nobody has saved: in the browser's own way, which needs no mouse. Not when they are saved, and how it is
 * looked at is nothing to save.
 */
function hold(form: HTMLFormElement): void {
  let saving = false;
  const controls = () => [...form.querySelectorAll<Control>('input, textarea, select')];
  const unsaved = () => 'unsaved' in form.dataset || controls().some((one) => one.name !== 'view' && changed(one));
  form.addEventListener('submit', ({ submitter }) => {
    saving = !submitter?.hasAttribute('data-look');
  });
  // Come back to, as it was left.
  addEventListener('pageshow', () => {
    saving = false;
  });
  addEventListener('beforeunload', (event) => {
    if (!saving && unsaved()) event.preventDefault();
  });
}

/**
 * Posts the form into a frame beside the one that is shown, and lets it take its place when it has come, at the same height. A frame of its own each
 * time: else every pause in typing would be a step back in the browser's history.
 */
function follow(form: HTMLFormElement): void {
  const look = form.querySelector<HTMLButtonElement>('button[data-look]');
  if (!look) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let turn = 0;
  const show = () => {
    const old = document.querySelector<HTMLIFrameElement>('iframe[data-shown]');
    if (!old) return;
    turn += 1;
    const mine = turn;
    const next = old.cloneNode() as HTMLIFrameElement;
    next.removeAttribute('src');
    next.removeAttribute('data-shown');
    next.name = `look-${mine}`;
    next.hidden = true;
    old.after(next);
    look.formTarget = next.name;
    form.requestSubmit(look);
    next.addEventListener('load', () => {
      if (next.contentWindow?.location.href === 'about:blank') return;
      if (mine !== turn) return next.remove();
      const top = old.contentWindow?.scrollY ?? 0;
      next.hidden = false;
      next.dataset.shown = '';
      for (const one of document.querySelectorAll('iframe[name^=look]')) if (one !== next) one.remove();
      next.contentWindow?.scrollTo(0, top);
    });
  };
  form.addEventListener('input', ({ target }) => {
    const { name } = target as HTMLInputElement;
    if (name === 'image' || name === 'imageAlt') return;
    clearTimeout(timer);
    timer = setTimeout(show, name === 'view' ? 0 : 400);
  });
}
