import { replayTo } from '#domain/delivery/index.ts';
import { remindSupplier } from '#domain/referral/index.ts';
import {
  addPause,
  configureSupplier,
  isRemovable,
  pauseFields,
  readHours,
  readPause,
  readSettings,
  removePause,
  removeSupplier,
  settingsFields,
} from '#domain/supplier/index.ts';
import { stockholmDate } from '#platform/clock.ts';
import { attempt } from '../../attempt.ts';
import type { Face } from '../../face.ts';
import { explained, one, rawOf, readForm } from '../../forms.ts';
import { path } from '../../paths.ts';
import type { Visit } from '../../sitemap.ts';
import { renderPage } from '../../ui/page.tsx';
import { asStaff, consolePage, uuid } from '../console.routes.tsx';
import { RemoveSupplierPage } from './supplier.page.tsx';
import { channelRoutes } from './supplier-channel.routes.tsx';
import { act, show, type Work, withSupplier, written } from './supplier-door.tsx';
import { supplierPageWords } from './suppliers.texts.ts';

/** One supplier: what it is, what it takes, when, and how it has done. */
export function supplierPageRoutes(face: Face): void {
  const { map } = face;
  const at = (work: Work) => (visit: Visit<'staff'>) => withSupplier(face, visit, (s) => work(face, visit, s));
  map.console(
    'GET',
    'consoleSupplier',
    'supplier.read',
    at((_, visit, supplier) => show(face, visit, supplier)),
  );
  map.console('POST', 'consoleSupplier', 'supplier.write', at(settings));
  map.console('POST', 'consoleSupplierHours', 'supplier.write', at(hours));
  map.console('POST', 'consoleSupplierPauses', 'supplier.write', at(pauses));
  map.console('POST', 'consoleSupplierResending', 'delivery.replay', at(resend));
  map.console('POST', 'consoleSupplierReminder', 'delivery.replay', at(remind));
  map.console('GET', 'consoleSupplierRemoval', 'supplier.write', at(asked));
  map.console('POST', 'consoleSupplierRemoval', 'supplier.write', at(remove));
  channelRoutes(face, at);
}

const settings: Work = async (face, visit, supplier) => {
  const { ctx } = face;
  const raw = rawOf(settingsFields, await readForm(visit.c.req.raw));
  const read = readSettings(settingsFields, raw, stockholmDate(ctx.clock.now()));
  if ('errors' in read) {
    const { texts, faults } = explained(settingsFields, read.errors, visit.locale);
    const form = { fields: settingsFields, values: raw, errors: texts, faults };
    return show(face, visit, supplier, { settings: form }, 422);
  }
  return act(face, visit, supplier, 'saved', (tx) =>
    configureSupplier(asStaff(ctx, visit), tx, supplier.id, read.change),
  );
};

const hours: Work = async (face, visit, supplier) => {
  const form = await readForm(visit.c.req.raw);
  const [days, opens, closes] = [form.openDays ?? [], one(form, 'opensAt'), one(form, 'closesAt')];
  const read = readHours(days, opens, closes);
  if ('errors' in read) {
    const { openDays, opensAt, closesAt } = supplierPageWords(visit.locale).one;
    const labels = { openDays, opensAt, closesAt };
    const values = { openDays: days, opensAt: opens, closesAt: closes };
    return show(face, visit, supplier, { hours: written(values, read.errors, labels, visit) }, 422);
  }
  return act(face, visit, supplier, 'hours', (tx) =>
    configureSupplier(asStaff(face.ctx, visit), tx, supplier.id, { hours: read.hours }),
  );
};

const pauses: Work = async (face, visit, supplier) => {
  const { ctx } = face;
  const form = await readForm(visit.c.req.raw);
  if (one(form, 'action') === 'remove') {
    const id = uuid(one(form, 'pauseId'));
    return act(face, visit, supplier, 'pause', (tx) => removePause(asStaff(ctx, visit), tx, supplier.id, id));
  }
  const raw = rawOf(pauseFields, form);
  const read = readPause(one(form, 'pauseFrom'), one(form, 'pauseTo'), stockholmDate(ctx.clock.now()));
  if ('errors' in read) {
    const { texts, faults } = explained(pauseFields, read.errors, visit.locale);
    return show(face, visit, supplier, { pause: { fields: pauseFields, values: raw, errors: texts, faults } }, 422);
  }
  return act(face, visit, supplier, 'pause', (tx) => addPause(asStaff(ctx, visit), tx, supplier.id, read.pause));
};

const resend: Work = async (face, visit, supplier) => {
  const id = uuid(one(await readForm(visit.c.req.raw), 'deliveryId'));
  return act(face, visit, supplier, 'resent', (tx) => replayTo(asStaff(face.ctx, visit), tx, supplier.id, id));
};

const remind: Work = async (face, visit, supplier) => {
  const id = uuid(one(await readForm(visit.c.req.raw), 'referralId'));
  return act(face, visit, supplier, 'reminded', (tx) => remindSupplier(asStaff(face.ctx, visit), tx, supplier.id, id));
};

const asked: Work = async (face, visit, supplier) => {
  const removable = await isRemovable(face.ctx.db, supplier.id);
  const page = consolePage(face, visit);
  return visit.c.html(renderPage(<RemoveSupplierPage page={page} supplier={supplier} removable={removable} />));
};

const remove: Work = async (face, visit, supplier) => {
  if (!(await attempt(face.ctx.db, (tx) => removeSupplier(asStaff(face.ctx, visit), tx, supplier.id)))) {
    const page = consolePage(face, visit);
    return visit.c.html(renderPage(<RemoveSupplierPage page={page} supplier={supplier} removable={false} />), 409);
  }
  return visit.c.redirect(`${path('consoleSuppliers', visit.locale)}?done=removed`, 303);
};
