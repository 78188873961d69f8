import { intakeLimits } from '#domain/lead/index.ts';
import { catalogueIn } from '#domain/text/index.ts';
import { type Face, pageOf } from '../face.ts';
import { endpoints } from '../paths.ts';
import { renderPage } from '../ui/page.tsx';
import { exampleLeads } from './examples.ts';
import { openApiOf } from './openapi.ts';
import { ReferencePage } from './reference.page.tsx';

/** What the API's answer looks like. */
const exampleAnswer = (baseUrl: string) => ({
  ...{ reference: '7K4M-2PX', receivedAt: '2026-11-26T08:14:00Z', service: 'electricity', suppliers: ['savera'] },
  ...{ receipt: `${baseUrl}/kvitto/…`, erasedWithoutQuote: '2026-12-26' },
});

const json = 'application/json; charset=UTF-8';

/** The API's description for programs and its reference for people, both made of the catalogue as its words are now. */
export function apiReferenceRoutes(face: Face): void {
  const { map, kept, baseUrl } = face;
  const catalogue = async () => {
    const edited = await face.texts();
    return { of: String(edited.revision), ...catalogueIn(edited) };
  };
  map.route('GET', endpoints.apiDescription, 'anyone', async ({ c }) => {
    const { of, services, commonQuestions } = await catalogue();
    c.header('Cache-Control', 'public, max-age=300');
    return kept.answer(c, of, () => JSON.stringify(openApiOf(baseUrl, services, commonQuestions)), json);
  });
  map.page('GET', 'api', 'anyone', async (visit) => {
    const { of, services, commonQuestions } = await catalogue();
    return kept.answer(visit.c, of, () =>
      renderPage(
        <ReferencePage
          page={pageOf(face, visit)}
          baseUrl={baseUrl}
          services={services}
          company={commonQuestions}
          examples={exampleLeads}
          answer={exampleAnswer(baseUrl)}
          perHour={intakeLimits.perSourceHour ?? 0}
        />,
      ),
    );
  });
}
