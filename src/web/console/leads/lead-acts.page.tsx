import type { PropsWithChildren } from 'hono/jsx';
import { nameOf, type Question } from '#catalog/index.ts';
import type { Lead } from '#domain/lead/index.ts';
import { path } from '../../paths.ts';
import { Icon } from '../../ui/icon.tsx';
import { Button, Crumbs, LinkButton, Notice } from '../../ui/parts.tsx';
import { type ConsoleContext, ConsolePage } from '../console.page.tsx';
import { workWords } from './lead-work.texts.ts';
import { leadWords } from './leads.texts.ts';

export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
}

/** One question of such a page: some choices, of which one is taken. */
export interface Asked {
  readonly name: string;
  readonly label: string;
  readonly options: readonly Choice[];
  readonly chosen?: string | undefined;
}

export interface ActProps {
  readonly page: ConsoleContext;
  readonly lead: Lead;
  readonly title: string;
  /** What will happen, point by point. */
  readonly will: readonly string[];
  readonly asked?: readonly Asked[];
  /** Must be ticked: that the customer has agreed. */
  readonly tick?: string;
  readonly action: string;
  readonly hidden?: readonly (readonly [name: string, value: string])[];
  readonly confirm: string;
  readonly danger?: boolean;
  /** What was left out when it was sent. */
  readonly missing?: string | undefined;
}

/** Asks once before something is done with a request, and says what will happen. */
export function ActPage(props: PropsWithChildren<ActProps>) {
  const { page, lead, title, will, asked = [], tick, action, hidden = [], confirm, danger = false, missing } = props;
  const { locale } = page;
  const back = path('consoleLead', locale, { reference: lead.reference });
  return (
    <ConsolePage page={page} title={title} current="leads">
      <div class="stack stack--5">
        <Crumbs
          locale={locale}
          items={[
            { href: path('consoleLeads', locale), text: leadWords(locale).list.title },
            { href: back, text: `${lead.companyName}, ${lead.reference}` },
          ]}
          here={title}
        />
        <h1>{title}</h1>
        {missing && <Notice tone="bad">{missing}</Notice>}
        <form class="form form--narrow" id="form" method="post" action={action}>
          {hidden.map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          {asked.map((one) => (
            <Choices {...one} />
          ))}
          {props.children}
          <div class="stack stack--2">
            <h2>{workWords(locale).happens}</h2>
            <ul class="plain">
              {will.map((text) => (
                <li>{text}</li>
              ))}
            </ul>
          </div>
          {tick && (
            <label class="check">
              <input type="checkbox" name="told" value="yes" required />
              <strong>{tick}</strong>
            </label>
          )}
          <div class="row">
            <Button look={danger ? 'danger' : 'filled'}>{confirm}</Button>
            <LinkButton look="link" href={back}>
              {workWords(locale).back}
            </LinkButton>
          </div>
        </form>
      </div>
    </ConsolePage>
  );
}

function Choices({ name, label, options, chosen }: Asked) {
  return (
    <fieldset class="field">
      <legend class="legend">{label}</legend>
      <div class="choices choices--wide">
        {options.map(({ id, label: text, hint }) => (
          <label class="choice">
            <input type="radio" name={name} value={id} checked={id === chosen} required />
            <span>
              <strong>{text}</strong>
              {hint && <small>{hint}</small>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Which suppliers a request could be sent to besides those it has been. */
export function AdditionPage(props: {
  page: ConsoleContext;
  lead: Lead;
  suppliers: readonly { readonly id: string; readonly name: string; readonly unticked: boolean }[];
}) {
  const { page, lead, suppliers } = props;
  const { locale } = page;
  const t = workWords(locale).add;
  const here = path('consoleAddition', locale, { reference: lead.reference });
  const back = path('consoleLead', locale, { reference: lead.reference });
  return (
    <ConsolePage page={page} title={t.title} current="leads">
      <div class="stack stack--5">
        <Crumbs
          locale={locale}
          items={[
            { href: path('consoleLeads', locale), text: leadWords(locale).list.title },
            { href: back, text: `${lead.companyName}, ${lead.reference}` },
          ]}
          here={t.title}
        />
        <h1>{t.title}</h1>
        {suppliers.length === 0 ? (
          <>
            <p class="lead">{t.nobody}</p>
            <LinkButton look="quiet" href={back}>
              {workWords(locale).back}
            </LinkButton>
          </>
        ) : (
          <>
            <p class="lead">{t.lead}</p>
            <ul class="list narrow">
              {suppliers.map(({ id, name, unticked }) => (
                <li>
                  <a class="more" href={`${here}?supplier=${id}`}>
                    {name} <Icon name="arrow-right" />
                  </a>
                  {unticked && <span class="small muted">{t.unticked}</span>}
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </ConsolePage>
  );
}

/** What a supplier would get, by name. */
export function Gets({ page, fields }: { page: ConsoleContext; fields: readonly Question[] }) {
  const t = workWords(page.locale).add;
  return (
    <div class="stack stack--2">
      <h2>{t.gets(fields.length)}</h2>
      <p class="small">{fields.map((field) => nameOf(field, page.locale)).join(', ')}</p>
    </div>
  );
}
