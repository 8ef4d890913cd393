import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { YoloPicture } from '@natiu/dataset';
import { CLASS_NAMES } from '@natiu/domain';
import { encodePicture } from '@natiu/images';
import { openInferenceSession } from '@natiu/onnx-runtime';
import { architectureOf } from '@natiu/yolo';
import type { ParameterVectors } from '@natiu/yolo';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrainSettings } from '../config/train-settings.ts';
import { exportModel } from '../training/export-model.ts';
import { createRandom } from '../training/random.ts';
import { makeFormulaWeights } from '../verify/formula-weights.ts';
import { checkParity, openTrainedGraph } from './check-parity.ts';

const SIDE = 64;
const settings = { model: 'tiny', imageSize: SIDE } as TrainSettings;
const machine = { threads: 1, spin: false };
/** Weights whose batch-norm statistics are far from 0 and 1. */
const vectors = makeFormulaWeights(architectureOf('tiny', CLASS_NAMES.length), 7);
const dir = mkdtempSync(join(tmpdir(), 'natiu-parity-'));
const pictures: YoloPicture[] = [];

beforeAll(async () => {
  const random = createRandom(3);
  for (const name of ['a.png', 'b.png']) {
    const data = Uint8Array.from({ length: SIDE * SIDE * 3 }, () => random() * 256);
    const file = join(dir, name);
    await writeFile(file, await encodePicture({ width: SIDE, height: SIDE, data }, { format: 'png' }));
    pictures.push({ file, name, labels: [] });
  }
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function gate(exportedVectors: ParameterVectors) {
  const trained = await openTrainedGraph(settings, vectors, machine);
  const exported = await openInferenceSession(exportModel(settings, exportedVectors), machine);
  try {
    return await checkParity({ trained, exported, pictures });
  } finally {
    await trained.release();
    await exported.release();
  }
}

describe('the parity gate', () => {
  it('lets the file pass that was exported from the trained weights', async () => {
    const parity = await gate(vectors);
    expect(parity).toMatchObject({ pictures: 2, passed: true });
    expect(parity.largestScoreDifference).toBeLessThan(1e-4);
    expect(parity.largestBoxDifference).toBeLessThan(1e-4);
  });

  it.each(['weight', 'bias', 'statistic'] as const)('holds a file back with other %s', async (group) => {
    const changed = { ...vectors, [group]: vectors[group].map((value) => value * 1.1 + 0.01) };
    const parity = await gate(changed);
    expect(parity.passed).toBe(false);
    expect(Math.max(parity.largestScoreDifference, parity.largestBoxDifference)).toBeGreaterThan(1e-3);
  });

  it('holds a file back whose outputs are no numbers', async () => {
    const damaged = { ...vectors, bias: vectors.bias.map(() => Number.NaN) };
    await expect(gate(damaged)).rejects.toThrow(/not finite/);
  });
});
