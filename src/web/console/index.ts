import type { Face } from '../face.ts';
import { enterRoutes } from './enter.routes.tsx';
import { overviewRoutes } from './overview.routes.tsx';
import { peopleRoutes } from './people.routes.tsx';
import { securityRoutes } from './security.routes.tsx';

/** The console: every page of staff's own. */
export function consoleRoutes(face: Face): void {
  enterRoutes(face);
  overviewRoutes(face);
  securityRoutes(face);
  peopleRoutes(face);
}
