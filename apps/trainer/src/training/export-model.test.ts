import { createPictureRunner, readDetections } from '@natiu/detector';
import type { Detection, InferenceSession } from '@natiu/detector';
import { CLASS_NAMES } from '@natiu/domain';
import { evaluateDetections } from '@natiu/evaluation';
import { createOnnxEngine, openInferenceSession } from '@natiu/onnx-runtime';
import { architectureOf, buildForwardGraph } from '@natiu/yolo';
import type { ParameterVectors } from '@natiu/yolo';
import { describe, expect, it } from 'vitest';
import type { TrainSettings } from '../config/train-settings.ts';
import { largestDifference } from '../verify/compare.ts';
import { makeFormulaWeights } from '../verify/formula-weights.ts';
import { exportModel } from './export-model.ts';
import { createRandom } from './random.ts';

const SIDE = 64;
const architecture = architectureOf('tiny', CLASS_NAMES.length);
/** Weights whose batch-norm statistics are far from 0 and 1. */
const vectors = makeFormulaWeights(architecture, 7);
const settings = { model: 'tiny', imageSize: SIDE } as TrainSettings;
const machine = { threads: 1, spin: false };

/** The graph that is trained, in evaluation mode, behind the port of an exported file. */
async function openTrainingGraph(weights: ParameterVectors): Promise<InferenceSession> {
  const { graph } = buildForwardGraph(architecture, 'evaluation', { batch: 1, height: SIDE, width: SIDE });
  const compiled = await createOnnxEngine().compile(graph, machine);
  return {
    inputShape: [1, 3, SIDE, SIDE],
    metadata: {},
    run: async (images) => {
      const bytes = Uint8Array.from(images, (value) => Math.round(value * 255));
      const { decoded } = await compiled.run({ images: bytes, ...weights });
      return { data: decoded as Float32Array, shape: [1, 4 + CLASS_NAMES.length, 84] };
    },
    release: () => compiled.release(),
  };
}

const random = createRandom(3);
const pictures = Array.from({ length: 6 }, () => ({
  width: SIDE,
  height: SIDE,
  data: Uint8Array.from({ length: SIDE * SIDE * 3 }, () => random() * 256),
}));

async function detectAll(session: InferenceSession): Promise<{ raw: Float32Array[]; found: Detection[][] }> {
  const run = createPictureRunner({ session });
  const raw: Float32Array[] = [];
  const found: Detection[][] = [];
  for (const picture of pictures) {
    const inferred = await run(picture);
    raw.push(inferred.predictions.data.slice() as Float32Array);
    found.push(readDetections(inferred, { confidence: 0.3, iou: 0.5, maxDetections: 300 }));
  }
  await session.release();
  return { raw, found };
}

describe('exportModel', () => {
  it('gives a file that predicts what the trained graph predicts, batch norm folded or not', async () => {
    const trained = await detectAll(await openTrainingGraph(vectors));
    const exported = await detectAll(await openInferenceSession(exportModel(settings, vectors), machine));
    trained.raw.forEach((expected, i) => {
      // Coordinates as shares of the picture, then scores.
      const coordinates = 4 * 84;
      const boxes = largestDifference(
        exported.raw[i].subarray(0, coordinates),
        expected.subarray(0, coordinates),
      );
      expect(boxes / SIDE).toBeLessThan(1e-4);
      const scores = largestDifference(exported.raw[i].subarray(coordinates), expected.subarray(coordinates));
      expect(scores).toBeLessThan(1e-4);
    });
    expect(trained.found.flat().length).toBeGreaterThan(20);
    // What the trained graph finds is taken as truth; only boxes that lie outside the picture do not match themselves.
    const truth = trained.found.map((boxes) =>
      boxes.map(({ classIndex, boxXyxy }) => ({ classIndex, boxXyxy })),
    );
    const score = (found: Detection[][]) => evaluateDetections(truth, found, { classNames: CLASS_NAMES });
    const best = score(trained.found);
    expect(best.map50To95).toBeGreaterThan(0.8);
    expect(Math.abs(score(exported.found).map50 - best.map50)).toBeLessThan(0.002);
    expect(Math.abs(score(exported.found).map50To95 - best.map50To95)).toBeLessThan(0.002);
  });

  it('writes what the file is into it, and halves it with float16 weights', async () => {
    const bytes = exportModel(settings, vectors, { metadata: { run: 'a run', dataVersion: 'v1' } });
    const session = await openInferenceSession(bytes, machine);
    await session.release();
    expect(session.inputShape).toEqual([1, 3, SIDE, SIDE]);
    expect(session.metadata).toMatchObject({
      classes: JSON.stringify(CLASS_NAMES),
      imageSize: '64',
      architecture: 'yolov8tiny',
      run: 'a run',
      dataVersion: 'v1',
    });
    const half = exportModel(settings, vectors, { weights: 'float16' });
    expect(half.length).toBeLessThan(0.6 * bytes.length);
  });
});
