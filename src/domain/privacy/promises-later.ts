import { sql } from '#platform/db/index.ts';
import { type ConsentId, consents, cookies } from '#policy/consents.ts';
import type { PromiseId } from '#policy/ids.ts';
import { type RetentionRule, retentionRules } from '#policy/retention.ts';
import { deliveryKinds } from '../delivery/index.ts';
import { none, type Question, say } from './promises-tools.ts';

interface Later {
  readonly consents: readonly ConsentId[];
  /** Words that a table or a column of it would be called by. */
  readonly words: RegExp;
  readonly subjects: readonly RetentionRule['subject'][];
  readonly evidence: ReturnType<typeof say>;
}

const google: Later = {
  consents: [],
  words: /google|gtag/,
  subjects: [],
  evidence: say(
    () => 'Google Analytics finns inte i programmet: ingen tabell, ingen kaka och inget skript.',
    () => 'Google Analytics is not in the program: no table, no cookie and no script.',
  ),
};

/** Not built yet: that it really isn't there is looked up. Whoever builds it puts a question of its own in this one's place. */
const notYet =
  (later: Later): Question =>
  async ({ db }) => {
    const { rows } = await sql<{ name: string }>`
      select c.relname || '.' || a.attname as name from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'm', 'v', 'f') and a.attnum > 0 and n.nspname not like 'pg\\_%' and n.nspname not in ('information_schema', 'jobs', 'public')`.execute(
      db,
    );
    const rules: readonly RetentionRule[] = retentionRules;
    return {
      unused: true,
      checks: [
        none('tables or columns for it', rows.filter(({ name }) => later.words.test(name)).length),
        none('messages of its kind', Object.keys(deliveryKinds).filter((kind) => later.words.test(kind)).length),
        none('consents asked for', later.consents.filter((id) => consents[id].inUse).length),
        none(
          'periods that run',
          rules.filter((r) => later.subjects.includes(r.subject) && r.status !== 'later').length,
        ),
        none('cookies of it', cookies.filter(({ name }) => later.words.test(name) || name.startsWith('_ga')).length),
      ],
      evidence: [later.evidence],
    };
  };

export const laterQuestions = {
  P25: notYet(google),
} satisfies Partial<Record<PromiseId, Question>>;
