import { asStrings, type DnsRecord, type RecordStanding, type RecordState } from '#platform/mail/index.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../../paths.ts';
import { Badge, Crumbs, Facts, Fold, LinkButton } from '../../ui/parts.tsx';
import { type ConsoleContext, ConsolePage } from '../console.page.tsx';
import { campaignWords } from './campaigns.texts.ts';

const tones = {
  ...{ right: 'ok', wrong: 'bad', missing: 'bad', unknown: 'wait', off: 'wait' },
} as const satisfies Record<RecordState, 'ok' | 'bad' | 'wait'>;

interface Props {
  readonly page: ConsoleContext;
  readonly domain: string;
  readonly standing: readonly RecordStanding[];
}

/** What DNS says of whoever mail is sent from, and what it should say. */
export function SenderPage({ page, domain, standing }: Props) {
  const { locale } = page;
  const t = campaignWords(locale);
  return (
    <ConsolePage page={page} title={t.dns.title} current="campaigns">
      <div class="stack stack--6">
        <Crumbs
          locale={locale}
          items={[{ href: path('consoleCampaigns', locale), text: t.title }]}
          here={t.dns.title}
        />
        <div class="stack stack--2">
          <h1>{t.dns.title}</h1>
          <p class="lead">{t.dns.lead(domain)}</p>
        </div>
        {standing.map((one) => (
          <Record one={one} locale={locale} />
        ))}
        <div>
          <LinkButton look="quiet" href={path('consoleSender', locale)}>
            {t.dns.again}
          </LinkButton>
        </div>
      </div>
    </ConsolePage>
  );
}

function Record({ one, locale }: { one: RecordStanding; locale: Locale }) {
  const t = campaignWords(locale).dns;
  const { of, state, found, why, wanted } = one;
  return (
    <section class="panel" aria-labelledby={of}>
      <header>
        <h2 id={of}>{t.names[of]}</h2>
        <Badge tone={tones[state]}>{t.states[state]}</Badge>
      </header>
      {state === 'unknown' && <p>{t.unknown}</p>}
      {state === 'off' && <p>{t.off}</p>}
      {why && <p>{t.why[why]}</p>}
      {found.length > 0 && (
        <div class="stack stack--1">
          <h3 class="small">{t.says}</h3>
          {found.map((text) => (
            <code class="block wrap-any">{text}</code>
          ))}
        </div>
      )}
      {wanted && <Wanted record={wanted} title={state === 'wrong' ? t.replace : t.add} locale={locale} />}
      {of === 'spf' && wanted && <p class="hint">{t.provider}</p>}
      {of === 'dmarc' && [...found, wanted?.value ?? ''].some((text) => /p\s*=\s*none/i.test(text)) && (
        <p class="hint">{t.lenient}</p>
      )}
    </section>
  );
}

function Wanted({ record, title, locale }: { record: DnsRecord; title: string; locale: Locale }) {
  const t = campaignWords(locale).dns;
  return (
    <div class="stack stack--1">
      <h3 class="small">{title}</h3>
      <Facts
        items={[
          { label: t.record.name, value: <code class="wrap-any">{record.name}</code> },
          { label: t.record.type, value: <code>{record.type}</code> },
          { label: t.record.value, value: <code class="secret">{record.value}</code> },
        ]}
      />
      {record.value.length > 255 && (
        <Fold title={t.parts}>
          <code class="secret">{asStrings(record.value)}</code>
        </Fold>
      )}
    </div>
  );
}
