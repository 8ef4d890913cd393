import { createOnnxEngine } from '@natiu/onnx-runtime';
import { architectureOf, buildGradientGraph, packTruth, packWeights } from '@natiu/yolo';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from './random.ts';
import { startState } from './state.ts';

const SIDE = 64;
const ROWS = 4;
const architecture = architectureOf('tiny', 5);
const random = createRandom(8);
const shape = { batch: 2, height: SIDE, width: SIDE, maxBoxes: ROWS };
const images = Uint8Array.from({ length: 2 * 3 * SIDE * SIDE }, () => random() * 256);
const box = (classIndex: number, cx: number, weight?: number) => ({
  ...{ classIndex, cx, cy: 0.5, w: 0.35, h: 0.5 },
  ...(weight === undefined ? {} : { weight }),
});
const labelsWith = (weight?: number) => [[box(1, 0.25, weight), box(3, 0.75)], [box(2, 0.5)]];
const { weight, bn, bias, statistic } = startState(architecture, 2);

type Outputs = Record<string, Float32Array>;
async function runWith(boxWeight: number | undefined): Promise<Outputs> {
  const boxWeights = boxWeight !== undefined;
  const { graph } = buildGradientGraph(architecture, { ...shape, boxWeights });
  const labels = labelsWith(boxWeight);
  const truth = packTruth(labels, { ...shape, classes: 5 });
  const feeds = { images, ...truth, weight, bn, bias, statistic };
  const compiled = await createOnnxEngine().compile(graph, { threads: 1, spin: false });
  const weighted: Outputs = boxWeights ? { truthWeights: packWeights(labels, ROWS) } : {};
  return (await compiled.run({ ...feeds, ...weighted }).finally(() => compiled.release())) as Outputs;
}

/** [B, classes, A] */
const scoresOf = (out: Outputs, picture: number, classIndex: number) => {
  const scores = out['assign.targetScores'];
  const anchors = scores.length / 10;
  return scores.subarray((picture * 5 + classIndex) * anchors, (picture * 5 + classIndex + 1) * anchors);
};

describe('a box that is trusted in part', () => {
  let plain: Outputs;
  beforeAll(async () => {
    plain = await runWith(undefined);
  });

  it('changes nothing at weight 1', async () => {
    const full = await runWith(1);
    for (const [name, value] of Object.entries(plain)) expect([name, full[name]]).toEqual([name, value]);
  });

  it('has its target scores, and no other, multiplied by its weight; its anchors stay the same', async () => {
    const part = await runWith(0.25);
    const own = scoresOf(plain, 0, 1);
    expect(Math.max(...own)).toBeGreaterThan(0);
    expect(scoresOf(part, 0, 1)).toEqual(own.map((score) => score * 0.25));
    expect(scoresOf(part, 0, 3)).toEqual(scoresOf(plain, 0, 3));
    expect(scoresOf(part, 1, 2)).toEqual(scoresOf(plain, 1, 2));
    expect(part['assign.foreground']).toEqual(plain['assign.foreground']);
    expect(part['assign.targetBoxes']).toEqual(plain['assign.targetBoxes']);
  });
});
