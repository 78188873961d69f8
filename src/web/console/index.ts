import type { Face } from '../face.ts';
import { endpoints } from '../paths.ts';
import { archiveRoutes } from './archive.routes.tsx';
import { bulkRoutes } from './bulk.routes.tsx';
import { callRoutes } from './call.routes.tsx';
import { campaignLeaveRoutes } from './campaign-leave.routes.tsx';
import { campaignRoutes } from './campaigns.routes.tsx';
import { caseRoutes } from './case.routes.tsx';
import { casesRoutes } from './cases.routes.tsx';
import { certificateRoutes } from './certificates.routes.tsx';
import { enterRoutes } from './enter.routes.tsx';
import { inboxRoutes } from './inbox.routes.tsx';
import { inboxMailRoutes } from './inbox-mail.routes.tsx';
import { leadRoutes } from './lead.routes.tsx';
import { leadActRoutes } from './lead-acts.routes.tsx';
import { gone } from './lead-door.tsx';
import { leadMailRoutes } from './lead-mail.routes.tsx';
import { leadQuoteRoutes } from './lead-quote.routes.tsx';
import { leadSmsRoutes } from './lead-sms.routes.tsx';
import { leadsRoutes } from './leads.routes.tsx';
import { liveRoutes } from './live.ts';
import { newLeadRoutes } from './new-lead.routes.tsx';
import { overviewRoutes } from './overview.routes.tsx';
import { peopleRoutes } from './people.routes.tsx';
import { privacyRoutes } from './privacy.routes.tsx';
import { resultRoutes } from './results.routes.tsx';
import { securityRoutes } from './security.routes.tsx';
import { sendingRoutes } from './sending.routes.tsx';
import { sourceFieldRoutes } from './source-fields.routes.tsx';
import { sourceRoutes } from './sources.routes.tsx';
import { submissionRoutes } from './submissions.routes.tsx';
import { subscriberImportRoutes } from './subscriber-import.routes.tsx';
import { subscriberRoutes } from './subscribers.routes.tsx';
import { supplierPageRoutes } from './supplier.routes.tsx';
import { suppliersRoutes } from './suppliers.routes.tsx';
import { trailRoutes } from './trail.routes.tsx';
import { visitResultRoutes } from './visits.routes.tsx';
import { wordingRoutes } from './wording.routes.tsx';

/** The console: every page of staff's own. */
export function consoleRoutes(face: Face): void {
  enterRoutes(face);
  overviewRoutes(face);
  leadsRoutes(face);
  // Before the page of one request: its address would be taken for a number.
  newLeadRoutes(face);
  bulkRoutes(face);
  leadRoutes(face);
  leadMailRoutes(face);
  suppliersRoutes(face);
  supplierPageRoutes(face);
  inboxRoutes(face);
  inboxMailRoutes(face);
  leadSmsRoutes(face);
  callRoutes(face);
  leadQuoteRoutes(face);
  leadActRoutes(face);
  securityRoutes(face);
  privacyRoutes(face);
  casesRoutes(face);
  caseRoutes(face);
  certificateRoutes(face);
  archiveRoutes(face);
  subscriberRoutes(face);
  subscriberImportRoutes(face);
  resultRoutes(face);
  // The page about the sender comes before that of one campaign: its address would be taken for a number.
  campaignLeaveRoutes(face);
  campaignRoutes(face);
  sendingRoutes(face);
  visitResultRoutes(face);
  trailRoutes(face);
  wordingRoutes(face);
  liveRoutes(face);
  peopleRoutes(face);
  sourceRoutes(face);
  sourceFieldRoutes(face);
  submissionRoutes(face);
  // Last: what none of them answers to.
  for (const [address, locale] of [
    [endpoints.consoleElse, 'sv'],
    [endpoints.consoleElseEn, 'en'],
  ] as const)
    face.map.consoleRoute('GET', address, 'any', (visit) => gone(face, visit), locale);
}
