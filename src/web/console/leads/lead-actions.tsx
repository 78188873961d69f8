import { path } from '../../paths.ts';
import { LinkButton } from '../../ui/parts.tsx';
import type { LeadProps } from './lead.view.ts';
import { type Act, mayAct } from './lead-may.ts';
import { workWords } from './lead-work.texts.ts';

const pageOf = {
  outcome: 'consoleOutcome',
  supplier: 'consoleAddition',
  closing: 'consoleClosing',
  reopening: 'consoleReopening',
  restriction: 'consoleRestriction',
  erasure: 'consoleErasure',
} as const satisfies Record<Act, string>;

/** What can be done with the request as it stands, at the bottom of its page. Each leads to a page that says what will happen. */
export function LeadActions({ page, view }: LeadProps) {
  const { locale, who } = page;
  const { lead, now } = view;
  const t = workWords(locale).acts;
  const open = (Object.keys(pageOf) as Act[]).filter((act) => mayAct(who, act, lead, now));
  if (open.length === 0) return null;
  const name = (act: Act) => (act === 'restriction' && lead.restrictedAt ? t.lift : t[act]);
  const link = (act: Act) => (
    <LinkButton
      look={act === 'erasure' ? 'danger' : 'quiet'}
      href={path(pageOf[act], locale, { reference: lead.reference })}
    >
      {name(act)}
    </LinkButton>
  );
  const [plain, danger] = [open.filter((act) => act !== 'erasure'), open.filter((act) => act === 'erasure')];
  return (
    <nav class="actions" aria-label={t.title}>
      {plain.map(link)}
      {danger.length > 0 && <span class="push">{danger.map(link)}</span>}
    </nav>
  );
}
