import { describe, expect, it } from 'vitest';
import { createTracker } from './index.ts';
import type { SeenInsect } from './index.ts';

const FEMALE = 0;
const MALE = 2;

function insect(x: number, y: number, classIndex = FEMALE, score = 0.9): SeenInsect {
  return { boxXyxy: [x, y, x + 20, y + 30], score, classIndex };
}

/** Small deterministic jitter, as a still insect shows between captures. */
function jitter(step: number): number {
  return ((step * 7) % 5) - 2;
}

describe('tracker', () => {
  it('counts insects that stay where they are once, over any number of captures', () => {
    const tracker = createTracker();
    let born = 0;
    for (let step = 0; step < 50; step++) {
      const seen = [0, 1, 2].map((i) => insect(10 + i * 100 + jitter(step + i), 40 + jitter(step)));
      born += tracker.update(seen, step * 1000).born.length;
    }
    expect(born).toBe(3);
  });

  it('counts each arrival in the capture in which it arrives', () => {
    const tracker = createTracker();
    const counts = [1, 2, 2, 4].map((n, step) => {
      const seen = Array.from({ length: n }, (_, i) => insect(i * 60, 10));
      return tracker.update(seen, step).born.length;
    });
    expect(counts).toEqual([1, 1, 0, 2]);
  });

  it('does not count an insect again that the detector missed for a few captures', () => {
    const tracker = createTracker({ maxMissedCaptures: 2 });
    const shows = [true, false, false, true, false, true];
    const born = shows.map((shown, step) => tracker.update(shown ? [insect(5, 5)] : [], step).born.length);
    expect(born).toEqual([1, 0, 0, 0, 0, 0]);
  });

  it('counts a newcomer on the place of one that left', () => {
    const tracker = createTracker({ maxMissedCaptures: 1 });
    const shows = [true, false, false, true];
    const born = shows.map((shown, step) => tracker.update(shown ? [insect(5, 5)] : [], step).born.length);
    expect(born).toEqual([1, 0, 0, 1]);
  });

  it('keeps two insects side by side apart', () => {
    const tracker = createTracker();
    const pair = [insect(0, 0), insect(21, 0)];
    expect(tracker.update(pair, 0).born).toHaveLength(2);
    expect(tracker.update([...pair].reverse(), 1).born).toHaveLength(0);
    expect(tracker.update([...pair, insect(42, 0)], 2).born).toHaveLength(1);
  });

  it('follows a slow walker whose boxes hardly overlap', () => {
    const tracker = createTracker({ iouMatch: 0.5, centreGate: 0.5 });
    let born = 0;
    for (let step = 0; step < 10; step++) born += tracker.update([insect(step * 10, 0)], step).born.length;
    expect(born).toBe(1);
  });

  it('decides the class by the sum of scores until the insect is counted', () => {
    const tracker = createTracker({ confirmAfterCaptures: 3 });
    expect(tracker.update([insect(0, 0, FEMALE, 0.95)], 10).born).toEqual([]);
    expect(tracker.update([insect(1, 0, MALE, 0.6)], 20).born).toEqual([]);
    const { born } = tracker.update([insect(0, 1, MALE, 0.6)], 30);
    expect(born).toEqual([{ trackId: 1, className: 'Male', firstSeenAtMs: 10 }]);
    expect(tracker.update([insect(0, 1, MALE, 0.6)], 40).born).toEqual([]);
  });

  it('counts every detection of independent pictures', () => {
    const tracker = createTracker({ independentCaptures: true, confirmAfterCaptures: 3 });
    const born = [0, 1, 2].map((step) => tracker.update([insect(0, 0), insect(50, 0)], step).born.length);
    expect(born).toEqual([2, 2, 2]);
  });

  it('continues from a stored snapshot without counting anything again', () => {
    const first = createTracker();
    first.update([insect(0, 0), insect(80, 0)], 0);
    const stored = JSON.parse(JSON.stringify(first.snapshot()));
    const second = createTracker({}, stored);
    const { born } = second.update([insect(1, 0), insect(80, 1), insect(200, 0)], 1);
    expect(born.map((occurrence) => occurrence.trackId)).toEqual([3]);
  });

  it('refuses settings that make no sense, by name', () => {
    expect(() => createTracker({ iouMatch: 2 })).toThrow(/iouMatch/);
    expect(() => createTracker({ centreGate: Number.NaN })).toThrow(/centreGate/);
    expect(() => createTracker({ maxMissedCaptures: -1 })).toThrow(/maxMissedCaptures/);
    expect(() => createTracker({ confirmAfterCaptures: 0 })).toThrow(/confirmAfterCaptures/);
  });
});
