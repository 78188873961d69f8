/**
 * A part of the page that follows a form as it is typed in: the server makes it anew from what is written, so that it says just what
 * it would say after sending. The form is marked `data-live-<name>`, the part has the name as its id.
 */
export function livePart(name: 'total' | 'count'): void {
  const form = document.querySelector<HTMLFormElement>(`[data-live-${name}]`);
  const part = document.querySelector(`#${name}`);
  if (!form || !part) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let latest = 0;
  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const turn = ++latest;
      const body = new FormData(form);
      body.delete('file');
      const answer = await fetch(form.getAttribute('action') ?? '', {
        method: 'POST',
        body,
        headers: { 'x-part': name },
      }).catch(() => undefined);
      if (answer?.ok && turn === latest) part.innerHTML = await answer.text();
    }, 300);
  });
}
