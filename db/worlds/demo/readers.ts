import {
  answerSignUp,
  confirmSignUp,
  issueConfirmToken,
  noteSignUp,
  type SignUp,
  subscriberAt,
  withdraw,
} from '#domain/newsletter/index.ts';
import { transact } from '#platform/db/index.ts';
import { chance } from './random.ts';
import type { Step } from './tell.ts';
import { dayAt } from './time.ts';

const names = [
  'Ebba Ek',
  'Nils Rönn',
  'Sara Lind',
  'Omar Alm',
  'Greta Björk',
  'Ivar Sälg',
  'Maja Hassel',
  'Elias Gran',
];
const places = ['kafferostaren', 'cykelboden', 'trycksaken', 'snickeriet', 'blomsterhallen', 'fiskrokeriet'];
const readers = 46;
const days = 80;

/** Those who have asked for the newsletter in the last weeks: most have confirmed, some have ended it, a few have not opened the mail yet. */
export function readerSteps(now: Temporal.Instant): Step[] {
  const r = chance('readers');
  return Array.from({ length: readers }, (_, i): Step[] => {
    const ago = Math.round(days * (1 - i / readers) ** 1.4);
    const name = names[i % names.length]!;
    const email = `${name.split(' ')[0]!.toLowerCase()}.${i}@${places[i % places.length]}.example`;
    const wanted: SignUp = {
      email,
      name,
      locale: i % 9 === 4 ? 'en' : 'sv',
      channel: i % 3 === 0 ? 'request' : 'form',
    };
    const at = dayAt(now, ago, 8 * 60 + i);
    const steps: Step[] = [
      {
        at,
        run: ({ ctx }) => transact(ctx.db, async (tx) => answerSignUp(ctx, tx, await noteSignUp(ctx, tx, wanted))),
      },
    ];
    if (ago < 2 && i % 2 === 0) return steps;
    steps.push({
      at: at.add({ minutes: 20 }),
      run: ({ ctx }) =>
        transact(ctx.db, async (tx) => {
          const own = await subscriberAt(ctx, tx, email);
          if (own) await confirmSignUp(ctx, tx, await issueConfirmToken(ctx, tx, own.id));
        }),
    });
    if (ago > 8 && r.next() < 0.12)
      steps.push({
        at: dayAt(now, ago - 7, 9 * 60 + i),
        run: ({ ctx }) => transact(ctx.db, async (tx) => void (await withdraw(ctx, tx, email, 'link'))),
      });
    return steps;
  })
    .flat()
    .filter(({ at }) => Temporal.Instant.compare(at, now) < 0);
}
