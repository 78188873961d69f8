import { type StaffSession, staffMay } from '#domain/staff/index.ts';
import type { Locale } from '#policy/text.ts';
import { consoleWords } from '../console.texts.ts';
import { liveWords } from '../live.texts.ts';
import { menuOf } from '../menu.ts';

const keys = { find: '/', down: 'j', up: 'k', pick: 'x', enter: 'Enter', older: ']', newer: '[', keys: '?' } as const;

/** What the keyboard does, behind a button and the key `?`. */
export function Keys({ locale, who }: { locale: Locale; who: StaffSession }) {
  const t = liveWords(locale).keys;
  const { menu } = consoleWords(locale);
  const works = (id: keyof typeof keys) =>
    id !== 'find' || staffMay(who, 'lead.read') || staffMay(who, 'subscriber.read');
  return (
    <div class="keys-list" id="keys" popover="auto" role="dialog" aria-labelledby="keys-title">
      <h2 id="keys-title">{t.title}</h2>
      <dl>
        {(Object.keys(keys) as (keyof typeof keys)[]).filter(works).map((id) => (
          <div>
            <dt>
              <kbd>{keys[id]}</kbd>
            </dt>
            <dd>{t.list[id]}</dd>
          </div>
        ))}
        {menuOf(who).map(
          ({ id, key }) =>
            key && (
              <div>
                <dt>
                  <kbd>g</kbd> <span class="vh">{t.after}</span> <kbd>{key}</kbd>
                </dt>
                <dd>{menu[id]}</dd>
              </div>
            ),
        )}
      </dl>
      <button class="btn btn--quiet" type="button" popovertarget="keys" popovertargetaction="hide">
        {t.close}
      </button>
    </div>
  );
}
