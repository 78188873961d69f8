import type { Child, PropsWithChildren } from 'hono/jsx';
import type { Locale } from '#policy/text.ts';
import { Icon, type IconName } from './icon.tsx';
import { ui } from './texts.ts';

/** One filled button per view; equals are quiet; a link goes back; danger opens a page that says what will go. */
export type Look = 'filled' | 'quiet' | 'link' | 'danger';
const classOf = (look: Look, wide?: boolean) =>
  ['btn', look !== 'filled' && `btn--${look}`, wide && 'btn--wide'].filter(Boolean).join(' ');

type ButtonProps = PropsWithChildren<{
  look?: Look;
  wide?: boolean;
  name?: string;
  value?: string;
  formaction?: string;
  disabled?: boolean;
}>;

/** Submits its form. The script sets aria-busy while it is being sent. */
export function Button({ look = 'filled', wide = false, children, ...rest }: ButtonProps) {
  return (
    <button type="submit" class={classOf(look, wide)} {...rest}>
      {children}
    </button>
  );
}

/** A link that looks like a button. @param beside opens in a tab of its own, and says so in these words */
export function LinkButton({
  look = 'filled',
  wide = false,
  href,
  beside,
  children,
}: ButtonProps & { href: string; beside?: string | undefined }) {
  return (
    <a class={classOf(look, wide)} href={href} {...(beside ? { target: '_blank', rel: 'noopener' } : {})}>
      {children}
      {beside && <span class="vh"> {beside}</span>}
    </a>
  );
}

/** The way here, the page itself last and without a link. */
export function Crumbs({
  items,
  here,
  locale,
}: {
  items: readonly { href: string; text: string }[];
  here: string;
  locale: Locale;
}) {
  return (
    <nav class="crumbs" aria-label={ui(locale).here}>
      <ol>
        {items.map(({ href, text }) => (
          <li>
            <a href={href}>{text}</a>
          </li>
        ))}
        <li aria-current="page">{here}</li>
      </ol>
    </nav>
  );
}

const noticeIcon = { plain: 'lock', info: 'info', bad: 'circle-alert', done: 'circle-check' } as const;

/** One fact at the moment it matters. `done` confirms what just happened. */
export function Notice({
  tone = 'plain',
  icon,
  title,
  children,
}: PropsWithChildren<{ tone?: keyof typeof noticeIcon; icon?: IconName; title?: string }>) {
  const modifier = tone === 'info' || tone === 'bad' ? ` notice--${tone}` : '';
  return (
    <div class={`notice${modifier}`} role={tone === 'done' ? 'status' : undefined}>
      <Icon name={icon ?? noticeIcon[tone]} />
      <div>
        {title && <strong>{title}</strong>}
        <p>{children}</p>
      </div>
    </div>
  );
}

/** State as dot and word: filled is settled, ring is waiting; never colour alone. */
export function Badge({ tone, children }: PropsWithChildren<{ tone: 'ok' | 'wait' | 'bad' | 'info' }>) {
  return <span class={`badge badge--${tone}`}>{children}</span>;
}

/** A text of ours with empty lines between its paragraphs. It has no other markup. */
export const Paragraphs = ({ text }: { text: string }) => (
  <>
    {text.split(/\n{2,}/).map((one) => (
      <p>{one}</p>
    ))}
  </>
);

export function Tag({ children }: PropsWithChildren) {
  return <span class="tag">{children}</span>;
}

/** Marks a company as invented. */
export const ExampleTag = ({ locale }: { locale: Locale }) => <Tag>{ui(locale).example}</Tag>;

/** When data disappears. The only thing in apricot: once a page. */
export function Gone({ children }: PropsWithChildren) {
  return <span class="gone">{children}</span>;
}

/** The heads of a table's columns. `action`: the last column is one of buttons, and has none. */
export function Heads({ of, action = false }: { of: readonly string[]; action?: boolean }) {
  return (
    <thead>
      <tr>
        {of.map((head) => (
          <th scope="col">{head}</th>
        ))}
        {action && <td />}
      </tr>
    </thead>
  );
}

export interface Fact {
  readonly label: string;
  readonly value: Child;
}

/** Label and value; `large` in display type, for a page's main list. */
export function Facts({ items, large = false }: { items: readonly Fact[]; large?: boolean }) {
  return (
    <dl class={large ? 'index' : 'facts'}>
      {items.map(({ label, value }) => (
        <div>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Folded away, but in the page and open in print. Folds with the same `name` close each other. */
export function Fold({
  title,
  name,
  open = false,
  ruled = false,
  children,
}: PropsWithChildren<{ title: string; name?: string; open?: boolean; ruled?: boolean }>) {
  return (
    <details class={ruled ? 'fold fold--ruled' : 'fold'} name={name} open={open}>
      <summary>{title}</summary>
      {children}
    </details>
  );
}

/** Nothing here yet: what it will be, and what to do meanwhile. */
export function Empty({ title, children, action }: PropsWithChildren<{ title: string; action?: Child }>) {
  return (
    <div class="empty">
      <strong>{title}</strong>
      <p>{children}</p>
      {action && <div class="row">{action}</div>}
    </div>
  );
}

/** The form's steps, done ones as links when they have an address. */
export function Stepper({
  steps,
  now,
  locale,
}: {
  steps: readonly { text: string; href?: string }[];
  now: number;
  locale: Locale;
}) {
  return (
    <ol class="stepper" aria-label={ui(locale).step(now, steps.length)}>
      {steps.map(({ text, href }, index) => {
        const label = `${index + 1}. ${text}`;
        if (index + 1 === now) return <li aria-current="step">{label}</li>;
        return (
          <li class={index + 1 < now ? 'done' : undefined}>
            {href && index + 1 < now ? <a href={href}>{label}</a> : label}
          </li>
        );
      })}
    </ol>
  );
}
