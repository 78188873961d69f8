/**
 * Tells the page around this one how high it is, what it is called and which step of the form is shown. The first word is the other's: whom we answer
 * is read from the browser's own note of who spoke, and held against the origins that the server allows.
 * @returns what makes the page around scroll to a part of this one
 */
export function frame(): (to: Element) => void {
  const embedders = document.querySelector<HTMLElement>('[data-embedders]')?.dataset.embedders?.split(' ') ?? [];
  const { documentElement: root } = document;
  let host: string | undefined;
  const say = (top?: number) => {
    if (!host) return;
    const form = document.querySelector<HTMLElement>('[data-measure-service]')?.dataset;
    const about = {
      height: Math.ceil(root.getBoundingClientRect().height),
      title: document.title,
      ...(form && { service: form.measureService, step: Number(form.measureStep) }),
      ...(top !== undefined && { top }),
    };
    parent.postMessage({ allkontrakt: about }, host);
  };
  const scroll = (to: Element) => say(Math.round(to.getBoundingClientRect().top + scrollY));
  addEventListener('message', ({ data, origin, source }) => {
    if (source !== parent || !embedders.includes(origin) || data?.allkontrakt !== 'hello') return;
    host = origin;
    say();
  });
  new ResizeObserver(() => say()).observe(root);
  // A place on this page is beyond what this page can scroll to: it is as high as all it holds.
  document.addEventListener('click', ({ target }) => {
    const { hash } = (target as Element).closest<HTMLAnchorElement>('a[href^="#"]') ?? {};
    const to = hash && document.getElementById(hash.slice(1));
    if (to) requestAnimationFrame(() => scroll(to.closest('.field') ?? to));
  });
  const theme = new URLSearchParams(location.search).get('theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  return scroll;
}
