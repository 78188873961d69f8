import { supplierById } from '#catalog/index.ts';
import type { RegisteredSupplier } from '#domain/supplier/index.ts';
import { catalogueIn, type Edited } from '#domain/text/index.ts';
import { type Face, pageOf } from '../face.ts';
import { type PageContext, renderPage } from '../ui/page.tsx';
import { homeWords } from './editable.ts';
import { HomePage } from './home.page.tsx';

/** The first page of the site: the same for everybody until something it shows has changed. */
export function homeRoutes(face: Face): void {
  face.map.page('GET', 'home', 'anyone', async (visit) => {
    const [registry, edited] = await Promise.all([face.registry(), face.texts()]);
    const shown = registry.map(listed);
    return face.kept.answer(visit.c, JSON.stringify([edited.revision, shown]), () =>
      homePage(pageOf(face, visit), registry, edited),
    );
  });
}

/** What the home page lists about a supplier: the registry decides, and the catalogue adds what narrows its service. */
const listed = ({ id, name, services: own, example }: RegisteredSupplier) => ({
  ...supplierById(id),
  name,
  services: own,
  ...(example ? { example } : {}),
});

/** The home page in the words of now, or of a draft. */
export const homePage = (page: PageContext, registry: readonly RegisteredSupplier[], edited: Edited): string =>
  renderPage(
    <HomePage
      page={page}
      services={catalogueIn(edited).services}
      suppliers={registry.map(listed)}
      words={homeWords(edited, page.locale)}
    />,
  );
