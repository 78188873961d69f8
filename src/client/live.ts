import { Idiomorph } from 'idiomorph';

const told = () => document.querySelector<HTMLElement>('#live');
const address = () => document.querySelector<HTMLElement>('[data-live]')?.dataset.live;

/**
 * The page follows what happens: over one connection the server says that something has, and the page is fetched again and merged into
 * the one that is open. What somebody is writing, has chosen or unfolded stays as it is. Without script the page waits to be loaded again.
 */
export function live(): void {
  let source: EventSource | undefined;
  const close = () => {
    source?.close();
    source = undefined;
  };
  const open = () => {
    const from = address();
    if (source || !from) return;
    source = new EventSource(from);
    source.addEventListener('change', ({ data }) => {
      if (data) say('span', data);
      refresh().catch(() => {});
    });
    source.addEventListener('end', () => {
      close();
      if (begun(document)) say('strong', told()?.dataset.ended ?? '');
      else location.reload();
    });
  };
  // A browser has six connections to a server: a page that nobody looks at holds none, and catches up when it is looked at.
  const follow = () => (document.hidden ? close() : open());
  document.addEventListener('visibilitychange', follow);
  addEventListener('pagehide', close);
  addEventListener('pageshow', follow);
  follow();
}

const say = (as: 'span' | 'strong', textContent: string): void =>
  told()?.replaceChildren(Object.assign(document.createElement(as), { textContent }));

async function refresh(): Promise<void> {
  // Nobody has touched the page: it does not keep the session alive.
  const answer = await fetch(location.href, { headers: { 'x-live': 'refresh' } });
  if (answer.redirected) return location.reload();
  if (answer.status >= 500) return;
  const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const [now, then] = [document.querySelector('.app'), next.querySelector('.app')];
  if (now && then) Idiomorph.morph(now, then, { callbacks: keepWhatIsBegun });
}

export type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
/** Whether somebody has changed what stands in a field. */
export function changed(control: Control): boolean {
  if (control instanceof HTMLSelectElement) {
    // Where none is marked, a browser begins with the first.
    const marked = [...control.options].some(({ defaultSelected }) => defaultSelected) || control.multiple;
    return [...control.options].some(({ selected, defaultSelected, index }) =>
      marked ? selected !== defaultSelected : selected !== (index === 0),
    );
  }
  if (control instanceof HTMLInputElement && /^(checkbox|radio)$/.test(control.type))
    return control.checked !== control.defaultChecked;
  return control.type !== 'hidden' && control.value !== control.defaultValue;
}

/** Whether somebody has begun to fill in a form there, or stands in one. */
const begun = (root: ParentNode): boolean =>
  [...root.querySelectorAll<Control>('input, textarea, select')].some(
    (control) => changed(control) || control === document.activeElement,
  );

const keepWhatIsBegun = {
  beforeNodeMorphed: (node: Node) =>
    !(node instanceof HTMLElement && (node.id === 'live' || (node.matches('form') && begun(node)))),
  beforeNodeRemoved: (node: Node) => !(node instanceof HTMLElement && (node.id === 'live' || begun(node))),
  beforeAttributeUpdated: (name: string) => name !== 'open',
};
