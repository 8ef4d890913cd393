import { describe, expect, it } from 'vitest';
import { agreesWithTruth, measureUnanimity, wilsonInterval } from './agreement.ts';
import type { ControlAnswer } from './agreement.ts';
import type { BoxSnapshot } from './change-box.ts';

const place = { cx: 0.5, cy: 0.5, w: 0.2, h: 0.2 };
function answer(after: Partial<BoxSnapshot>, control: Partial<ControlAnswer> = {}): ControlAnswer {
  const whole = {
    ...place,
    className: 'Female',
    state: 'accepted',
    revision: 0,
    decidedBy: null,
    decidedAt: null,
  };
  return {
    boxId: 'box',
    userId: 'vera',
    name: 'Vera',
    truthClass: 'Female',
    shown: place,
    after: { ...whole, ...after } as BoxSnapshot,
    ...control,
  };
}

describe('agreesWithTruth', () => {
  it.each([
    ['accepting what is right', answer({}), true],
    ['rejecting what is right', answer({ state: 'rejected' }), false],
    ['accepting a wrong class', answer({ className: 'Male' }), false],
    ['putting a wrong class right', answer({ className: 'Male' }, { truthClass: 'Male' }), true],
    ['moving it a little', answer({ cx: 0.52 }), true],
    ['moving it off the insect', answer({ cx: 0.9 }), false],
    ['rejecting where nothing is', answer({ state: 'rejected' }, { truthClass: null }), true],
    ['accepting where nothing is', answer({}, { truthClass: null }), false],
  ])('judges %s', (_what, given, expected) => {
    expect(agreesWithTruth(given)).toBe(expected);
  });
});

describe('wilsonInterval', () => {
  it('gives the known interval of 8 of 10, and stays within 0 and 1 at the ends', () => {
    // Wilson (1927); the value of the usual tables.
    const { low, high } = wilsonInterval(8, 10);
    expect(low).toBeCloseTo(0.4902, 3);
    expect(high).toBeCloseTo(0.9433, 3);
    expect(wilsonInterval(3, 3)).toMatchObject({ high: 1 });
    expect(wilsonInterval(0, 3).low).toBe(0);
  });
});

describe('measureUnanimity', () => {
  it('counts boxes that several people answered, and those on which they all agree', () => {
    const answers = [
      answer({}),
      answer({}, { userId: 'ana' }),
      answer({}, { boxId: 'two' }),
      answer({ className: 'Male' }, { boxId: 'two', userId: 'ana' }),
      answer({}, { boxId: 'alone' }),
    ];
    expect(measureUnanimity(answers)).toEqual({ shared: 2, unanimous: 1 });
  });
});
