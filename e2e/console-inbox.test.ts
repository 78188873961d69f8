// Long because one mailbox is followed through all that can come to it.
import { beforeAll, describe, expect, it } from 'vitest';
import { isSuppressed, subscriberById } from '#domain/newsletter/index.ts';
import { addPeriod } from '#platform/clock.ts';
import { sql } from '#platform/db/index.ts';
import { organisationNumber, placesOf } from './support/house.ts';
import { type ImapPeer, imapPeer } from './support/imap-peer.ts';
import { ask, bakery, logIn, openRequest } from './support/journey.ts';
import { handOver, raw } from './support/mails.ts';
import { plantSubscriber } from './support/newsletter.ts';
import { linkIn, type TestProduct, testProduct } from './support/product.ts';
import { staffVisitor } from './support/staff.ts';
import { Visitor } from './support/visitor.ts';

let house: TestProduct;
let peer: ImapPeer;
let worker: Visitor;
let reference = '';

beforeAll(async () => {
  peer = await imapPeer();
  house = await testProduct({
    imap: { url: peer.url, folder: 'Allkontrakt', marksReplies: true, restMs: 50, retryMs: [20] },
  });
  worker = await staffVisitor(house, 'case-worker', 'privacy-officer');
  await ask(new Visitor(house.url), () => house.clock.advance('PT5S'));
  await house.product.settle();
  reference = (await sql<{ reference: string }>`select reference from brokerage.lead`.execute(house.product.ctx.db))
    .rows[0]!.reference;
  return () => peer.stop();
});

