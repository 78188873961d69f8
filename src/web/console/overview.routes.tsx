import type { Face } from '../face.ts';
import { renderPage } from '../ui/page.tsx';
import { consolePage } from './console.routes.tsx';
import { OverviewPage } from './overview.page.tsx';

/** The console's first page. */
export function overviewRoutes(face: Face): void {
  face.map.console('GET', 'console', 'any', async (visit) =>
    visit.c.html(renderPage(<OverviewPage page={consolePage(face, visit)} />)),
  );
}
