import type { PropsWithChildren } from 'hono/jsx';
import type { Locale } from '#policy/text.ts';
import { Button, Notice } from '../ui/parts.tsx';
import { liveWords } from './live.texts.ts';

/** How what was just done is taken back: an ordinary form's address and what it posts. */
export interface Undo {
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Says what has been done, with a button that takes it back where that can be. */
export function Done({ locale, undo, children }: PropsWithChildren<{ locale: Locale; undo?: Undo | undefined }>) {
  return (
    <div class="done">
      <Notice tone="done">{children}</Notice>
      {undo && (
        <form method="post" action={undo.action}>
          {Object.entries(undo.fields).map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          <Button look="link">{liveWords(locale).undo}</Button>
        </form>
      )}
    </div>
  );
}
