import { createOnnxEngine } from '@natiu/onnx-runtime';
import type { TensorData } from '@natiu/tensor-graph';
import {
  architectureOf,
  buildTrainStep,
  initializeParameters,
  packTruth,
  PARAMETER_GROUPS,
  TRAINED_GROUPS,
} from '@natiu/yolo';
import type { ParameterLayout } from '@natiu/yolo';
import { expect, it } from 'vitest';
import { createTfjsEngine } from './engine.ts';
import { loadTensorflow } from './tensorflow.ts';
import { createTestRandom, worstDifference } from './test-support.ts';

const SIDE = 64;
const BATCH = 2;
const ROWS = 8;
/** Of the largest change of a vector: what a step does, not the weights that it starts from, is compared. */
const TOLERANCE = 1e-4;

const architecture = architectureOf('tiny', 5);
const random = createTestRandom(3);

function makeFeeds(layout: ParameterLayout): Record<string, Float32Array | Uint8Array> {
  const start = initializeParameters(architecture, layout, random);
  const labels = [
    [
      { classIndex: 0, cx: 0.4, cy: 0.5, w: 0.4, h: 0.3 },
      { classIndex: 4, cx: 0.55, cy: 0.45, w: 0.3, h: 0.5 },
    ],
    [{ classIndex: 2, cx: 0.6, cy: 0.6, w: 0.5, h: 0.4 }],
  ];
  const feeds: Record<string, Float32Array | Uint8Array> = {
    images: Uint8Array.from({ length: BATCH * 3 * SIDE * SIDE }, () => random() * 256),
    ...packTruth(labels, { height: SIDE, width: SIDE, maxBoxes: ROWS, classes: 5 }),
  };
  for (const group of PARAMETER_GROUPS) {
    feeds[group] = start[group];
    feeds[`ema.${group}`] = start[group].slice();
  }
  for (const group of TRAINED_GROUPS) {
    feeds[`momentum.${group}`] = start[group].map(() => random() * 0.01);
    feeds[`learningRate.${group}`] = Float32Array.of(0.01);
  }
  const scalars = { momentum: 0.9, weightDecay: 0.001, emaDecay: 0.75 };
  for (const [name, value] of Object.entries(scalars)) feeds[name] = Float32Array.of(value);
  return feeds;
}

/** What a step adds to a vector. */
const change = (after: TensorData, before: TensorData | undefined): TensorData =>
  before === undefined
    ? after
    : Float32Array.from(after as Float32Array, (value, i) => value - Number(before[i]));

it('a whole training step on TensorFlow.js equals the one on ONNX Runtime, and leaves no tensor behind', async () => {
  const shape = { batch: BATCH, height: SIDE, width: SIDE, maxBoxes: ROWS };
  const { graph, layout } = buildTrainStep(architecture, shape);
  const feeds = makeFeeds(layout);
  const onnx = await createOnnxEngine().compile(graph, { threads: 1, spin: false });
  const expected = await onnx.run(feeds).finally(() => onnx.release());

  const tf = await loadTensorflow('cpu');
  const before = tf.memory().numTensors;
  const tfjs = await createTfjsEngine({ device: 'cpu' }).compile(graph);
  const held = tf.memory().numTensors;
  const actual = await tfjs.run(feeds);
  expect(tf.memory().numTensors).toBe(held);
  await tfjs.release();
  expect(tf.memory().numTensors).toBe(before);

  const [box, cls, dfl] = expected['lossParts']!;
  expect(Math.min(Number(box), Number(cls), Number(dfl))).toBeGreaterThan(0);
  const worst = graph.outputs.map(({ name }): [string, number] => {
    const old = feeds[name.slice('next.'.length)];
    return [name, worstDifference(change(actual[name]!, old), change(expected[name]!, old))];
  });
  expect(worst.filter(([, difference]) => !(difference < TOLERANCE))).toEqual([]);
});
