import {
  channelsOf,
  configureSupplier,
  enableEndpoint,
  endOverlap,
  type RegisteredSupplier,
  rotateSecret,
} from '#domain/supplier/index.ts';
import { NotAllowed } from '#domain/transitions.ts';
import { transact } from '#platform/db/index.ts';
import { newWebhookSecret } from '#platform/http-out/index.ts';
import type { Face } from '../../face.ts';
import { one, readForm } from '../../forms.ts';
import { path } from '../../paths.ts';
import type { Visit } from '../../sitemap.ts';
import { renderPage } from '../../ui/page.tsx';
import { asStaff, consolePage } from '../console.routes.tsx';
import { RemoveChannelPage } from './supplier-channel.page.tsx';
import { type At, act, show, withSupplier, written } from './supplier-door.tsx';
import { supplierPageWords } from './suppliers.texts.ts';

/** How a supplier is reached by its own server: the address, its secrets, a test. */
export function channelRoutes(face: Face, at: At): void {
  face.map.console('GET', 'consoleSupplierChannel', 'supplier.write', at(asked));
  face.map.console('POST', 'consoleSupplierChannel', 'supplier.write', at(channel));
  face.map.console('POST', 'consoleSupplierTest', 'supplier.write', at(test));
}

async function asked(face: Face, visit: Visit<'staff'>, supplier: RegisteredSupplier): Promise<Response> {
  const there = (await channelsOf(face.ctx.db)).has(supplier.id);
  if (!there) return visit.c.redirect(path('consoleSupplier', visit.locale, { id: supplier.id }), 303);
  const page = consolePage(face, visit);
  return visit.c.html(renderPage(<RemoveChannelPage page={page} supplier={supplier} />));
}

async function channel(face: Face, visit: Visit<'staff'>, supplier: RegisteredSupplier): Promise<Response> {
  const ctx = asStaff(face.ctx, visit);
  const { id } = supplier;
  const form = await readForm(visit.c.req.raw);
  switch (one(form, 'action')) {
    case 'url':
      return setUrl(face, visit, supplier, one(form, 'webhookUrl').trim());
    case 'rotate':
      return withSecret(face, visit, () => transact(ctx.db, (tx) => rotateSecret(ctx, tx, id)));
    case 'drop':
      return act(face, visit, supplier, 'dropped', (tx) => endOverlap(ctx, tx, id));
    case 'enable':
      return act(face, visit, supplier, 'enabled', (tx) => enableEndpoint(ctx, tx, id));
    case 'remove':
      return act(face, visit, supplier, 'channel-removed', (tx) => configureSupplier(ctx, tx, id, { webhook: null }));
    default:
      return show(face, visit, supplier, {}, 422);
  }
}

async function setUrl(face: Face, visit: Visit<'staff'>, supplier: RegisteredSupplier, url: string): Promise<Response> {
  const ctx = asStaff(face.ctx, visit);
  const fault = face.endpoints.fault(url);
  if (fault) {
    const labels = { webhookUrl: supplierPageWords(visit.locale).one.webhookUrl };
    const form = written({ webhookUrl: url }, { webhookUrl: fault }, labels, visit);
    return show(face, visit, supplier, { url: form }, 422);
  }
  // Nobody who saves what stands there means to change the secret.
  if ((await channelsOf(ctx.db)).get(supplier.id)?.url === url)
    return act(face, visit, supplier, 'saved', async () => {});
  return withSecret(face, visit, async () => {
    const secret = newWebhookSecret();
    await transact(ctx.db, (tx) => configureSupplier(ctx, tx, supplier.id, { webhook: { url, secret } }));
    return secret;
  });
}

/** Makes a secret and shows it, this once: no address and no other page ever has it. */
async function withSecret(face: Face, visit: Visit<'staff'>, make: () => Promise<string>): Promise<Response> {
  try {
    const secret = await make();
    return await withSupplier(face, visit, (fresh) => show(face, visit, fresh, { secret }));
  } catch (error) {
    if (!(error instanceof NotAllowed)) throw error;
    const problem = supplierPageWords(visit.locale).one.changed;
    return withSupplier(face, visit, (fresh) => show(face, visit, fresh, { problem }, 409));
  }
}

async function test(face: Face, visit: Visit<'staff'>, supplier: RegisteredSupplier): Promise<Response> {
  try {
    const answer = await face.endpoints.test(asStaff(face.ctx, visit), supplier.id);
    return await withSupplier(face, visit, (fresh) => show(face, visit, fresh, { test: answer }));
  } catch (error) {
    if (!(error instanceof NotAllowed)) throw error;
    return show(face, visit, supplier, { problem: supplierPageWords(visit.locale).one.changed }, 409);
  }
}
