import { sql } from '#platform/db/index.ts';
import { asKept, policyDocument } from '#policy/document.ts';
import { editions } from '#policy/editions.ts';
import { locales } from '#policy/text.ts';
import { canonicalJson } from '#policy/version.ts';
import { recipientsAmiss } from '../supplier/index.ts';
import { heldPast } from './periods.ts';
import { isApplied, policyApplied } from './policy-applied.ts';
import { holds, none, oneRow, type Question, say, told } from './promises-tools.ts';

interface Cited {
  readonly all: number;
  readonly unknown: number;
  readonly behind: number;
}

/**
 * P26: what runs is what is published. The clocks are counted by the edition in force; whatever was sent to us cites an edition that anybody can
 * read, and since this one began, this one; nothing is held past a published period; and nobody could receive data without being on the list.
 */
export const published: Question = async (ctx) => {
  const applied = await policyApplied(ctx.db);
  const current = isApplied(ctx, applied);
  // Another process may run the version before for a while.
  const began = current ? applied?.at.add({ hours: 1 }) : undefined;
  const names = editions.map(({ name }) => name);
  const cited = await oneRow(
    ctx.db,
    sql<Cited>`
      with cited as (select policy_version as version, received_at as at from brokerage.lead
        union all select policy_version, created_at from brokerage.referral
        union all select policy_version, null from privacy.certificate)
      select count(*) as all, count(*) filter (where not version = any(${names}::text[])) as unknown,
        (select count(*) from brokerage.lead where received_at > ${began ?? null}::timestamptz and policy_version <> ${ctx.policyVersion}) as behind
      from cited`,
  );
  const past = await heldPast(ctx, ctx.clock.now().subtract({ hours: 1 }));
  const amiss = await recipientsAmiss(ctx.db);
  const newest = editions.find(({ name }) => name === ctx.policyVersion);
  const differs = locales.filter(
    (locale) => canonicalJson(newest?.document[locale] ?? null) !== canonicalJson(policyDocument(locale, asKept)),
  );
  return {
    checks: [
      holds(
        'edition the clocks are counted by is the one in force',
        current,
        applied ? `${applied.version} ${applied.fingerprint.slice(0, 12)}` : 'none',
      ),
      none('languages whose published words are not those of the edition in force', differs.length),
      told('requests, forwardings and certificates that cite an edition', cited.all),
      none('that cite an edition nobody can read', cited.unknown),
      none('requests since then that cite another edition than the one in force', cited.behind),
      {
        name: 'held an hour past a published period',
        ok: past.length === 0,
        value: past.map(({ rule, n }) => `${rule} ${n}`).join(', ') || 0,
      },
      none('suppliers that can receive and are not on the published list', amiss.unlisted),
      none('on the list and can’t receive', amiss.listed),
      none('forwardings to somebody who was not on the list then', amiss.outside),
    ],
    evidence: [
      say(
        (w) =>
          `${w.n(cited.all)} förfrågningar, vidarebefordringar och bevis anger en utgåva som går att läsa. Inget är sparat över sin tid.`,
        (w) =>
          `${w.n(cited.all)} requests, forwardings and certificates cite an edition that can be read. Nothing is held past its time.`,
      ),
    ],
    facts: [
      applied && current
        ? say(
            (w) => `Utgåvan ${ctx.policyVersion} gäller, och klockorna räknas efter den sedan ${w.at(applied.at)}.`,
            (w) =>
              `Edition ${ctx.policyVersion} is in force, and the clocks have been counted by it since ${w.at(applied.at)}.`,
          )
        : say(
            () => `Utgåvan ${ctx.policyVersion} gäller, men klockorna är inte räknade efter den än.`,
            () => `Edition ${ctx.policyVersion} is in force, but the clocks have not been counted by it yet.`,
          ),
    ],
  };
};
