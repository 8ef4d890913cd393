import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { architectureOf, buildInferenceGraph, initializeParameters, layoutParameters } from '@natiu/yolo';
import { encodeModel } from '@natiu/onnx-format';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRandom } from '../training/random.ts';
import { createEngine } from './candidates.ts';
import type { Candidate } from './candidates.ts';
import { openModel } from './open-model.ts';
import { probeApart } from './probe-candidate.ts';
import { createStepTrial } from './trial-step.ts';

const plain: Candidate = { engine: 'tfjs', device: 'cpu' };

describe('probing in a process of its own', () => {
  it('says what to install for TensorFlow.js where its native library is missing', async () => {
    const { usable, reason = '' } = await probeApart({ engine: 'tfjs', device: 'gpu' });
    if (!usable) expect(reason).toContain('npm explore @tensorflow/tfjs-node-gpu -- npm run install');
    else expect(reason).toBe('');
  });

  it('survives a device that does not exist', async () => {
    const broken = { engine: 'onnx', device: 'nonsense' } as unknown as Candidate;
    expect(await probeApart(broken)).toMatchObject({ usable: false });
  });
});

it('a training step on TensorFlow.js has the loss and the gradients that it has on ONNX Runtime', async () => {
  const trial = createStepTrial({ model: 'tiny', batch: 1, imageSize: 32 }, { threads: 1, spin: false });
  const onnx = await trial(createEngine({ engine: 'onnx', device: 'cpu' }));
  const tfjs = await trial(createEngine(plain));
  const [loss, gradientNorm] = onnx.checks as [number, number];
  expect(loss * gradientNorm).toBeGreaterThan(0);
  expect(Math.abs(tfjs.checks[0]! / loss - 1)).toBeLessThan(1e-5);
  expect(Math.abs(tfjs.checks[1]! / gradientNorm - 1)).toBeLessThan(1e-3);
});

describe('openModel', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'open-model-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('runs one file on both engines with the same predictions', async () => {
    const architecture = architectureOf('tiny', 5);
    const random = createRandom(2);
    const vectors = initializeParameters(architecture, layoutParameters(architecture), random);
    const shape = { batch: 1, height: 64, width: 64 };
    const file = join(dir, 'model.onnx');
    await writeFile(file, encodeModel(buildInferenceGraph(architecture, vectors, shape, { classes: '5' })));
    const images = Float32Array.from({ length: 3 * 64 * 64 }, random);
    const results = [];
    for (const engine of ['onnx', 'tfjs'] as const) {
      const session = await openModel(file, { engine, device: 'cpu', threads: 1 });
      expect(session.inputShape).toEqual([1, 3, 64, 64]);
      expect(session.metadata['classes']).toBe('5');
      results.push(await session.run(images));
      await session.release();
    }
    const [expected, actual] = results;
    expect(actual!.shape).toEqual(expected!.shape);
    const worst = actual!.data.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - expected!.data[i]!)),
      0,
    );
    expect(worst).toBeLessThan(1e-4); // pixels, of up to 64
  });
});