/** Until the product has fetched and moved everything that lies in the inbox. */
async function fetched(): Promise<void> {
  for (let tries = 0; (await peer.count('INBOX')) > 0; tries += 1) {
    if (tries > 500) throw new Error('the inbox is not emptied');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
async function arrives(...sources: Buffer[]): Promise<void> {
  for (const source of sources) await peer.deliver(source, house.clock.now());
  await fetched();
}
const mailCalled = async (subject: string): Promise<string> => {
  const { rows } = await sql<{ id: string }>`select id from brokerage.mail_in where subject = ${subject}`.execute(
    house.product.ctx.db,
  );
  if (!rows[0]) throw new Error(`no mail called ${subject}`);
  return `/konsol/inkorg/${rows[0].id}`;
};
const sort = (page: string, fields: Record<string, string>) => worker.post(`${page}/sortering`, fields, false);

describe('a reply finds back to its request', () => {
  it('by the address that mail to the customer asks for, and stands on its page', async () => {
    const receipt = house.post.find(bakery.company.email)!;
    const replyTo = [receipt.replyTo].flat()[0]?.value[0]?.address ?? '';
    expect(replyTo).toMatch(/^info\+[a-z0-9]{7}-[0-9a-f]{16}@allkontrakt\.se$/);
    await arrives(
      raw({
        from: 'Kollegan <kollega@annan.example>',
        to: replyTo,
        subject: 'Sv: kvittot',
        text: 'Vi vill ha grön el.',
      }),
    );
    await worker.get(`/konsol/forfragningar/${reference}`);
    expect(worker.text).toContain('Svar: Kollegan');
    expect(worker.text).toContain('Sv: kvittot Oläst');
    await worker.get(await mailCalled('Sv: kvittot'));
    expect(worker.text).toContain('Vi vill ha grön el.');
    expect(worker.text).toContain('Svar till en förfrågans egen adress');
    expect(worker.text).toContain('Tillsammans med förfrågan');
    expect((await worker.get(`/konsol/forfragningar/${reference}`)).text).not.toContain('Oläst');
  });

  it('by what it answers, when it comes from the customer’s own address; from another’s it waits for somebody', async () => {
    const answers = [`In-Reply-To: ${house.post.find(bakery.company.email)!.messageId}`];
    await arrives(
      raw({ from: bakery.company.email, subject: 'Från kunden', headers: answers }),
      raw({ from: 'nyfiken@annan.example', subject: 'Från någon annan', headers: answers }),
      raw({
        from: bakery.company.email,
        to: `info+${'a'.repeat(7)}-${'0'.repeat(16)}@allkontrakt.se`,
        subject: 'Hittad på',
      }),
    );
    await worker.get(`/konsol/forfragningar/${reference}`);
    expect(worker.text).toContain('Från kunden');
    expect(worker.text).not.toContain('Från någon annan');
    expect(worker.text).not.toContain('Hittad på');
    await worker.get('/konsol/inkorg');
    expect(worker.text).toContain('Från någon annan');
    expect(worker.text).toMatch(/Inkorg \d/);
    await worker.get(await mailCalled('Hittad på'));
    expect(worker.text).toContain('Adressen har en pågående förfrågan');
    expect(worker.html).toContain(`value="${reference}"`);
  });

  it('by a person, who can take it back', async () => {
    await arrives(raw({ from: 'ny@annan.example', subject: `Om ${reference}` }));
    expect((await worker.get(await mailCalled(`Om ${reference}`))).html).toContain(`value="${reference}"`);
    const page = await mailCalled('Från någon annan');
    await sort(page, { action: 'link', reference: '2222-222', kind: 'reply' });
    expect(worker.status).toBe(409);
    expect(worker.text).toContain('Ingen pågående förfrågan har det numret');
    await sort(page, { action: 'link', reference: reference.toLowerCase(), kind: 'reply' });
    expect(worker.text).toContain('Mejlet är kopplat till förfrågan');
    expect((await worker.get(`/konsol/forfragningar/${reference}`)).text).toContain('Från någon annan');
    await sort(page, { action: 'undo' });
    expect(worker.text).toContain('Beslutet är taget tillbaka');
    expect((await worker.get(`/konsol/forfragningar/${reference}`)).text).not.toContain('Från någon annan');
  });
});

it('P28, P30: mail is in the copy of what we hold, and goes with the person, from the mail server too', async () => {
  const customer = await logIn(house);
  await openRequest(customer);
  await arrives(
    raw({ from: bakery.company.email, subject: 'Om vårt elavtal', text: 'Vårt hemliga ord är kardemumma.' }),
  );
  await customer.get('/min-sida/uppgifter');
  expect(customer.text).toContain('kardemumma');
  await customer.post('/min-sida/radering', {}, false);
  await house.product.settle();
  expect(await placesOf(house.db, 'kardemumma')).toEqual([]);
  await house.product.run('purge-mail');
  expect((await peer.everything()).join('\n')).not.toContain(bakery.company.email);
});

describe('P27: a right that is asked for by mail', () => {
  it.each([
    ['over the end of a month', '2027-01-31T22:30:00Z', '2027-02-28T22:30:00Z'],
    ['over the night when summer time begins', '2027-03-12T09:00:00Z', '2027-04-12T08:00:00Z'],
    ['over the night when it ends', '2027-10-12T08:00:00Z', '2027-11-12T09:00:00Z'],
  ])('is due one calendar month after it arrived: %s', async (name, arrived, due) => {
    const at = Temporal.Instant.from(arrived);
    house.clock.set(at.add({ hours: 30 }));
    worker = await staffVisitor(house, 'case-worker', 'privacy-officer');
    await handOver(
      house.product.ctx,
      raw({ from: `rut@ratt.example`, subject: name, text: 'Vilka uppgifter har ni om mig?' }),
      at,
    );
    const page = await mailCalled(name);
    await worker.get(page);
    expect(worker.text).toContain('Vill veta vad vi har');
    await sort(page, { action: 'case', right: 'access' });
    expect(worker.text).toContain('Ärendet är öppnat');
    const { rows } = await sql<{ opened_at: Temporal.Instant; due_at: Temporal.Instant; channel: string; id: string }>`
      select id, opened_at, due_at, channel from privacy.rights_case order by opened_at desc limit 1`.execute(
      house.product.ctx.db,
    );
    expect(rows[0]).toMatchObject({ channel: 'mail' });
    expect(rows[0]!.opened_at.equals(at)).toBe(true);
    expect(rows[0]!.due_at.toString()).toBe(due);
    expect(addPeriod(at, 'P1M').toString()).toBe(due);
    await house.product.settle();
    const confirm = linkIn(house.post.find('rut@ratt.example'), '/min-sida/arende/');
    expect((await new Visitor(house.url).get(confirm)).status).toBe(200);
    await sql`delete from privacy.rights_case`.execute(house.product.ctx.db);
  });

  it('a second mail about the same is the same case', async () => {
    for (const subject of ['Radera mig', 'Radera mig nu']) {
      await handOver(
        house.product.ctx,
        raw({ from: 'envis@ratt.example', subject, text: 'Radera mina uppgifter, tack.' }),
      );
      const page = await mailCalled(subject);
      expect((await worker.get(page)).html).toMatch(/<option value="erasure" selected/);
      await sort(page, { action: 'case', right: 'erasure' });
    }
    const { rows } = await sql`select 1 from privacy.rights_case`.execute(house.product.ctx.db);
    expect(rows).toHaveLength(1);
  });
});

describe('P17: a withdrawal by mail', () => {
  const suppressed = async () =>
    (await sql`select 1 from privacy.suppression`.execute(house.product.ctx.db)).rows.length;

  it('«avregistrera mig» acts at once, is confirmed once, and nothing of it is left but the fingerprint', async () => {
    const before = await suppressed();
    const mail = { from: 'Nils Nejtack <nils@nejtack.example>', subject: 'Avregistrera mig', text: 'Mvh\nNils' };
    await arrives(raw(mail), raw({ ...mail, text: 'Avregistrera mig!' }));
    expect(await suppressed()).toBe(before + 1);
    await house.product.settle();
    const told = house.post.mails.filter(({ to }) => [to].flat()[0]?.text === 'nils@nejtack.example');
    expect(told.map(({ subject }) => subject)).toEqual(['Du är avregistrerad']);
    for (const words of ['nejtack', 'Nils']) expect(await placesOf(house.db, words)).toEqual([]);
    await house.product.run('purge-mail');
    expect((await peer.everything()).join('\n')).not.toContain('nejtack');
    await worker.get('/konsol/inkorg?state=sorted&kind=withdrawal');
    expect(worker.text).toContain('Raderat innehåll');
  });

  it('ends the subscription of an address with å in its domain, whatever figure stands in the subject it answers', async () => {
    const { ctx } = house.product;
    const domain = new URL('http://blåbyn.example').hostname;
    for (const from of [`asa@${domain}`, 'asta@blåbyn.example']) {
      const email = from.replace(/@.*/, `@${domain}`);
      const id = await plantSubscriber(ctx, house.db.owner.db, 'sv', email);
      await arrives(raw({ from, subject: 'Re: Elpriset 2027', text: 'Avregistrera mig' }));
      expect([await subscriberById(ctx.db, id), await isSuppressed(ctx, ctx.db, email)], from).toEqual([
        undefined,
        true,
      ]);
    }
  });

  it.each([
    [
      'in what it quotes',
      {
        subject: 'Re: Avregistrera mig',
        text: 'Vad menar ni?\n\nDen 12 mars 2026 skrev Allkontrakt:\n> Avregistrera mig',
      },
    ],
    [
      'in the middle of something else',
      { subject: 'En fråga', text: 'Hur gör man för att avregistrera sig? Jag vill ha offert på el.' },
    ],
    ['by a program', { subject: 'Avregistrera mig', text: '', headers: ['Auto-Submitted: auto-replied'] }],
  ])('%s nothing is done by itself', async (from, written) => {
    const before = await suppressed();
    await arrives(raw({ from: `prov${from.length}@annan.example`, ...written }));
    expect(await suppressed()).toBe(before);
  });

  it('in the subject of a mail that says more, it is carried out and the rest waits for somebody', async () => {
    const before = await suppressed();
    await arrives(
      raw({ from: 'mer@annan.example', subject: 'Unsubscribe', text: 'And can you send me an invoice copy?' }),
    );
    expect(await suppressed()).toBe(before + 1);
    await worker.get(await mailCalled('Unsubscribe'));
    expect(worker.text).toContain('Avregistreringen genomfördes');
    expect(worker.text).toContain('invoice copy');
    await house.product.settle();
    const told = house.post.find('mer@annan.example')?.text ?? '';
    expect(told).toContain('one of us reads it');
    expect(told).not.toContain('erased');
  });

  it('P8: in the answer to a mail about a request, it is carried out and waits on the request: that may be what is meant', async () => {
    const email = 'svarar@annan.example';
    const own = { email, organisationNumber: organisationNumber(71) };
    await ask(new Visitor(house.url), () => house.clock.advance('PT5S'), own);
    await house.product.settle();
    const before = await suppressed();
    const replyTo = [house.post.find(email)?.replyTo].flat()[0]?.value[0]?.address ?? '';
    await arrives(raw({ from: email, to: replyTo, subject: 'Sv: kvitto', text: 'Avregistrera mig.\n\nMvh\nSara' }));
    expect(await suppressed()).toBe(before + 1);
    await worker.get(await mailCalled('Sv: kvitto'));
    expect(worker.text).toContain('Avregistrera mig.');
    expect(worker.text).toContain('Avregistreringen genomfördes');
    await house.product.settle();
    const told = house.post.find(email)?.text ?? '';
    expect(told).toContain('någon av oss läser det');
    expect(told).toContain('/min-sida');
  });

  it('by a person: the contents go, and it can’t be taken back', async () => {
    const before = await suppressed();
    await arrives(
      raw({
        from: 'trött@annan.example'.replace('ö', 'o'),
        subject: 'Slut',
        text: 'Nu vill jag inte ha fler utskick av er.',
      }),
    );
    const page = await mailCalled('Slut');
    await sort(page, { action: 'decline' });
    expect(await suppressed()).toBe(before + 1);
    expect(worker.text).toContain('Innehållet är raderat');
    expect(await placesOf(house.db, 'fler utskick av er')).toEqual([]);
    await sort(page, { action: 'undo' });
    expect(worker.status).toBe(409);
  });
});

describe('what a mail can’t do', () => {
  it('is shown as words: nothing of it runs, loads or links', async () => {
    const html = `<p onclick="alert(1)">Hej <b>du</b></p><script>alert(1)</script><img src="https://spion.example/pixel.gif" alt="Loggan">
      <a href="https://lura.example/x" style="position:fixed">Klicka</a><a href="javascript:alert(2)">här</a><form action="https://lura.example"><input name="code"></form>
      <style>body{display:none}</style><iframe src="https://lura.example"></iframe><svg onload="alert(3)"><a xlink:href="javascript:1">x</a></svg>`;
    await arrives(raw({ subject: 'Lurt <script>alert(4)</script>', text: 'Bara <b>text</b>', html }));
    await worker.get(await mailCalled('Lurt <script>alert(4)</script>'));
    expect(worker.html).not.toMatch(/<script>alert|<img|onclick|onload|javascript:|<form action="https|position:fixed/);
    expect(worker.text).toContain('Lurt <script>alert(4)</script>');
    const frame = /srcdoc="([^"]*)"/.exec(worker.html)?.[1] ?? '';
    expect(frame).toContain('default-src');
    expect(frame).toContain('[Loggan]');
    expect(frame).toContain('(https://lura.example/x)');
    expect(frame).not.toContain('href');
    expect(worker.html).toContain('sandbox=""');
    expect(worker.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('attach anything: PDF, PNG and JPEG by their bytes are kept and fetched, the rest is named', async () => {
    const files = [
      { name: 'faktura.pdf', type: 'application/pdf', content: Buffer.from('%PDF-1.7 hej') },
      { name: 'bild.pdf.exe', type: 'application/pdf', content: Buffer.from('MZ hej') },
      {
        name: 'stor.png',
        type: 'image/png',
        content: Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(6 << 20)]),
      },
    ];
    await arrives(raw({ subject: 'Filer', files }));
    await worker.get(await mailCalled('Filer'));
    const links = [...worker.html.matchAll(/href="(\/fil\/[^"]+)"/g)].map(([, link]) => link ?? '');
    expect(links).toHaveLength(1);
    for (const { name } of files) expect(worker.text).toContain(name);
    expect(worker.text).toContain('sparas inte');
    const answer = await fetch(house.url + links[0]);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="bilaga.pdf"');
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(answer.headers.get('content-security-policy')).toContain('sandbox');
    expect(await answer.text()).toBe('%PDF-1.7 hej');
    house.clock.advance('PT11M');
    expect((await fetch(house.url + links[0])).status).not.toBe(200);
  });

  it('make our own mail, or an absence notice, into something to do', async () => {
    await arrives(
      raw({ subject: 'Frånvaro', headers: ['Auto-Submitted: auto-replied'] }),
      raw({
        subject: 'Eget',
        from: 'Allkontrakt <info@allkontrakt.se>',
        messageId: `<${crypto.randomUUID()}@allkontrakt.se>`,
      }),
    );
    await worker.get('/konsol/inkorg');
    for (const subject of ['Frånvaro', 'Eget']) expect(worker.text).not.toContain(subject);
    await worker.get('/konsol/inkorg?state=all');
    expect(worker.text).toContain('Automatiskt svar');
  });
});
