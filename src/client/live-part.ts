/**
 * A part of the page that follows a form as it is typed in: the server makes it anew from what is written, so that it says just what
 * it would say after sending. The form is marked `data-live-<name>`, the part has the name as its id; `data-live-of` names the only fields that
 * it depends on.
 */
export function livePart(name: 'total' | 'count'): void {
  const form = document.querySelector<HTMLFormElement>(`[data-live-${name}]`);
  const part = document.querySelector(`#${name}`);
  if (!form || !part) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let latest = 0;
  form.addEventListener('input', ({ target }) => {
    const of = form.dataset.liveOf;
    if (of && !of.split(' ').includes((target as HTMLInputElement).name)) return;
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const turn = ++latest;
      const body = new FormData(form);
      for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
      const answer = await fetch(form.getAttribute('action') ?? '', {
        method: 'POST',
        body,
        headers: { 'x-part': name },
      }).catch(() => undefined);
      if (answer?.ok && turn === latest) part.innerHTML = await answer.text();
    }, 300);
  });
}
