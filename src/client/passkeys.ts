/**
 * The browser's passkey dialogue: what the server asks is fetched when the button is pressed, and what the key answered is posted with
 * the form, as any other form is.
 */
export function passkeys(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>('form[data-passkey]')) {
    form.addEventListener('submit', (event) => {
      const credential = form.querySelector<HTMLInputElement>('[name=credential]');
      if (credential?.value !== '') return;
      event.preventDefault();
      ask(form, credential).catch(() => tell(form, form.dataset.cancelled));
    });
  }
}

function tell(form: HTMLFormElement, text: string | undefined): void {
  const problem = form.querySelector<HTMLElement>('[data-problem]');
  form.ariaBusy = null;
  if (!problem) return;
  problem.textContent = text ?? '';
  problem.hidden = false;
}

async function ask(form: HTMLFormElement, credential: HTMLInputElement): Promise<void> {
  const creating = form.dataset.passkey === 'create';
  if (!('PublicKeyCredential' in window) || !PublicKeyCredential.parseCreationOptionsFromJSON)
    return tell(form, form.dataset.unsupported);
  form.ariaBusy = 'true';
  const answer = await fetch(form.dataset.challenge ?? '', {
    method: 'POST',
    body: new URLSearchParams({ action: form.dataset.passkey ?? '' }),
  });
  const options = await answer.json();
  const given = creating
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  credential.value = JSON.stringify((given as PublicKeyCredential).toJSON());
  form.submit();
}
