import { type ServiceId, serviceById } from '#catalog/index.ts';
import { path } from '../paths.ts';
import { formatDateTime } from '../ui/format.ts';
import { Page, type PageContext } from '../ui/page.tsx';
import { Button, Facts, Notice } from '../ui/parts.tsx';

interface Asked {
  readonly reference: string;
  readonly service: string;
  readonly madeAt: Temporal.Instant;
  readonly acknowledgedAt: Temporal.Instant | null;
}

/** What a supplier is asked when a request it has received is erased; nothing about the customer. */
export function AcknowledgePage({ page, token, notice }: { page: PageContext; token: string; notice: Asked }) {
  const { locale } = page;
  const sv = locale === 'sv';
  const title = sv ? `Radera förfrågan ${notice.reference}` : `Erase request ${notice.reference}`;
  return (
    <Page page={page} title={title} face="portal" unlisted>
      <section class="page">
        <div class="wrap stack">
          <h1>{title}</h1>
          <p class="lead">
            {sv
              ? 'Den är raderad hos oss. Radera det ni fått, om ni inte har en egen rättslig grund att spara det, och bekräfta här.'
              : 'It has been erased with us. Erase what you received, unless you have a legal basis of your own to keep it, and confirm here.'}
          </p>
          <Facts
            items={[
              { label: sv ? 'Förfrågan' : 'Request', value: notice.reference },
              { label: sv ? 'Tjänst' : 'Service', value: serviceById(notice.service as ServiceId).name[locale] },
              { label: sv ? 'Raderad hos oss' : 'Erased with us', value: formatDateTime(notice.madeAt, locale) },
            ]}
          />
          {notice.acknowledgedAt ? (
            <Notice tone="done">
              {sv
                ? `Tack. Bekräftat ${formatDateTime(notice.acknowledgedAt, locale)}.`
                : `Thank you. Confirmed ${formatDateTime(notice.acknowledgedAt, locale)}.`}
            </Notice>
          ) : (
            <form method="post" action={path('supplierErasure', locale, { token })}>
              <Button>{sv ? 'Bekräfta' : 'Confirm'}</Button>
            </form>
          )}
        </div>
      </section>
    </Page>
  );
}
