import type { Context } from '#domain/context.ts';
import { checkDecisions, checkPromises } from '#domain/privacy/index.ts';
import { type Face, pageOf } from '../face.ts';
import { renderPage } from '../ui/page.tsx';
import { type Checked, PromisesPage } from './promises.page.tsx';

/** «Löften»: how every promise stands. When that can't be found out the page says so, with 503, and claims nothing. */
export function promiseRoutes(face: Face): void {
  const { map, kept, promises } = face;
  map.page('GET', 'promises', 'anyone', async (visit) => {
    const checked = await promises.latest().catch((error: unknown) => {
      face.onError(error);
      return undefined;
    });
    const render = () => renderPage(<PromisesPage page={pageOf(face, visit)} checked={checked} />);
    if (!checked) return visit.c.html(render(), 503);
    return kept.answer(visit.c, checked.at.toString(), render);
  });
}

/** How every promise and decision stands. Asks some fifty questions, and reads both chains through. */
export const lookAtPromises = async (ctx: Context, at: Temporal.Instant): Promise<Checked> => ({
  at,
  verdicts: [...(await checkPromises(ctx)), ...(await checkDecisions(ctx))],
});
