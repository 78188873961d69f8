/** The answer that the browser remembers for a wording: `ja`, `nej`, or none. */
function remembered(version: string): string | undefined {
  const value = /(?:^|; )ak_val=([^;]*)/.exec(document.cookie)?.[1] ?? '';
  const [word, of] = value.split('.');
  return of === version ? word : undefined;
}

/** Global Privacy Control is a refusal: nobody is asked. */
const refused = (): boolean => (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl === true;

/**
 * Shows the question to whoever hasn't answered it, and answers without leaving the page, so that nothing that is being written is lost.
 * @param begin begins to measure; called once and only after a yes
 */
export function consent(begin: () => void): void {
  const bar = document.querySelector<HTMLElement>('#consent');
  const version = bar?.dataset.version;
  if (!bar || !version || refused()) return;
  const answer = remembered(version);
  if (answer === 'ja') begin();
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
        if (fields.get('measure') === 'yes') begin();
      })
      .catch(() => {
        if (said) said.textContent = bar.dataset.failed ?? '';
      });
  });
}
