/**
 * What a visit is measured by, after a yes: which page, where from, which step of the form, names of questions that were answered wrongly, links that lead
 * out, and how quick the page was. Never what is written in a field.
 */
type Event = Record<string, string | number>;

/** The form on the page: its service and step. */
const form = (): { service: string; step: number } | undefined => {
  const at = document.querySelector<HTMLElement>('[data-measure-service]');
  return at ? { service: at.dataset.measureService ?? '', step: Number(at.dataset.measureStep) } : undefined;
};

/** Begins to measure this page. Its address is read once: the form goes on to a receipt, whose address is the customer's own. */
export function measure(): void {
  const page = location.pathname;
  const from = new URLSearchParams(location.search);
  const utm = Object.fromEntries(
    ['source', 'medium', 'campaign'].flatMap((name) => {
      const value = from.get(`utm_${name}`);
      // Anything but plain words is no campaign's name, and might be somebody's address.
      return value && /^[\w .\-åäö]{1,60}$/i.test(value) ? [[name, value]] : [];
    }),
  );
  const referrer = /^https?:\/\/[^/]+/.exec(document.referrer)?.[0];
  const about = {
    page,
    ...(referrer && { referrer }),
    width: innerWidth,
    ...(from.size && { utm }),
  };
  const send = (events: Event[]) => {
    if (events.length > 0) navigator.sendBeacon('/besok', JSON.stringify({ ...about, events }));
  };
  const vitals: Event[] = [];
  let lcp = 0;
  let cls = 0;
  let inp = 0;
  let last: ReturnType<typeof form>;
  /** Something has been written in the form: until then its first step is only seen. */
  let begun = false;
  const observe = (type: string, each: (entry: PerformanceEntry) => void, more: object = {}) => {
    if (!PerformanceObserver.supportedEntryTypes.includes(type)) return;
    new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({ type, buffered: true, ...more });
  };
  observe('largest-contentful-paint', (entry) => (lcp = entry.startTime));
  observe('layout-shift', (entry) => {
    const shift = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
    if (!shift.hadRecentInput) cls += shift.value;
  });
  observe('event', (entry) => (inp = Math.max(inp, entry.duration)), { durationThreshold: 40 });

  /** The form's step, and what was answered wrongly, each time it changes. */
  const look = (): Event[] => {
    const now = form();
    const faults = [...document.querySelectorAll<HTMLAnchorElement>('[data-faults] a[href^="#f-"]')];
    if (!now || (now.step === 1 && !begun && !faults[0])) return [];
    const moved = now.step !== last?.step;
    const errors = new Set(faults.map(({ hash }) => hash.slice(3).replace(/[^a-zA-Z].*/, '')));
    last = now;
    return [
      ...(moved ? [{ k: 'step', ...now }] : []),
      ...[...errors].flatMap((field) => (field ? [{ k: 'error', ...now, field }] : [])),
    ].slice(0, 19);
  };
  send([{ k: 'view' }, ...look()]);
  const main = document.querySelector('main')?.parentElement;
  if (main) new MutationObserver(() => send(look())).observe(main, { childList: true });
  document.addEventListener('input', ({ target }) => {
    if (begun || !(target as Element).closest('[data-measure-service]')) return;
    begun = true;
    send(look());
  });

  document.addEventListener('click', (event) => {
    const to = (event.target as Element).closest?.('a');
    if (to && /^https?:$/.test(to.protocol) && to.host !== location.host) send([{ k: 'out', host: to.hostname }]);
  });
  addEventListener(
    'pagehide',
    () => {
      if (lcp) vitals.push({ k: 'vital', vital: 'lcp', amount: Math.round(lcp) });
      vitals.push({ k: 'vital', vital: 'cls', amount: Math.round(cls * 1000) / 1000 });
      if (inp) vitals.push({ k: 'vital', vital: 'inp', amount: Math.round(inp) });
      send([...vitals, ...(last ? [{ k: 'left', ...last }] : [])]);
    },
    { once: true },
  );
}
