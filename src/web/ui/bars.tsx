import type { Child } from 'hono/jsx';

export interface BarItem {
  readonly label: Child;
  readonly value: string;
  /** Share of the scale, 0 to 1. Every group of bars that is compared has the same scale, from zero. */
  readonly share: number;
  readonly best?: boolean;
}

/** Figure first, bar second: the bar says nothing that the text doesn't. */
export function Bars({ items }: { items: readonly BarItem[] }) {
  return (
    <ul class="bars">
      {items.map(({ label, value, share, best }) => (
        <li class={best ? 'bar bar--best' : 'bar'}>
          <span>{label}</span>
          <span>{value}</span>
          <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
            <rect width={(100 * Math.min(1, Math.max(0, share))).toFixed(1)} height="6" />
          </svg>
        </li>
      ))}
    </ul>
  );
}
