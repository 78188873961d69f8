import { type Field, parseFields } from '#catalog/index.ts';
import {
  AddressTaken,
  changeStaff,
  endSessions,
  inviteStaff,
  OwnRoles,
  removeStaff,
  rolesFrom,
  type StaffMember,
  sendStaffLinkTo,
  staffMember,
  staffMembers,
} from '#domain/staff/index.ts';
import { NotAllowed } from '#domain/transitions.ts';
import { stockholmDate } from '#platform/clock.ts';
import { transact } from '#platform/db/index.ts';
import type { Locale } from '#policy/text.ts';
import { attempt } from '../../attempt.ts';
import type { Face } from '../../face.ts';
import type { FormState } from '../../forms.ts';
import { explained, one, rawOf, readForm } from '../../forms.ts';
import { path } from '../../paths.ts';
import type { Visit } from '../../sitemap.ts';
import { renderPage } from '../../ui/page.tsx';
import { Notice } from '../../ui/parts.tsx';
import { GonePage } from '../console.page.tsx';
import { asStaff, consolePage, uuid } from '../console.routes.tsx';
import { detailFields } from './people.fields.ts';
import { OwnRolesPage, PeoplePage, PersonPage, RemovePersonPage } from './people.page.tsx';
import { securityWords } from './security.texts.ts';

const changeFields: readonly Field[] = detailFields.filter(({ id }) => id !== 'staffEmail');

/** Staff accounts: inviting, changing, removing. */
export function peopleRoutes(face: Face): void {
  const { map } = face;
  map.console('GET', 'consolePeople', 'staff.write', (visit) => list(face, visit));
  map.console('POST', 'consolePeople', 'staff.write', (visit) => invite(face, visit));
  map.console('GET', 'consolePerson', 'staff.write', (visit) => withPerson(face, visit, (p) => show(face, visit, p)));
  map.console('POST', 'consolePerson', 'staff.write', (visit) =>
    withPerson(face, visit, (p) => change(face, visit, p)),
  );
  map.console('POST', 'consoleInvitation', 'staff.write', (visit) =>
    withPerson(face, visit, (p) => remind(face, visit, p)),
  );
  map.console('GET', 'consoleRemoval', 'staff.write', (visit) =>
    withPerson(face, visit, async (p) =>
      visit.c.html(renderPage(<RemovePersonPage page={consolePage(face, visit)} person={p} />)),
    ),
  );
  map.console('POST', 'consoleRemoval', 'staff.write', (visit) =>
    withPerson(face, visit, (p) => remove(face, visit, p)),
  );
}

async function withPerson(
  face: Face,
  visit: Visit<'staff'>,
  work: (person: StaffMember) => Promise<Response>,
): Promise<Response> {
  const person = await staffMember(face.ctx.db, uuid(visit.c.req.param('id') ?? ''));
  return person ? work(person) : visit.c.html(renderPage(<GonePage page={consolePage(face, visit)} />), 404);
}

const notice = (text: string | undefined, bad = false) => text && <Notice tone={bad ? 'bad' : 'done'}>{text}</Notice>;

const empty = (fields: readonly Field[], values: FormState['values']): FormState => ({
  fields,
  values,
  errors: {},
  faults: [],
});

async function list(face: Face, visit: Visit<'staff'>, form?: FormState, problem?: string): Promise<Response> {
  const t = securityWords(visit.locale).people;
  return visit.c.html(
    renderPage(
      <PeoplePage
        page={consolePage(face, visit)}
        people={await staffMembers(face.ctx.db)}
        form={form ?? empty(detailFields, { locale: 'sv' })}
        notice={notice(problem ?? t.done[visit.c.req.query('done') ?? ''], problem !== undefined)}
      />,
    ),
    form || problem ? 422 : 200,
  );
}

