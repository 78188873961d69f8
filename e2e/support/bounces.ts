import { randomUUID } from 'node:crypto';

/** A newsletter that comes back, as servers write it. */
export interface Returned {
  /** Where it comes back to: the sender of the envelope. */
  readonly to: string;
  readonly recipient: string;
  readonly status?: string;
  readonly action?: string;
  readonly diagnostic?: string;
  /** Headers of what comes back. */
  readonly headers?: readonly string[];
  /** Whom it was sent to, where that passes it on. */
  readonly sentTo?: string;
  /** Blocks of other recipients. */
  readonly more?: string;
}

const crlf = (text: string) => Buffer.from(text.replace(/\r?\n/g, '\r\n'));

/** As Postfix writes it: a notice, the status, and the whole of what comes back. */
export const postfix = ({
  to,
  recipient,
  status = '5.1.1',
  action = 'failed',
  headers = [],
  ...rest
}: Returned): Buffer => {
  const {
    diagnostic = `smtp; 550 ${status} <${recipient}>: Recipient address rejected: User unknown`,
    more = '',
    sentTo = recipient,
  } = rest;
  return crlf(`Return-Path: <>
Date: Thu, 12 Mar 2026 09:20:00 +0100 (CET)
From: MAILER-DAEMON@mx.kunden.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: ${to}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4F1A2.1773303600/mx.kunden.example"
Message-Id: <${randomUUID()}@mx.kunden.example>

This is a MIME-encapsulated message.

--4F1A2.1773303600/mx.kunden.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.kunden.example.

<${recipient}>: host mail.kunden.example said: ${diagnostic}

--4F1A2.1773303600/mx.kunden.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.kunden.example
X-Postfix-Queue-ID: 4F1A2
Arrival-Date: Thu, 12 Mar 2026 09:19:58 +0100 (CET)

Final-Recipient: rfc822; ${recipient}
Original-Recipient: rfc822;${sentTo}
Action: ${action}
Status: ${status}
Remote-MTA: dns; mail.kunden.example
Diagnostic-Code: ${diagnostic}
${more}
--4F1A2.1773303600/mx.kunden.example
Content-Description: Undelivered Message
Content-Type: message/rfc822

From: Allkontrakt <info@allkontrakt.se>
To: ${recipient}
Subject: Nyhetsbrev
${[...headers, 'MIME-Version: 1.0'].join('\n')}
Content-Type: text/plain; charset=utf-8

Nytt om el.

--4F1A2.1773303600/mx.kunden.example--
`);
};

/** As Exchange writes it: HTML, a status without words, and the headers alone. */
export const exchange = ({ to, recipient, status = '5.1.10', headers = [] }: Returned): Buffer =>
  crlf(`From: <postmaster@kunden.example>
To: <${to}>
Date: Thu, 12 Mar 2026 08:20:00 +0000
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="9b1e"
Content-Language: sv-SE
Message-ID: <${randomUUID()}@AM0.kunden.example>
Subject: Kan inte levereras: Nyhetsbrev
Auto-Submitted: auto-replied

--9b1e
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: base64

${Buffer.from(`<p>Meddelandet till ${recipient} kunde inte levereras.</p>`).toString('base64')}

--9b1e
Content-Type: message/delivery-status

Reporting-MTA: dns;AM0.kunden.example
Received-From-MTA: dns;mail.allkontrakt.se
Arrival-Date: Thu, 12 Mar 2026 08:19:59 +0000

Original-Recipient: rfc822;${recipient.toUpperCase()}
Final-Recipient: rfc822;${recipient.toUpperCase()}
Action: FAILED
Status: ${status}
Diagnostic-Code: smtp;550 ${status} RESOLVER.ADR.RecipientNotFound; not found

--9b1e
Content-Type: text/rfc822-headers

From: Allkontrakt <info@allkontrakt.se>
To: <${recipient}>
Subject: Nyhetsbrev
${headers.join('\n')}

--9b1e--
`);
