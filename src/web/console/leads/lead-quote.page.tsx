import type { Cost, Field } from '#catalog/index.ts';
import type { Lead } from '#domain/lead/index.ts';
import type { ReferralRow } from '#domain/referral/index.ts';
import { path } from '../../paths.ts';
import { fileSize } from '../../site/comparison.tsx';
import { Total } from '../../supplier/supplier.page.tsx';
import { supplierWords } from '../../supplier/supplier.texts.ts';
import { ErrorSummary, type Fault } from '../../ui/error-summary.tsx';
import { Fields, type RawValues } from '../../ui/field.tsx';
import { Button, Crumbs, LinkButton } from '../../ui/parts.tsx';
import { type ConsoleContext, ConsolePage } from '../console.page.tsx';
import { workWords } from './lead-work.texts.ts';
import { leadWords } from './leads.texts.ts';

export interface LeadQuoteProps {
  readonly page: ConsoleContext;
  readonly lead: Lead;
  readonly referral: ReferralRow;
  readonly fields: readonly Field[];
  readonly raw: RawValues;
  readonly errors: Readonly<Record<string, string>>;
  readonly faults: readonly Fault[];
  readonly fileError?: string | undefined;
  readonly cost: Cost | undefined;
  /** Bytes of the file that the quote has. */
  readonly fileBytes: number | null;
  readonly correcting: boolean;
}

/** The supplier's own form, filled in by one of ours for what came by mail or telephone. */
export function LeadQuotePage(props: LeadQuoteProps) {
  const { page, lead, referral, fields, raw, errors, faults, fileError, cost, fileBytes, correcting } = props;
  const { locale } = page;
  const t = workWords(locale).quote;
  const words = supplierWords(locale).quote;
  const params = { reference: lead.reference };
  const back = path('consoleLead', locale, params);
  const title = t.title(referral.name);
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
        <div class="stack">
          <h1>{title}</h1>
          <p class="lead">{t.lead(referral.name)}</p>
        </div>
        <form
          class="form form--narrow"
          id="form"
          method="post"
          action={path('consoleQuote', locale, { ...params, id: referral.id })}
          enctype="multipart/form-data"
          novalidate
          data-live-total
        >
          <ErrorSummary faults={faults} locale={locale} />
          <h2>{t.heading}</h2>
          <p class="small muted">
            {words.money} {t.never}
          </p>
          <Fields fields={fields} values={raw} errors={errors} locale={locale} />
          <div class={fileError ? 'field field--bad' : 'field'}>
            <label for="f-file">{words.file}</label>
            <input id="f-file" type="file" name="file" accept="application/pdf,.pdf" aria-describedby="f-file-h" />
            {fileError && <p class="error">{fileError}</p>}
            <p class="hint" id="f-file-h">
              {words.fileHint} {fileBytes ? `${fileSize(fileBytes, locale)}. ${words.fileKeep}` : ''}{' '}
              {faults.length > 0 ? words.fileAgain : ''}
            </p>
          </div>
          <div id="total" aria-live="polite">
            <Total cost={cost} locale={locale} />
          </div>
          <div class="row">
            <Button name="action" value="give">
              {correcting ? t.correct : t.enter}
            </Button>
            <Button look="quiet" name="action" value="preview">
              {words.calculate}
            </Button>
            <LinkButton look="link" href={back}>
              {workWords(locale).back}
            </LinkButton>
          </div>
        </form>
      </div>
    </ConsolePage>
  );
}
