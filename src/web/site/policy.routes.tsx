import { services } from '#catalog/index.ts';
import { recipientPeriods } from '#domain/supplier/index.ts';
import { policyDocument } from '#policy/document.ts';
import { processorsIn } from '#policy/processors.ts';
import { type Face, pageOf } from '../face.ts';
import { renderPage } from '../ui/page.tsx';
import { PolicyPage } from './policy.page.tsx';
import { PolicyEditionsPage } from './policy-editions.page.tsx';

/** P26: the policy as it runs, and every edition of it. */
export function policyRoutes(face: Face): void {
  const { map, kept, ctx, processors = [] } = face;
  map.page('GET', 'policy', 'anyone', async (visit) => {
    const { locale } = visit;
    const nameOf = (id: string) => services.find((service) => service.id === id)?.name[locale].toLowerCase() ?? id;
    const suppliers = (await face.registry())
      .filter((supplier) => !supplier.example)
      .map((supplier) => ({ name: supplier.name, services: supplier.services.map(nameOf) }));
    return kept.answer(visit.c, JSON.stringify(suppliers), () => {
      const document = policyDocument(locale, { suppliers, processors: processorsIn(locale, processors) });
      return renderPage(<PolicyPage page={pageOf(face, visit)} document={document} edition={ctx.policyVersion} />);
    });
  });
  map.page('GET', 'policyEditions', 'anyone', async (visit) => {
    const recipients = await recipientPeriods(ctx.db);
    return kept.answer(visit.c, JSON.stringify(recipients), () =>
      renderPage(<PolicyEditionsPage page={pageOf(face, visit)} recipients={recipients} />),
    );
  });
}
