import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openYoloDataset, writeYoloDataset } from '@natiu/dataset';
import type { YoloLabel } from '@natiu/dataset';
import { CLASS_NAMES } from '@natiu/domain';
import { ConflictError, InputError } from '@natiu/errors';
import { encodePicture } from '@natiu/images';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTrialModel } from '../commands/trial-model.ts';
import { labelWithTeacher, PSEUDO_LABELS_FILE } from './label-with-teacher.ts';
import type { LabelWithTeacherOptions } from './label-with-teacher.ts';
import { describePseudoLabels } from './pseudo-label-report.ts';

let dir: string;
const path = (...names: string[]) => join(dir, ...names);
const flat = (level: number) =>
  encodePicture({ width: 32, height: 32, data: new Uint8Array(32 * 32 * 3).fill(level) }, { format: 'png' });

const label = (classIndex: number, cx: number): YoloLabel => ({ classIndex, cx, cy: 0.5, w: 0.25, h: 0.25 });

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'labelled-'));
  // To every picture it answers: a class 2 at the left (0.75), a class 0 at the right (0.5), a class 1 below (0.3).
  const anchors = [
    [8, 16, 8, 8, 0.1, 0.1, 0.75, 0.1, 0.1],
    [24, 16, 8, 8, 0.5, 0.1, 0.1, 0.1, 0.1],
    [16, 28, 6, 6, 0.1, 0.3, 0.1, 0.1, 0.1],
  ] as const;
  await writeFile(path('teacher.onnx'), createTrialModel(anchors));
  await writeYoloDataset(path('data'), {
    splits: {
      train: [
        { name: 'left.png', bytes: await flat(10), labels: [label(0, 0.25)] },
        { name: 'empty.png', bytes: await flat(20), labels: [] },
      ],
      valid: [
        { name: 'v1.png', bytes: await flat(30), labels: [label(2, 0.25)] },
        { name: 'v2.png', bytes: await flat(40), labels: [label(2, 0.25), label(0, 0.75)] },
      ],
      test: [{ name: 't.png', bytes: await flat(50), labels: [label(1, 0.5)] }],
    },
    classNames: CLASS_NAMES,
  });
  await writeYoloDataset(path('more'), {
    splits: {
      train: [
        { name: 'left.png', bytes: await flat(60), labels: [] },
        { name: 'same-as-test.png', bytes: await flat(50), labels: [] },
        { name: 'broken.png', bytes: Buffer.from('no picture'), labels: [] },
      ],
    },
    classNames: CLASS_NAMES,
  });
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const run = (out: string, more: Partial<LabelWithTeacherOptions> = {}) =>
  labelWithTeacher({
    ...{ model: path('teacher.onnx'), data: path('data'), out: path(out), machine: { threads: 1 } },
    ...{ thresholds: { kind: 'one', value: 0.4 }, weighting: 'hard', labels: 'confirmed' },
    ...more,
  });
const labelsOf = async (out: string, split: 'train' | 'valid' | 'test' = 'train') => {
  const { pictures } = (await openYoloDataset(path(out))).split(split);
  return Object.fromEntries(
    pictures.map(({ name, labels }) => [
      name.split('/').at(-1),
      labels.map(({ classIndex, cx, weight }) => [classIndex, cx, weight]),
    ]),
  );
};

describe('labelWithTeacher', () => {
  it("keeps a person's box against a surer teacher, adds what the teacher is sure of, copies the other splits", async () => {
    const report = await run('hard');
    expect(await labelsOf('hard')).toEqual({
      'left.png': [
        [0, 0.25, undefined],
        [0, 0.75, undefined],
      ],
      'empty.png': [
        [2, 0.25, undefined],
        [0, 0.75, undefined],
      ],
    });
    for (const split of ['valid', 'test'] as const)
      expect(await labelsOf('hard', split)).toEqual(await labelsOf('data', split));
    expect(report.pictures).toMatchObject({ offered: 2, chosen: 2, unlabelled: 0, heldOut: 0 });
    const female = report.balance[0]!;
    expect(female).toEqual({ class: 'Female', training: 1, validation: 1, chosen: 3, confident: 2 });
    expect(report.balance[2]).toMatchObject({ chosen: 1, confident: 2 });
    expect(describePseudoLabels(report)).toMatch(/> 40 %/);
  });

  it('says of every box where it comes from', async () => {
    await run('origin');
    const { pictures, teacher } = JSON.parse(await readFile(path('origin', PSEUDO_LABELS_FILE), 'utf8'));
    expect(teacher).toMatchObject({ name: 'teacher.onnx', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const left = pictures.find((one: { picture: string }) => one.picture === 'left.png');
    expect(left.boxes).toEqual([
      { class: 'Female', source: 'person', confirmed: true, weight: 1 },
      { class: 'Female', source: 'teacher', confirmed: false, confidence: 0.5, weight: 1 },
    ]);
  });

  it("gives soft labels the teacher's confidence as weight, and lets proposed labels give way", async () => {
    await run('soft', { weighting: 'soft', labels: 'proposed' });
    expect(await labelsOf('soft')).toEqual({
      'left.png': [
        [2, 0.25, 0.75],
        [0, 0.75, 0.5],
      ],
      'empty.png': [
        [2, 0.25, 0.75],
        [0, 0.75, 0.5],
      ],
    });
  });

  it('takes thresholds per class from the precision on the validation split', async () => {
    // Right on validation: class 2 twice of two, class 0 once of two, class 1 never.
    const report = await run('precise', { thresholds: { kind: 'precision', target: 0.9 } });
    expect(report.thresholds).toEqual([null, null, 0.75, null, null]);
    expect(describePseudoLabels(report)).not.toContain('unlearns');
    expect(await labelsOf('precise')).toEqual({
      'left.png': [[0, 0.25, undefined]],
      'empty.png': [[2, 0.25, undefined]],
    });
  });

  it('offers pictures without labels, never one of the other splits, and goes on past one it cannot read', async () => {
    const report = await run('more-labels', { unlabelled: path('more', 'train', 'images') });
    expect(report.pictures).toMatchObject({ offered: 5, chosen: 3, unlabelled: 1, heldOut: 1 });
    expect(report.pictures.unreadable.map(({ file }) => file)).toEqual([
      path('more', 'train', 'images', 'broken.png'),
    ]);
    // Two pictures are named left.png.
    const names = Object.keys(await labelsOf('more-labels'));
    expect(names).toHaveLength(3);
  });

  it('leaves out pictures without a sure prediction unless all are wanted, and refuses to write nothing', async () => {
    const strict = { thresholds: { kind: 'one', value: 0.8 } } as const;
    await expect(run('nothing', strict)).rejects.toThrow(InputError);
    await expect(openYoloDataset(path('nothing'))).rejects.toThrow(InputError);
    await run('all', { ...strict, pictures: 'all' });
    expect(await labelsOf('all')).toEqual({ 'left.png': [[0, 0.25, undefined]], 'empty.png': [] });
  });

  it('says which classes a training on the set would unlearn', async () => {
    const report = await run('lost', { thresholds: { kind: 'one', value: 0.6 }, labels: 'proposed' });
    expect(describePseudoLabels(report)).toMatch(/No label of Female was written/);
  });

  it('does not write over a data set', async () => {
    await expect(run('data')).rejects.toThrow(ConflictError);
  });
});
