import { checkDecisions, checkPromises } from '#domain/privacy/index.ts';
import { type Face, pageOf } from '../face.ts';
import { renderPage } from '../ui/page.tsx';
import { type Checked, PromisesPage } from './promises.page.tsx';

/** A check asks some fifty questions and reads both chains through: what it found is shown to all for this long. */
const freshSeconds = 60;

/** «Löften»: how every promise stands. When that can't be found out the page says so, with 503, and claims nothing. */
export function promiseRoutes(face: Face): void {
  const { map, kept } = face;
  const latest = checker(face);
  map.page('GET', 'promises', 'anyone', async (visit) => {
    const checked = await latest().catch((error: unknown) => {
      face.onError(error);
      return undefined;
    });
    const render = () => renderPage(<PromisesPage page={pageOf(face, visit)} checked={checked} />);
    if (!checked) return visit.c.html(render(), 503);
    return kept.answer(visit.c, checked.at.toString(), render);
  });
}

/** Checks when asked, if what it found is more than a minute old; all who wait share one check. A failure is not remembered. */
function checker({ ctx }: Face): () => Promise<Checked> {
  let last: Checked | undefined;
  let running: Promise<Checked> | undefined;
  const look = async (): Promise<Checked> => {
    const at = ctx.clock.now();
    last = { at, verdicts: [...(await checkPromises(ctx)), ...(await checkDecisions(ctx))] };
    return last;
  };
  return async () => {
    if (last && ctx.clock.now().since(last.at).total('seconds') <= freshSeconds) return last;
    running ??= look().finally(() => {
      running = undefined;
    });
    return running;
  };
}
