/**
 * Version 1 of what other sites load: puts our form in a frame wherever a page says `data-allkontrakt`. What is told across is what frame.ts tells;
 * both sides name the other's origin. The link in its place stays until the frame has answered, and so where it never does.
 * What this file does for a page must not change: a change that does is version 2.
 */
(() => {
  const own = document.currentScript as HTMLScriptElement | null;
  if (!own) return;
  const { origin } = new URL(own.src);
  // Without allow-same-origin the frame would have no origin, and neither side could name whom it talks to.
  const sandbox = 'allow-forms allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox';

  const put = (holder: HTMLElement): void => {
    const { allkontrakt: service = '', lang = document.documentElement.lang, theme } = holder.dataset;
    if (!service || holder.querySelector('iframe')) return;
    const english = /^en\b/i.test(lang);
    const frame = document.createElement('iframe');
    frame.src = `${origin}${english ? '/en' : ''}/embed/${encodeURIComponent(service)}${theme ? `?theme=${theme}` : ''}`;
    frame.title = english ? 'Form from Allkontrakt' : 'Formulär från Allkontrakt';
    frame.setAttribute('sandbox', sandbox);
    frame.referrerPolicy = 'no-referrer';
    // Not display: none, which has no height to tell of; until it answers nobody can tab into it.
    frame.style.cssText = 'display:block;width:100%;height:0;border:0;visibility:hidden';
    if (!holder.querySelector('a')) {
      const link = document.createElement('a');
      link.href = frame.src;
      link.textContent = english ? 'Open the form at Allkontrakt' : 'Öppna formuläret hos Allkontrakt';
      holder.append(link);
    }
    const answered = (yes: boolean) => {
      for (const child of holder.children)
        if (child !== frame) (child as HTMLElement).style.display = yes ? 'none' : '';
      frame.style.visibility = yes ? '' : 'hidden';
    };
    frame.addEventListener('load', () => {
      answered(false);
      frame.contentWindow?.postMessage({ allkontrakt: 'hello' }, origin);
    });
    let last: unknown;
    addEventListener('message', (event) => {
      const said = event.data?.allkontrakt;
      if (event.origin !== origin || event.source !== frame.contentWindow || !(said?.height > 0)) return;
      answered(true);
      frame.style.height = `${+said.height}px`;
      frame.title = `${said.title}`;
      if (said.top >= 0) {
        const margin = parseFloat(getComputedStyle(holder).scrollMarginTop) || 0;
        scrollBy(0, frame.getBoundingClientRect().top + said.top - margin);
      }
      if (said.step && said.step !== last) {
        last = said.step;
        const detail = { service: said.service, step: said.step };
        holder.dispatchEvent(new CustomEvent('allkontrakt', { bubbles: true, detail }));
      }
    });
    holder.append(frame);
  };

  const begin = (): void => {
    if (own.dataset.allkontrakt) {
      const holder = document.createElement('div');
      Object.assign(holder.dataset, own.dataset);
      delete own.dataset.allkontrakt;
      own.after(holder);
    }
    document.querySelectorAll<HTMLElement>('[data-allkontrakt]').forEach(put);
  };
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', begin);
  else begin();
})();
