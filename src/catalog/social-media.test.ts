import { describe, expect, it } from 'vitest';
import { socialMedia } from './social-media.ts';
import type { Cost, Values } from './types.ts';

const answers: Values = { channels: ['instagram', 'facebook', 'linkedin'], posts: 12, ads: true, adBudget: 5_000 };
const quote: Values = {
  retainer: 8_000,
  includedPosts: 8,
  extraPost: 450,
  includedChannels: 2,
  extraChannel: 900,
  management: 15,
  oneOff: 6_000,
  bindingMonths: 24,
  noticeMonths: 3,
};

const priced = (asked: Values, offer: Values, horizon = 24) => {
  const cost: Cost = socialMedia.cost(asked, offer, horizon);
  if (!cost.comparable) throw new Error(cost.because.en);
  return cost;
};
const without = (values: Values, id: string): Values =>
  Object.fromEntries(Object.entries(values).filter(([key]) => key !== id));

describe('social media, worked example', () => {
  it('adds retainer, extras, management and set-up, and keeps ad spend apart', () => {
    // 12 × 8 000 + 12 × 4 × 450 + 12 × 1 × 900 + 12 × 5 000 × 15 % + 6 000 × 12/24
    // = 96 000 + 21 600 + 10 800 + 9 000 + 3 000 = 140 400; the 60 000 to the platforms are not in it.
    const cost = priced(answers, quote);
    expect(cost.annual).toBe(140_400);
    expect(cost.figures?.[0]?.value.sv.replace(/\u00a0/g, ' ')).toBe('60 000 kr per år');
  });

  it('charges nothing for what is included', () => {
    const ample = { retainer: 8_000, includedPosts: 20, includedChannels: 6, management: 0, bindingMonths: 0 };
    expect(priced(answers, ample, 12).annual).toBe(96_000);
  });

  it('ignores the management fee of a company that does not advertise', () => {
    // 140 400 − 9 000
    expect(priced({ ...answers, ads: false }, without(quote, 'management')).annual).toBe(131_400);
  });

  it('says when the video asked for is left out', () => {
    const about = (videoIncluded: boolean) =>
      priced({ ...answers, video: true }, { ...quote, videoIncluded }).assumptions.some((text) =>
        text.en.includes('Video'),
      );
    expect([about(false), about(true)]).toEqual([true, false]);
  });
});

describe('social media, what is not a guess', () => {
  it.each([
    'retainer',
    'includedPosts',
    'includedChannels',
    'extraPost',
    'extraChannel',
    'management',
    'bindingMonths',
  ])('needs %s of a quote whose formula uses it', (id) => {
    expect(socialMedia.cost(answers, without(quote, id), 12).comparable).toBe(false);
  });

  it.each(['channels', 'posts', 'ads', 'adBudget'])('needs %s of the request', (id) => {
    expect(socialMedia.cost(without(answers, id), quote, 24).comparable).toBe(false);
  });
});

describe('social media, another volume', () => {
  it('scales posts and ad budget', () => {
    const more = socialMedia.scale?.(answers, 1.2) ?? {};
    expect(more).toMatchObject({ posts: 14.4, adBudget: 6_000, channels: answers.channels });
    // 12 × 6.4 × 450 = 34 560 instead of 21 600, and 12 × 6 000 × 15 % = 10 800 instead of 9 000.
    expect(priced(more, quote).annual).toBeCloseTo(140_400 + 12_960 + 1_800, 6);
  });

  it('reads as people read it', () => {
    expect(socialMedia.volume(answers).sv.replace(/\u00a0/g, ' ')).toBe('12 inlägg per månad, 5 000 kr i annonser');
  });
});
