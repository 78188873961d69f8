import type { Child } from 'hono/jsx';
import { Gone } from './parts.tsx';

export interface TimelineItem {
  readonly when: Child;
  readonly title: Child;
  readonly text?: Child;
  /** done: filled. now: ring. later: grey ring. end: the data's last day, in apricot. stopped: closed before its time. */
  readonly state: 'done' | 'now' | 'later' | 'end' | 'stopped';
}

/** What happened and what will; `flat` lies down on a wide window. */
export function Timeline({
  items,
  flat = false,
  label,
}: {
  items: readonly TimelineItem[];
  flat?: boolean;
  label?: string;
}) {
  return (
    <ol class={flat ? 'timeline timeline--flat' : 'timeline'} aria-label={label}>
      {items.map(({ when, title, text, state }) => (
        <li class={state === 'done' ? undefined : state} aria-current={state === 'now' ? 'step' : undefined}>
          <div>
            <span class="when">{when}</span>
            <strong>{state === 'end' ? <Gone>{title}</Gone> : title}</strong>
            {text && <span class="text">{text}</span>}
          </div>
        </li>
      ))}
    </ol>
  );
}
