import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLASS_NAMES } from '@natiu/domain';
import { InputError, NotFoundError } from '@natiu/errors';
import { fromFloat16, storeTensorsAsFloat16, toFloat16, writeSafetensors } from '@natiu/onnx-format';
import { architectureOf, emptyVectors, foldBatchNorm, layoutParameters, viewOf } from '@natiu/yolo';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FIXED_DEFAULTS, TrainSettings } from '../config/train-settings.ts';
import { saveCheckpoint } from '../training/checkpoint.ts';
import type { Checkpoint } from '../training/checkpoint.ts';
import { exportModel } from '../training/export-model.ts';
import { noLosses } from '../training/losses.ts';
import { startFrom } from '../training/state.ts';
import { makeFormulaWeights } from '../verify/formula-weights.ts';
import { findBaseWeights } from './base-weights.ts';
import { toNamedTensors } from './named-tensors.ts';
import { expectSameVectors, sameNumbers } from './test-support.ts';
import { describeStart, loadStartWeights } from './start-weights.ts';
import { writeBaseWeights } from './write-base-weights.ts';

const tiny = architectureOf('tiny', CLASS_NAMES.length);
const layout = layoutParameters(tiny);
const weights = makeFormulaWeights(tiny, 7);
const zeros = emptyVectors(layout);
const firstLayers = join(import.meta.dirname, '../../fixtures/weights/first-layers.pt');

const settingsOf = (model: string): TrainSettings => ({
  ...FIXED_DEFAULTS,
  ...{ data: 'data', model, epochs: 1, batch: 4, nominalBatch: 4, imageSize: 64, learningRate: 0.01 },
  ...{ cosine: false, warmupEpochs: 0, closeMosaicEpochs: 0, seed: 0 },
  augmentation: {
    ...{ hsvH: 0, hsvS: 0, hsvV: 0, degrees: 0, translate: 0, scale: 0, shear: 0 },
    ...{ flipUd: 0, flipLr: 0, turns90: 0, mosaic: 0, boxes: 'ellipse' },
  },
});

const checkpointOf = (model: string, vectors: typeof weights): Checkpoint => ({
  dataVersion: 'v1',
  settings: TrainSettings.parse(settingsOf(model)),
  state: startFrom(vectors),
  position: {
    ...{ epoch: 3, batch: 0, updates: 9, lastUpdateIteration: 8, lossSums: noLosses(), epochSeconds: 0 },
    startedAtUtc: '2026-01-01T00:00:00.000Z',
  },
});

