import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DATA_YAML, encodePng, makeTestFolder, renderFlat, writeFiles } from './test-support.ts';
import { writeYoloDataset } from './write-yolo-dataset.ts';
import { checkYoloDataset, openYoloDataset } from './yolo-dataset.ts';

let root = { dir: '', remove: async (): Promise<void> => undefined };
let picture: Uint8Array = new Uint8Array();
let dir = '';
let count = 0;
beforeAll(async () => {
  root = await makeTestFolder();
  picture = await encodePng(renderFlat(8, 6, 90));
});
afterAll(() => root.remove());
beforeEach(() => {
  dir = join(root.dir, `set${count++}`);
});

describe('openYoloDataset', () => {
  it('maps classes by name and takes missing and empty label files as background', async () => {
    await writeFiles(dir, {
      'data.yaml': 'train: train/images\nnames: [Male, Female]\n',
      'train/images/a2.png': picture,
      'train/images/a10.png': picture,
      'train/images/b.png': picture,
      'train/labels/a2.txt': '0 0.5 0.5 0.5 0.5\n1 0.5 0.5 0.25 0.25\n',
      'train/labels/b.txt': '',
    });
    const dataset = await openYoloDataset(dir);
    const { pictures } = dataset.split('train');
    expect(dataset.splitNames).toEqual(['train']);
    expect(pictures.map((each) => each.name)).toEqual([
      'train/images/a2.png',
      'train/images/a10.png',
      'train/images/b.png',
    ]);
    expect(pictures.map((each) => each.labels.map((label) => label.classIndex))).toEqual([[2, 0], [], []]);
    expect(pictures.map((each) => each.labelFile !== undefined)).toEqual([true, false, true]);
    expect(() => dataset.split('test')).toThrow(/data\.yaml: no "test" split, only train/);
  });

  it('finds folders that labelling services write as ../train/images, and ignores a root of another machine', async () => {
    await writeFiles(dir, {
      'data.yaml': 'path: /content/gone\ntrain: ../train/images\nnames: [Male]\n',
      'train/images/a.png': picture,
    });
    expect((await openYoloDataset(dir)).split('train').pictures).toHaveLength(1);
  });

  it('reads a list of pictures from a text file', async () => {
    await writeFiles(dir, {
      'data.yaml': 'train: list.txt\nnames: [Male]\n',
      'list.txt': './images/a.png\n',
      'images/a.png': picture,
      'labels/a.txt': '0 0.5 0.5 0.5 0.5',
    });
    expect((await openYoloDataset(dir)).split('train').pictures[0].labels).toHaveLength(1);
  });

  it('lists the first ten wrong rows with file and line, and their count', async () => {
    const rows = Array.from({ length: 12 }, (_, index) => `${index} 2 2 2 2`).join('\n');
    await writeFiles(dir, {
      'data.yaml': DATA_YAML.replace('val: valid/images\n', ''),
      'train/images/a.png': picture,
      'train/labels/a.txt': `0 0.5 0.5 0.1 0.1\n${rows}`,
    });
    const message = await openYoloDataset(dir).then(String, (error: Error) => error.message);
    const file = join(dir, 'train/labels/a.txt');
    expect(message.split('\n')).toHaveLength(12);
    expect(message).toContain(`${dir}: 12 wrong label row(s)`);
    expect(message).toContain(`${file}:2: cx is 2`);
    expect(message).toContain(`${file}:11: class 9 is out of range`);
    expect(message).toContain('... and 2 more');
  });

  it('says what is missing: data.yaml, a folder, pictures, a known class', async () => {
    await expect(openYoloDataset(dir)).rejects.toThrow(`${join(dir, 'data.yaml')}: not found`);
    await writeFiles(dir, { 'data.yaml': DATA_YAML, 'train/images/a.png': picture });
    await expect(openYoloDataset(dir)).rejects.toThrow(/data\.yaml: valid\/images does not exist/);
    await writeFiles(dir, { 'valid/images/readme.md': 'no pictures' });
    await expect(openYoloDataset(dir)).rejects.toThrow(`${join(dir, 'valid/images')}: no pictures here`);
    await writeFiles(dir, { 'data.yaml': 'train: train/images\nnames: [female]\n' });
    await expect(openYoloDataset(dir)).rejects.toThrow(/data\.yaml: unknown class "female"; the classes are/);
    await writeFiles(dir, { 'data.yaml': 'names: [Female]\n' });
    await expect(openYoloDataset(dir)).rejects.toThrow('no split');
  });

  it('changes its data version with any byte of a picture or label, and only then', async () => {
    const files = {
      'data.yaml': 'train: train/images\nnames: [Male]\n',
      'train/images/a.png': picture,
      'train/labels/a.txt': '0 0.5 0.5 0.5 0.5',
    };
    const copy = join(root.dir, `copy${count}`);
    await writeFiles(dir, files);
    await writeFiles(copy, files);
    const version = await (await openYoloDataset(dir)).dataVersion();
    expect(version).toMatch(/^[0-9a-f]{64}$/);
    expect(await (await openYoloDataset(copy)).dataVersion()).toBe(version);
    await writeFiles(copy, { 'train/labels/a.txt': '0 0.5 0.5 0.5 0.6' });
    const relabelled = await (await openYoloDataset(copy)).dataVersion();
    await writeFiles(copy, { ...files, 'train/images/a.png': await encodePng(renderFlat(8, 6, 91)) });
    const repainted = await (await openYoloDataset(copy)).dataVersion();
    expect(new Set([version, relabelled, repainted]).size).toBe(3);
  });
});

