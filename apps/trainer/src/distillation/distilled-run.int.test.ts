import { createHash } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NO_AUGMENTATION } from '@natiu/dataset';
import { CLASS_NAMES } from '@natiu/domain';
import { ConflictError } from '@natiu/errors';
import { renderDataset } from '@natiu/rendered-traps';
import { architectureOf, layoutParameters, viewOf } from '@natiu/yolo';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DistillationSettings } from '../config/distillation-settings.ts';
import { FIXED_DEFAULTS } from '../config/train-settings.ts';
import type { TrainSettings } from '../config/train-settings.ts';
import { loadCheckpoint, saveCheckpoint } from '../training/checkpoint.ts';
import type { Checkpoint } from '../training/checkpoint.ts';
import { exportModel } from '../training/export-model.ts';
import { noLosses } from '../training/losses.ts';
import { createRandom } from '../training/random.ts';
import { averagedVectors, startState } from '../training/state.ts';
import { createStepRunner } from '../training/step-runner.ts';
import { trainModel } from '../training/train-model.ts';
import type { TrainModelOptions } from '../training/train-model.ts';
import { openDistiller, startAdapter } from './distiller.ts';
import { describeTeacher } from './teacher.ts';

const EPOCHS = 2;
const machine = { threads: 1, workers: 1, spin: false };
let dir: string;
let settings: TrainSettings;
const path = (name: string) => join(dir, name);

/** A teacher of another size that is sure of itself: random weights, class biases near even odds. */
async function writeTeacher(file: string, seed: number, base: TrainSettings): Promise<void> {
  const architecture = architectureOf('n', CLASS_NAMES.length);
  const state = startState(architecture, seed);
  const averaged = averagedVectors(state);
  for (const spec of layoutParameters(architecture).specs)
    if (/^model\.22\.cv3\.\d\.2\.bias$/.test(spec.name)) viewOf(averaged, spec).fill(-0.5);
  await saveCheckpoint(file, {
    dataVersion: 'none',
    settings: { ...base, model: 'n' },
    state,
    position: {
      ...{ epoch: 0, batch: 0, updates: 0, lastUpdateIteration: -1 },
      lossSums: noLosses(),
      epochSeconds: 0,
      startedAtUtc: new Date(0).toISOString(),
    },
  });
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'distilled-'));
  // 12 pictures to train on: three batches of four, so that sums of two reach over epochs.
  const splits = { train: 0.5, valid: 0.25, test: 0.25 };
  await renderDataset({ dir: path('data'), pictures: 24, seed: 4, imageSize: 64, splits });
  const plain: TrainSettings = {
    ...FIXED_DEFAULTS,
    ...{ data: path('data'), model: 'tiny', epochs: EPOCHS, batch: 4, nominalBatch: 8, imageSize: 64 },
    ...{ learningRate: 0.01, cosine: false, warmupEpochs: 0, closeMosaicEpochs: 0, seed: 3 },
    augmentation: { ...NO_AUGMENTATION, flipLr: 0.5, mosaic: 1 },
  };
  await writeTeacher(path('teacher.safetensors'), 21, plain);
  const losses = DistillationSettings.parse({ features: { kind: 'projected' } });
  settings = { ...plain, distillation: await describeTeacher(path('teacher.safetensors'), losses) };
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const train = (out: string, more: Partial<TrainModelOptions> = {}, changed: Partial<TrainSettings> = {}) =>
  trainModel({ ...settings, ...changed }, { out: path(out), machine, ...more });
const load = (out: string) => loadCheckpoint(join(path(out), 'last.safetensors'));

function fingerprint({ state }: Checkpoint): Record<string, string> {
  const hash = (data: Float32Array) =>
    createHash('sha256')
      .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
      .digest('hex');
  return Object.fromEntries(Object.entries(state).map(([name, data]) => [name, hash(data)]));
}