let dir: string;
const path = (name: string) => join(dir, name);
const load = (file: string, architecture = tiny) => loadStartWeights(file, architecture, zeros);
const write = (name: string, bytes: Uint8Array): string => {
  writeFileSync(path(name), bytes);
  return path(name);
};

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'weights-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('loadStartWeights', () => {
  it('gives the averaged weights of a run from its checkpoint, number for number', async () => {
    const checkpoint = checkpointOf('tiny', weights);
    checkpoint.state['weight'] = new Float32Array(checkpoint.state['weight'].length);
    await saveCheckpoint(path('last.safetensors'), checkpoint);
    const { vectors, report } = await load(path('last.safetensors'));
    expectSameVectors(vectors, weights);
    expect(report).toMatchObject({ kind: 'checkpoint of a run', taken: layout.specs.length });
    expect(report.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('gives the tensors of a safetensors file, float16 widened exactly', async () => {
    const tensors = toNamedTensors(layout, weights);
    const { vectors } = await load(write('w32.safetensors', writeSafetensors(tensors)));
    expectSameVectors(vectors, weights);
    const half = await load(write('w16.safetensors', writeSafetensors(storeTensorsAsFloat16(tensors))));
    expect(sameNumbers(half.vectors.weight, fromFloat16(toFloat16(weights.weight)))).toBe(true);
    expect(sameNumbers(half.vectors.statistic, weights.statistic)).toBe(true);
  });

  it('knows a safetensors file whose header happens to begin as a zip archive or a pickle', async () => {
    const tensors = toNamedTensors(layout, weights);
    const headerOf = (note: number) => writeSafetensors(tensors, { note: 'x'.repeat(note) });
    const length = Buffer.from(headerOf(1)).readUInt32LE(0);
    for (const wanted of [0x4b50, 0x80]) {
      const more = (wanted - length + 0x20000) % 0x10000;
      const file = headerOf(1 + more);
      expect(Buffer.from(file).readUInt16LE(0)).toBe(wanted);
      expect((await load(write('odd.safetensors', file))).report.kind).toBe('safetensors');
    }
  });

  it('gives the folded weights of a model that this trainer exported', async () => {
    const folded = foldBatchNorm(layout, weights);
    for (const type of ['float32', 'float16'] as const) {
      const model = exportModel(settingsOf('tiny'), weights, { weights: type });
      const { vectors, report } = await load(write(`${type}.onnx`, model));
      expect(report).toMatchObject({ kind: 'ONNX', taken: layout.specs.length, missing: [], unexpected: [] });
      for (const spec of layout.specs.filter(({ group }) => group === 'weight')) {
        const exact = folded.get(spec.name)!;
        const expected = type === 'float16' ? fromFloat16(toFloat16(exact)) : exact;
        expect(sameNumbers(viewOf(vectors, spec), expected), spec.name).toBe(true);
      }
    }
  });

  it('gives the tensors of a checkpoint of a whole module that PyTorch 1.13 wrote', async () => {
    const { vectors, report } = await load(firstLayers);
    const first = viewOf(vectors, layout.byName.get('model.0.conv.weight')!);
    expect([...first]).toEqual(Array.from({ length: 216 }, (_, i) => i / 64));
    expect(report).toMatchObject({ kind: 'PyTorch checkpoint', taken: 10, unexpected: [] });
    expect(report.missing).toHaveLength(layout.specs.length - 10);
  });

  it('names the file in every refusal', async () => {
    await expect(load(path('nothing.pt'))).rejects.toThrow(NotFoundError);
    const damaged = write(
      'damaged.safetensors',
      writeSafetensors(toNamedTensors(layout, weights)).subarray(0, 999),
    );
    for (const file of [
      damaged,
      write('text.onnx', Buffer.from('no weights')),
      write('empty', Buffer.alloc(0)),
    ]) {
      await expect(load(file)).rejects.toThrow(InputError);
      await expect(load(file)).rejects.toThrow(new RegExp(`^${file}: `));
    }
    const n = architectureOf('n', CLASS_NAMES.length);
    await expect(loadStartWeights(firstLayers, n, emptyVectors(layoutParameters(n)))).rejects.toThrow(
      `${firstLayers}: it seems to be a YOLOv8tiny, not the YOLOv8n asked for`,
    );
  });
});

describe('describeStart', () => {
  it('says what was taken and lists what was not, some by name and the rest by number', async () => {
    const { report } = await load(firstLayers);
    const lines = describeStart({
      ...report,
      classesInFile: 80,
      reinitialised: [{ name: 'model.22.cv3.0.2.bias', from: [80], to: [5] }],
      unexpected: ['extra'],
    });
    expect(lines).toEqual([
      `Start: 10 of ${layout.specs.length} tensors from ${firstLayers} (PyTorch checkpoint).`,
      'The file tells 80 classes apart, this network 5: re-initialised are model.22.cv3.0.2.bias [80] -> [5].',
      expect.stringMatching(/^Not in the file, left at their random start: model\.2\.cv1.* and \d+ more\.$/),
      'In the file, but not in the network: extra.',
    ]);
  });
});

describe('base weights', () => {
  it('are written at half size, found by the size of the network, and start a run', async () => {
    const bytes = writeBaseWeights(checkpointOf('tiny', weights), 'a run');
    const file = write('tiny.safetensors', bytes);
    expect(await findBaseWeights('tiny', dir)).toBe(file);
    const { vectors, report } = await load(file);
    expect(report).toMatchObject({ kind: 'safetensors', taken: layout.specs.length });
    expect(sameNumbers(vectors.weight, fromFloat16(toFloat16(weights.weight)))).toBe(true);
    expect(sameNumbers(vectors.bn, weights.bn)).toBe(true);
  });

  it('of YOLOv8n stay below 7 MB', () => {
    const n = emptyVectors(layoutParameters(architectureOf('n', CLASS_NAMES.length)));
    expect(writeBaseWeights(checkpointOf('n', n), 'a run').length).toBeLessThan(7e6);
  });

  it('of a size that has none are refused, saying which have some', async () => {
    const empty = mkdtempSync(join(dir, 'base-'));
    await expect(findBaseWeights('n', empty)).rejects.toThrow(
      /no base weights for YOLOv8n; there are none yet/,
    );
    writeFileSync(join(empty, 's.safetensors'), '');
    writeFileSync(join(empty, 'README.md'), '');
    await expect(findBaseWeights('n', empty)).rejects.toThrow(
      /there are some for s\. .*trainer export --base/,
    );
    await expect(findBaseWeights('n', join(empty, 'nowhere'))).rejects.toThrow(NotFoundError);
  });
});