async function invite(face: Face, visit: Visit<'staff'>): Promise<Response> {
  const { ctx } = face;
  const raw = rawOf(detailFields, await readForm(visit.c.req.raw));
  const { values, errors } = parseFields(detailFields, raw, { today: stockholmDate(ctx.clock.now()) });
  const refused = (given: typeof errors) => {
    const { texts, faults } = explained(detailFields, given, visit.locale);
    return list(face, visit, { fields: detailFields, values: raw, errors: texts, faults });
  };
  if (Object.keys(errors).length > 0) return refused(errors);
  const who = {
    name: String(values.personName),
    email: String(values.staffEmail),
    locale: values.locale as Locale,
    roles: rolesFrom(values.roles as readonly string[]),
  };
  try {
    await transact(ctx.db, (tx) => inviteStaff(asStaff(ctx, visit), tx, who));
  } catch (error) {
    if (!(error instanceof AddressTaken)) throw error;
    return refused({ staffEmail: { sv: securityWords('sv').people.taken, en: securityWords('en').people.taken } });
  }
  return visit.c.redirect(`${path('consolePeople', visit.locale)}?done=invited`, 303);
}

async function show(
  face: Face,
  visit: Visit<'staff'>,
  person: StaffMember,
  form?: FormState,
  problem?: string,
): Promise<Response> {
  const t = securityWords(visit.locale).people;
  const values = { personName: person.name, locale: person.locale, roles: person.roles };
  return visit.c.html(
    renderPage(
      <PersonPage
        page={consolePage(face, visit)}
        person={person}
        form={form ?? empty(changeFields, values)}
        notice={notice(problem ?? t.done[visit.c.req.query('done') ?? ''], problem !== undefined)}
      />,
    ),
    form || problem ? 422 : 200,
  );
}

async function change(face: Face, visit: Visit<'staff'>, person: StaffMember): Promise<Response> {
  const { ctx } = face;
  const form = await readForm(visit.c.req.raw);
  const raw = rawOf(changeFields, form);
  const { values, errors } = parseFields(changeFields, raw, { today: stockholmDate(ctx.clock.now()) });
  const refused = (given: typeof errors) => {
    const { texts, faults } = explained(changeFields, given, visit.locale);
    return show(face, visit, person, { fields: changeFields, values: raw, errors: texts, faults });
  };
  if (Object.keys(errors).length > 0) return refused(errors);
  const to = {
    name: String(values.personName),
    locale: values.locale as Locale,
    roles: rolesFrom(values.roles as readonly string[]),
  };
  const meant = one(form, 'action') === 'confirm';
  try {
    await transact(ctx.db, (tx) => changeStaff(asStaff(ctx, visit), tx, person.id, to, meant));
  } catch (error) {
    if (!(error instanceof NotAllowed)) throw error;
    if (!(error instanceof OwnRoles))
      return show(face, visit, person, undefined, securityWords(visit.locale).people.last);
    const { gained, alone } = error;
    if (!alone) return refused({ roles: { sv: securityWords('sv').people.own, en: securityWords('en').people.own } });
    const page = consolePage(face, visit);
    return visit.c.html(renderPage(<OwnRolesPage page={page} person={person} gained={gained} to={to} />), 422);
  }
  return visit.c.redirect(`${path('consolePerson', visit.locale, { id: person.id })}?done=saved`, 303);
}

/** Sends a link, or ends what runs. */
async function remind(face: Face, visit: Visit<'staff'>, person: StaffMember): Promise<Response> {
  const ctx = asStaff(face.ctx, visit);
  const ending = one(await readForm(visit.c.req.raw), 'action') === 'end';
  await transact<unknown>(ctx.db, (tx) =>
    ending ? endSessions(ctx, tx, person.id, { allBut: null }) : sendStaffLinkTo(ctx, tx, person.id),
  );
  const back = path('consolePerson', visit.locale, { id: person.id });
  return visit.c.redirect(`${back}?done=${ending ? 'ended' : 'sent'}`, 303);
}

async function remove(face: Face, visit: Visit<'staff'>, person: StaffMember): Promise<Response> {
  const ctx = asStaff(face.ctx, visit);
  if (!(await attempt(ctx.db, (tx) => removeStaff(ctx, tx, person.id)))) {
    const text = securityWords(visit.locale).people.last;
    const page = consolePage(face, visit);
    return visit.c.html(renderPage(<RemovePersonPage page={page} person={person} notice={notice(text, true)} />), 409);
  }
  return visit.c.redirect(`${path('consolePeople', visit.locale)}?done=removed`, 303);
}
