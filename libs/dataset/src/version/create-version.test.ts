import { appendFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectSource } from '../import/inspect-source.ts';
import { makeStudyPlan } from '../study/study-plan.ts';
import { encodePng, makeTestFolder, writeFiles } from '../test-support.ts';
import { renderTexture } from '../test-textures.ts';
import { openYoloDataset } from '../yolo-dataset.ts';
import { createDatasetVersion } from './create-version.ts';
import type { VersionOptions } from './create-version.ts';
import { readVersionManifest } from './version-manifest.ts';
import { verifyDatasetVersion } from './verify-version.ts';

let folder: Awaited<ReturnType<typeof makeTestFolder>>;
const at = (name: string): string => join(folder.dir, name);

beforeAll(async () => {
  folder = await makeTestFolder();
  const files: Record<string, string | Uint8Array> = {
    'set/data.yaml': 'train: train/images\nval: valid/images\nnames: [Female, Male]\n',
  };
  for (let index = 0; index < 20; index++) {
    const split = index < 15 ? 'train' : 'valid';
    // The last two are one picture, in two splits.
    const seed = index === 19 ? 0 : index;
    files[`set/${split}/images/p${index}.png`] = await encodePng(renderTexture(24, 20, seed));
    files[`set/${split}/labels/p${index}.txt`] = `${index % 2} 0.5 0.5 0.4 0.4\n`;
  }
  await writeFiles(folder.dir, files);
});
afterAll(() => folder.remove());

const GROUPED: Omit<VersionOptions, 'out'> = {
  split: { method: 'grouped', ratios: { train: 3, valid: 1, test: 1 }, seed: 1, joinsNearDuplicates: true },
  augmentation: makeStudyPlan(1),
};

describe('createDatasetVersion', () => {
  it('writes the same version and the same bytes twice, and varies training pictures only', async () => {
    const [first, second] = [
      await createDatasetVersion([at('set')], { ...GROUPED, out: at('v1') }),
      await createDatasetVersion([at('set')], { ...GROUPED, out: at('v2') }),
    ];
    expect(second.version).toBe(first.version);
    expect(second.dataVersion).toBe(first.dataVersion);
    expect(first.counts.pictures).toEqual({ train: 12, valid: 4, test: 4 });
    expect(first.counts.trainingFiles).toBe(36);
    const dataset = await openYoloDataset(at('v1'));
    expect(dataset.split('train').pictures).toHaveLength(36);
    expect(dataset.split('test').pictures.every(({ name }) => !/-v\d/.test(name))).toBe(true);
    expect(await readVersionManifest(at('v1'))).toEqual(first);
  });

  it('keeps equal pictures in one split although their source had them in two', async () => {
    const { pictures } = await readVersionManifest(at('v1'));
    const same = pictures.filter(({ originalPath }) => /p(0|19)\.png$/.test(originalPath));
    expect(same).toHaveLength(2);
    expect(same[0].split).toBe(same[1].split);
    expect(same[0].group).toBe(same[1].group);
  });

  it('remembers the source of each variant when it is read again', async () => {
    const { pictures } = await inspectSource(at('v1'));
    const groups = new Set(pictures.filter(({ split }) => split === 'train').map(({ group }) => group));
    const { counts } = await readVersionManifest(at('v1'));
    expect(groups.size).toBe(counts.groups.train);
  });

  it('keeps the split of the source when asked to, and says when there is none', async () => {
    const kept = await createDatasetVersion([at('set')], {
      out: at('kept'),
      split: { method: 'keep' },
      augmentation: { name: 'none' },
    });
    expect(kept.counts.pictures).toEqual({ train: 15, valid: 5, test: 0 });
    await writeFiles(at('flat'), {
      'data.yaml': 'names: [Female]\n',
      'images/a.png': await encodePng(renderTexture(8, 8, 1)),
    });
    await expect(
      createDatasetVersion([at('flat')], {
        out: at('no'),
        split: { method: 'keep' },
        augmentation: { name: 'none' },
      }),
    ).rejects.toThrow(/images\/a.png has no split/);
    expect(await readdir(folder.dir)).not.toContain('no');
  });

  it('notices a file that was changed after freezing', async () => {
    expect((await verifyDatasetVersion(at('kept'))).isUnchanged).toBe(true);
    await appendFile(at('kept/valid/labels/p16.txt'), '0 0.2 0.2 0.1 0.1\n');
    expect((await verifyDatasetVersion(at('kept'))).isUnchanged).toBe(false);
  });

  it('takes several sources and tells their groups apart', async () => {
    await writeFiles(at('other'), {
      'data.yaml': 'names: [Hembra]\n',
      'images/p1.png': await encodePng(renderTexture(24, 20, 501)),
      'labels/p1.txt': '0 0.5 0.5 0.4 0.4\n',
    });
    const made = await createDatasetVersion([at('set'), at('other')], {
      ...GROUPED,
      out: at('both'),
      map: { Hembra: 'Female' },
    });
    expect(made.sources.map(({ name, pictures }) => [name, pictures])).toEqual([
      ['set', 20],
      ['other', 1],
    ]);
    expect(made.pictures.at(-1)).toMatchObject({ source: 'other', group: 'other/images/p1.png', boxes: 1 });
    await expect(createDatasetVersion([at('set'), at('set')], { ...GROUPED, out: at('x') })).rejects.toThrow(
      /two sources are called "set"/,
    );
  });
});
