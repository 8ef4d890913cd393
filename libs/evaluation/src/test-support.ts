import type { ScoredBox, TruthBox } from './boxes.ts';

/** For tests: uniform numbers in [0, 1), the same for the same seed. */
export function createTestRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

export interface TestModel {
  /** Pixels by which boxes are off at most. */
  readonly jitter: number;
  /** Share of the insects that are found. */
  readonly found: number;
}

/** For tests: pictures with one to three insects of two classes. */
export function makeTruth(pictures: number, random: () => number): TruthBox[][] {
  return Array.from({ length: pictures }, () =>
    Array.from({ length: 1 + Math.floor(random() * 3) }, (_, i) => {
      const x = i * 60 + random() * 20;
      return { classIndex: Math.floor(random() * 2), boxXyxy: [x, 0, x + 20, 20] as const };
    }),
  );
}

/** For tests: what a model of that quality would find, with false detections among it. */
export function makePredictions(truth: TruthBox[][], model: TestModel, random: () => number): ScoredBox[][] {
  return truth.map((boxes) => {
    const hits = boxes
      .filter(() => random() < model.found)
      .map(({ classIndex, boxXyxy: [x1, y1, x2, y2] }) => {
        const dx = (random() - 0.5) * 2 * model.jitter;
        return { classIndex, boxXyxy: [x1 + dx, y1, x2 + dx, y2] as const, score: 0.2 + 0.8 * random() };
      });
    const wrong = Array.from({ length: 3 }, () => {
      const x = 300 + random() * 100;
      return {
        classIndex: Math.floor(random() * 2),
        boxXyxy: [x, 50, x + 20, 70] as const,
        score: 0.6 * random(),
      };
    });
    return [...hits, ...wrong];
  });
}