describe('checkYoloDataset', () => {
  it('returns all problems, unreadable pictures too, without stopping', async () => {
    await writeFiles(dir, {
      'data.yaml': DATA_YAML,
      'train/images/cut.png': picture.subarray(0, picture.length - 20),
      'train/images/empty.png': '',
      'train/images/good.png': picture,
      'train/labels/good.txt': '0 0.5 0.5 0.5\n',
      'valid/images/a.png': picture,
    });
    const problems = await checkYoloDataset(dir);
    expect(problems.map((problem) => [problem.file, problem.line])).toEqual([
      [join(dir, 'train/labels/good.txt'), 1],
      [join(dir, 'train/images/cut.png'), undefined],
      [join(dir, 'train/images/empty.png'), undefined],
    ]);
    expect(problems[1].message).toContain('cut off or damaged');
    expect(await checkYoloDataset(join(dir, 'nowhere'))).toHaveLength(1);
  });
});

describe('writeYoloDataset', () => {
  it('writes what openYoloDataset reads back', async () => {
    const labels = [{ classIndex: 1, cx: 1 / 3, cy: 0.5, w: 0.25, h: 1e-7 }];
    async function* yieldPictures(): AsyncGenerator<{
      name: string;
      bytes: Uint8Array;
      labels: typeof labels;
    }> {
      yield { name: 'v.png', bytes: picture, labels: [] };
    }
    await writeYoloDataset(dir, {
      splits: { train: [{ name: 't.png', bytes: picture, labels }], valid: yieldPictures() },
      classNames: ['Female', 'Out of Focus'],
      comment: 'rendered, seed 1',
    });
    const dataset = await openYoloDataset(dir);
    expect(dataset.classNames).toEqual(['Female', 'Out of Focus']);
    expect(dataset.split('train').pictures[0].labels).toEqual([
      { classIndex: 3, cx: 0.33333333, cy: 0.5, w: 0.25, h: 1e-7 },
    ]);
    expect(dataset.split('valid').pictures[0].labels).toEqual([]);
    expect(await checkYoloDataset(dir)).toEqual([]);
  });

  it('leaves no data.yaml behind when a picture is refused', async () => {
    const wrong = { name: '../x.png', bytes: picture, labels: [] };
    const options = { splits: { train: [wrong] }, classNames: ['Female'] };
    await expect(writeYoloDataset(dir, options)).rejects.toThrow('"../x.png" is not a plain file name');
    await expect(openYoloDataset(dir)).rejects.toThrow('not found');
  });
});
