import type { Face } from '../face.ts';
import { enterRoutes } from './enter.routes.tsx';
import { leadRoutes } from './lead.routes.tsx';
import { leadMailRoutes } from './lead-mail.routes.tsx';
import { leadsRoutes } from './leads.routes.tsx';
import { liveRoutes } from './live.ts';
import { overviewRoutes } from './overview.routes.tsx';
import { peopleRoutes } from './people.routes.tsx';
import { securityRoutes } from './security.routes.tsx';
import { supplierPageRoutes } from './supplier.routes.tsx';
import { suppliersRoutes } from './suppliers.routes.tsx';
import { trailRoutes } from './trail.routes.tsx';

/** The console: every page of staff's own. */
export function consoleRoutes(face: Face): void {
  enterRoutes(face);
  overviewRoutes(face);
  leadsRoutes(face);
  leadRoutes(face);
  leadMailRoutes(face);
  suppliersRoutes(face);
  supplierPageRoutes(face);
  securityRoutes(face);
  trailRoutes(face);
  liveRoutes(face);
  peopleRoutes(face);
}
