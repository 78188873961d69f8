/** The answer that the browser remembers for a wording: `ja`, `nej`, or none. */
function remembered(mark: string): string | undefined {
  const value = /(?:^|; )ak_val=([^;]*)/.exec(document.cookie)?.[1] ?? '';
  const [word, of] = value.split('.');
  return of === mark ? word : undefined;
}

/** Global Privacy Control is a refusal: nobody is asked. */
const refused = (): boolean => (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl === true;

/**
 * Shows the question to whoever hasn't answered it, and answers without leaving the page, so that nothing that is being written is lost.
 * @param begin begins to measure; called once and only after a yes, with the address of Google's frame where Google Analytics is on
 */
export function consent(begin: (google?: string) => void): void {
  const bar = document.querySelector<HTMLElement>('#consent');
  const mark = bar?.dataset.mark;
  if (!bar || !mark || refused()) return;
  const answer = remembered(mark);
  if (answer === 'ja') begin(bar.dataset.google);
  if (answer) return;
  bar.hidden = false;
  const form = bar.querySelector('form');
  form?.addEventListener('submit', (event) => {
    event.preventDefault();
    const said = bar.querySelector<HTMLElement>('[role=status]');
    const fields = new FormData(form, event.submitter);
    const body = new URLSearchParams([...fields].map(([name, value]) => [name, String(value)]));
    fetch(form.action, { method: 'POST', body, headers: { accept: 'application/json' } })
      .then((response) => {
        if (!response.ok) throw new Error(String(response.status));
        for (const part of bar.querySelectorAll<HTMLElement>('form, p:not([role])')) part.hidden = true;
        if (said) said.textContent = bar.dataset.saved ?? '';
        if (fields.get('measure') === 'yes') begin(bar.dataset.google);
      })
      .catch(() => {
        if (said) said.textContent = bar.dataset.failed ?? '';
      });
  });
}
