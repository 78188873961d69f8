/** The supplier's total follows the prices as they are typed: the server reckons it, with the formula it compares by. */
export function liveTotal(): void {
  const form = document.querySelector<HTMLFormElement>('[data-live-total]');
  const total = document.querySelector('#total');
  if (!form || !total) return;
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
        headers: { 'x-part': 'total' },
      }).catch(() => undefined);
      if (answer?.ok && turn === latest) total.innerHTML = await answer.text();
    }, 300);
  });
}