describe('a run with a teacher', () => {
  let whole: Awaited<ReturnType<typeof train>>;
  beforeAll(async () => {
    whole = await train('whole');
  });

  it('notes every part of the loss, trains its adapter, and counts all of it in the total', async () => {
    expect(whole.outcome).toBe('finished');
    for (const { loss } of whole.metrics) {
      const { classes, boxes, features } = loss.distillation!;
      for (const part of [classes, boxes, features]) expect(part).toBeGreaterThan(0);
      expect(loss.total).toBeCloseTo(loss.box + loss.cls + loss.dfl + classes + boxes + features, 9);
    }
    const { state } = await load('whole');
    const start = startAdapter(settings).adapter;
    expect(state.adapter).toHaveLength(start.length);
    expect(state.adapter).not.toEqual(start);
    expect(Object.keys(state)).not.toContain('ema.adapter');
  });

  it('exports the student alone', async () => {
    const { state } = await load('whole');
    const exported = exportModel(settings, averagedVectors(state));
    const plain = startState(architectureOf('tiny', CLASS_NAMES.length), 1);
    expect(exported).toHaveLength(exportModel(settings, averagedVectors(plain)).length);
  });

  it('that breaks off in the middle of a sum of gradients and is resumed ends byte for byte the same', async () => {
    const broken = train('broken', {
      onBatch: ({ epoch, batch }) => {
        if (epoch === 1 && batch === 2) throw new Error('the process is gone');
      },
    });
    await expect(broken).rejects.toThrow('the process is gone');
    const { position, state } = await load('broken');
    expect([position.epoch, position.batch]).toEqual([1, 0]);
    expect(state['gradient.adapter']).toHaveLength(state.adapter.length);
    const resumed = await train('broken', { resume: 'if-started' });
    expect(fingerprint(await load('broken'))).toEqual(fingerprint(await load('whole')));
    expect(resumed.metrics.map(({ loss }) => loss)).toEqual(whole.metrics.map(({ loss }) => loss));
  });

  it('that is interrupted saves where it stands and is resumed the same', async () => {
    const stop = new AbortController();
    const first = await train('interrupted', { signal: stop.signal, onBatch: () => stop.abort() });
    expect(first.outcome).toBe('interrupted');
    expect((await load('interrupted')).position.batch).toBe(1);
    await train('interrupted', { resume: 'always' });
    expect(fingerprint(await load('interrupted'))).toEqual(fingerprint(await load('whole')));
  });

  it('is not resumed with another teacher, or with none, but wherever the teacher lies', async () => {
    await expect(train('whole', { resume: 'always' }, { distillation: undefined })).rejects.toThrow(
      /another distillation/,
    );
    await writeTeacher(path('other.safetensors'), 22, settings);
    const other = { ...settings.distillation!, teacher: path('other.safetensors') };
    await expect(train('whole', { resume: 'always' }, { distillation: other })).rejects.toThrow(
      ConflictError,
    );
    await cp(path('teacher.safetensors'), path('moved.safetensors'));
    const moved = { ...settings.distillation!, teacher: path('moved.safetensors') };
    const again = await train('whole', { resume: 'always' }, { distillation: moved });
    expect(again.outcome).toBe('finished');
  });
});

describe.each(['projected', 'channel-wise'] as const)('a student with %s features', (kind) => {
  it('comes nearer to its teacher in every part, step by step', async () => {
    const losses = DistillationSettings.parse({ features: { kind } });
    const distillation = { ...settings.distillation!, losses };
    const own = { ...settings, distillation };
    const architecture = architectureOf('tiny', CLASS_NAMES.length);
    const state = { ...startState(architecture, 1), ...startAdapter(own) };
    const distiller = (await openDistiller(own, machine))!;
    const runner = createStepRunner(architecture, 64, machine, { distiller });
    const random = createRandom(6);
    const images = Uint8Array.from({ length: 2 * 3 * 64 * 64 }, () => random() * 256);
    const rates = {
      learningRate: { weight: 0.02, bn: 0.02, bias: 0.02 },
      ...{ momentum: 0.9, accumulate: 1, weightDecay: 0, emaDecay: 0.9 },
    };
    const seen = [];
    for (let step = 0; step < 12; step += 1) {
      const { distillation: parts } = await runner.run('step', state, { images, labels: [[], []] }, rates);
      seen.push(parts!);
    }
    await runner.release();
    await distiller.release();
    const [first, last] = [seen[0], seen.at(-1)!];
    expect(last.classes).toBeLessThan(0.7 * first.classes);
    expect(last.boxes).toBeLessThan(first.boxes);
    expect(last.features).toBeLessThan(first.features);
  });
});
