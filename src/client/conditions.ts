/** Shows a question only when the answer it depends on has been given. Without script it stands there with its condition in words. */
export function conditions(root: ParentNode): void {
  const dependent = [...root.querySelectorAll<HTMLElement>('[data-when]')];
  if (dependent.length === 0) return;
  const form = dependent[0]?.closest('form');
  const update = () => {
    if (!form) return;
    for (const field of dependent) {
      const given = new FormData(form).getAll(field.dataset.when ?? '').map(String);
      field.hidden = !field.dataset.is?.split(' ').some((wanted) => given.includes(wanted));
    }
  };
  form?.addEventListener('change', update);
  form?.setAttribute('data-conditions', '');
  update();
}
