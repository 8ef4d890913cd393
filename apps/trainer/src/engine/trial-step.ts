import { CLASS_NAMES } from '@natiu/domain';
import type { GraphEngine } from '@natiu/tensor-graph';
import { architectureOf } from '@natiu/yolo';
import type { TrainSettings } from '../config/train-settings.ts';
import { createRandom } from '../training/random.ts';
import { startState } from '../training/state.ts';
import { createStepRunner } from '../training/step-runner.ts';
import type { Trial } from './choose-engine.ts';

/** The first run of a graph compiles and allocates, so it is not timed. */
const TIMED_STEPS = 2;
/** A device that takes longer for one step will not be the fastest. */
const PATIENCE_MS = 10_000;

/**
 * A trial that is a run's own training step, at its own size, on noise. Its checks are the first step's loss and gradient
 * norm.
 */
export function createStepTrial(
  settings: Pick<TrainSettings, 'model' | 'batch' | 'imageSize'>,
  machine: { readonly threads: number; readonly spin: boolean },
): Trial {
  const { model, batch, imageSize } = settings;
  const rates = {
    learningRate: { weight: 1e-4, bn: 1e-4, bias: 1e-4 },
    momentum: 0.9,
    accumulate: 1,
    weightDecay: 0,
    emaDecay: 0.5,
  };
  return async (engine: GraphEngine) => {
    const random = createRandom(1);
    const architecture = architectureOf(model, CLASS_NAMES.length);
    const state = startState(architecture, 1);
    const images = Uint8Array.from({ length: batch * 3 * imageSize ** 2 }, () => random() * 256);
    const labels = Array.from({ length: batch }, () => [
      { classIndex: 0, cx: 0.3 + 0.4 * random(), cy: 0.3 + 0.4 * random(), w: 0.3, h: 0.3 },
    ]);
    const runner = createStepRunner(architecture, imageSize, { ...machine, engine });
    try {
      const { box, cls, dfl, gradientNorm } = await runner.run('step', state, { images, labels }, rates);
      const times: number[] = [];
      while (times.length < TIMED_STEPS && Math.max(0, ...times) < PATIENCE_MS) {
        const startedAt = performance.now();
        await runner.run('step', state, { images, labels }, rates);
        times.push(performance.now() - startedAt);
      }
      return { milliseconds: Math.min(...times), checks: [box + cls + dfl, gradientNorm] };
    } finally {
      await runner.release();
    }
  };
}
