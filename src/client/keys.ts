/**
 * The console by keyboard: / to search, j and k through a list, x to choose a row, Enter opens what has the focus as it does everywhere, [ and ] for newer
 * and older, g and a letter for a page of the menu, ? for the list of them.
 */
export function keys(): void {
  let going = false;
  document.addEventListener('keydown', (event) => {
    const at = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || at.closest('input, textarea, select, [contenteditable]'))
      return;
    const { key } = event;
    // A shift on its own is on the way to a letter.
    if (key.length > 1) return;
    const went = going && document.querySelector<HTMLElement>(`[data-go="${CSS.escape(key)}"]`);
    going = key === 'g' && !going;
    if (went) went.click();
    else if (key === '/') find(event);
    else if (key === '?') document.querySelector<HTMLElement>('#keys')?.togglePopover();
    else if (key === '[' || key === ']')
      document.querySelector<HTMLElement>(key === ']' ? 'main a[rel=next]' : 'main a[rel=prev]')?.click();
    else if (key === 'x') pick();
    else if (key === 'j' || key === 'k') step(key === 'j' ? 1 : -1);
  });
}

/** Chooses the row that has the focus, or lets it go. */
function pick(): void {
  document.activeElement?.closest('[data-rows] tr')?.querySelector<HTMLInputElement>('.pick input')?.click();
}

function find(event: KeyboardEvent): void {
  const field = document.querySelector<HTMLInputElement>('[data-find]');
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
}

function step(by: 1 | -1): void {
  const links = [...document.querySelectorAll<HTMLElement>('[data-rows] tbody th a')];
  if (links.length === 0) return;
  const now = links.indexOf(document.activeElement as HTMLElement);
  const next = now < 0 ? 0 : now + by;
  links[Math.min(links.length - 1, Math.max(0, next))]?.focus();
}
