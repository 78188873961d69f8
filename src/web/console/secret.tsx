import type { Child } from 'hono/jsx';
import { Icon } from '../ui/icon.tsx';

/** What is shown once: the next page no longer has it. */
export const Secret = ({ title, secret, children }: { title: string; secret: string; children: Child }) => (
  <div class="notice" role="status" id="secret">
    <Icon name="key-round" />
    <div>
      <strong>{title}</strong>
      <p>
        <code class="secret">{secret}</code>
      </p>
      <p>{children}</p>
    </div>
  </div>
);
