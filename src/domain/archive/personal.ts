import type { PersonalRoom } from '../personal.ts';
import { askErasure, eraseArchived, readdressArchived, rectifyArchived } from './actions.ts';
import { archivedList, archivedOf } from './queries.ts';

/** What the archive holds about a person: found by its fingerprint, since the app has no right on the rows. */
export const archiveRoom: PersonalRoom = {
  tables: ['archive.request'],
  async find(_ctx, tx, { emailKeys }) {
    let n = 0;
    for (const key of emailKeys) n += (await archivedList(tx, key)).length;
    return { 'archive.request': n };
  },
  async export(ctx, tx, { emailKeys }) {
    const rows: object[] = [];
    for (const key of emailKeys) {
      for (const own of await archivedOf(ctx, tx, key, 'subject-access')) rows.push(JSON.parse(JSON.stringify(own)));
    }
    return { 'archive.request': rows };
  },
  async rectify(ctx, tx, { emailKeys }, { email, ...change }) {
    let n = 0;
    for (const key of emailKeys) {
      const corrected = Object.keys(change).length > 0 ? await rectifyArchived(tx, key, undefined, change) : [];
      const moved = email === undefined ? [] : await readdressArchived(ctx, tx, key, email);
      n += new Set([...corrected, ...moved]).size;
    }
    return { 'archive.request': n };
  },
  async erase(ctx, tx, { emailKeys }) {
    const ids: string[] = [];
    for (const key of emailKeys) {
      await askErasure(ctx, tx, key);
      ids.push(...(await archivedList(tx, key)).map((own) => own.id));
    }
    return { 'archive.request': (await eraseArchived(ctx, tx, ids)).length };
  },
};
