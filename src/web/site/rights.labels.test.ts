import { describe, expect, it } from 'vitest';
import { heldLines } from './rights.labels.ts';

describe('P28: what is held, for its person to read', () => {
  it('is called what the form called it, with answers set out and times in Swedish time', () => {
    const row = {
      service: 'electricity',
      company_name: 'Norrgårdens Bageri AB',
      received_at: '2026-07-12T08:14:05Z',
      sole_trader: false,
      answers: { annualKwh: 84000 },
      recipients: [{ name: 'Savera', sentAt: null }],
      something_new: 'x',
    };
    expect(heldLines(row, 'sv')).toEqual([
      ['Tjänst', 'El'],
      ['Företagets namn', 'Norrgårdens Bageri AB'],
      ['Kom in', '12\u00A0juli\u00A02026, 10.14'],
      ['Enskild firma', 'nej'],
      ['Förbrukning per år', '84\u00A0000\u00A0kWh'],
      ['Namn', 'Savera'],
      ['Skickat', '–'],
      ['something_new', 'x'],
    ]);
  });

  it('D6: never shows a sole trader’s personal number whole', () => {
    const [[label, value] = []] = heldLines({ organisation_number: '1212121212' }, 'sv');
    expect(label).toBe('Organisationsnummer');
    expect(value).not.toContain('1212121212');
    expect(value).not.toMatch(/1212$/);
    expect(heldLines({ organisation_number: '5599000006' }, 'sv')).toEqual([['Organisationsnummer', '559900-0006']]);
  });
});
