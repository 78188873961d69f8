import type { Face } from '../face.ts';
import { endpoints } from '../paths.ts';
import { inboxRoutes } from './inbox/inbox.routes.tsx';
import { inboxMailRoutes } from './inbox/inbox-mail.routes.tsx';
import { bulkRoutes } from './leads/bulk.routes.tsx';
import { callRoutes } from './leads/call.routes.tsx';
import { leadRoutes } from './leads/lead.routes.tsx';
import { leadActRoutes } from './leads/lead-acts.routes.tsx';
import { gone } from './leads/lead-door.tsx';
import { leadMailRoutes } from './leads/lead-mail.routes.tsx';
import { leadQuoteRoutes } from './leads/lead-quote.routes.tsx';
import { leadSmsRoutes } from './leads/lead-sms.routes.tsx';
import { leadsRoutes } from './leads/leads.routes.tsx';
import { newLeadRoutes } from './leads/new-lead.routes.tsx';
import { liveRoutes } from './live.ts';
import { campaignLeaveRoutes } from './newsletter/campaign-leave.routes.tsx';
import { campaignRoutes } from './newsletter/campaigns.routes.tsx';
import { resultRoutes } from './newsletter/results.routes.tsx';
import { sendingRoutes } from './newsletter/sending.routes.tsx';
import { subscriberImportRoutes } from './newsletter/subscriber-import.routes.tsx';
import { subscriberRoutes } from './newsletter/subscribers.routes.tsx';
import { overviewRoutes } from './overview.routes.tsx';
import { archiveRoutes } from './privacy/archive.routes.tsx';
import { caseRoutes } from './privacy/case.routes.tsx';
import { casesRoutes } from './privacy/cases.routes.tsx';
import { certificateRoutes } from './privacy/certificates.routes.tsx';
import { privacyRoutes } from './privacy/privacy.routes.tsx';
import { sourceFieldRoutes } from './sources/source-fields.routes.tsx';
import { sourceRoutes } from './sources/sources.routes.tsx';
import { submissionRoutes } from './sources/submissions.routes.tsx';
import { enterRoutes } from './staff/enter.routes.tsx';
import { peopleRoutes } from './staff/people.routes.tsx';
import { securityRoutes } from './staff/security.routes.tsx';
import { supplierPageRoutes } from './suppliers/supplier.routes.tsx';
import { suppliersRoutes } from './suppliers/suppliers.routes.tsx';
import { wordingRoutes } from './texts/wording.routes.tsx';
import { trailRoutes } from './trail.routes.tsx';
import { visitResultRoutes } from './visits/visits.routes.tsx';

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
