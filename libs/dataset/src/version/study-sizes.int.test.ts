import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeStudyPlan } from '../study/study-plan.ts';
import { encodePng, makeTestFolder, writeFiles } from '../test-support.ts';
import { renderTexture } from '../test-textures.ts';
import { openYoloDataset } from '../yolo-dataset.ts';
import { STUDY_RATIOS, createDatasetVersion } from './create-version.ts';

let folder: Awaited<ReturnType<typeof makeTestFolder>>;
beforeAll(async () => {
  folder = await makeTestFolder();
  await writeFiles(folder.dir, { 'set/data.yaml': 'names: [Female, Male, Incomplete]\n' });
  for (let index = 0; index < 1199; index++)
    await writeFiles(join(folder.dir, 'set'), {
      [`images/p${index}.png`]: await encodePng(renderTexture(16, 16, index)),
      [`labels/p${index}.txt`]: index % 33 === 0 ? '' : `${index % 3} 0.5 0.5 0.5 0.5\n`,
    });
});
afterAll(() => folder.remove());

describe("the study's sizes", () => {
  it('come out exactly: 1,199 pictures are 719, 240 and 240, and 2,157 to train on', async () => {
    const out = join(folder.dir, 'version');
    const { counts } = await createDatasetVersion([join(folder.dir, 'set')], {
      out,
      split: { method: 'grouped', ratios: STUDY_RATIOS, seed: 1, joinsNearDuplicates: true },
      augmentation: makeStudyPlan(1),
    });
    expect(counts.pictures).toEqual({ train: 719, valid: 240, test: 240 });
    const dataset = await openYoloDataset(out);
    const files = dataset.splitNames.map((name) => dataset.split(name).pictures.length);
    expect(files).toEqual([2157, 240, 240]);
  });
});
