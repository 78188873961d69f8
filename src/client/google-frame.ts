/**
 * Puts Google Analytics in a frame of its own, beside the page: its script sees neither the form nor where the visitor goes on to, which may be an
 * address that is a key. What the frame may know is looked over by the server.
 */
export function frameFor(address: string): void {
  const from = new URLSearchParams(location.search);
  const about = new URLSearchParams({ page: location.pathname });
  for (const name of ['utm_source', 'utm_medium', 'utm_campaign']) {
    const value = from.get(name);
    if (value) about.set(name, value);
  }
  const referrer = /^https?:\/\/[^/]+/.exec(document.referrer)?.[0];
  if (referrer) about.set('referrer', referrer);
  const frame = document.createElement('iframe');
  frame.src = `${address}?${about}`;
  frame.hidden = true;
  frame.title = 'Google Analytics';
  document.body.append(frame);
}
