/** The console by keyboard: / to search, j and k through a list; Enter opens what has the focus, as it does everywhere. */
export function keys(): void {
  document.addEventListener('keydown', (event) => {
    const at = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || at.closest('input, textarea, select, [contenteditable]'))
      return;
    if (event.key === '/') {
      const find = document.querySelector<HTMLInputElement>('[data-find]');
      if (!find) return;
      event.preventDefault();
      find.focus();
      find.select();
      return;
    }
    if (event.key !== 'j' && event.key !== 'k') return;
    const links = [...document.querySelectorAll<HTMLElement>('[data-rows] tbody th a')];
    if (links.length === 0) return;
    const now = links.indexOf(document.activeElement as HTMLElement);
    const next = event.key === 'j' ? now + 1 : now < 0 ? 0 : now - 1;
    links[Math.min(links.length - 1, Math.max(0, next))]?.focus();
  });
}
