import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TEST_PICTURES, makeCoco, makeVoc, makeYolo, splitOf, vocXml } from '../test-forms.ts';
import { encodePng, makeTestFolder, renderFlat, writeFiles } from '../test-support.ts';
import { inspectSource } from './inspect-source.ts';
import type { InspectOptions, InspectedSource } from './inspect-source.ts';

let folder: Awaited<ReturnType<typeof makeTestFolder>>;
let count = 0;
beforeAll(async () => {
  folder = await makeTestFolder();
});
afterAll(() => folder.remove());

async function inspect(
  files: Record<string, string | Uint8Array>,
  options?: InspectOptions,
): Promise<InspectedSource> {
  const dir = join(folder.dir, `set${count++}`);
  await writeFiles(dir, files);
  return inspectSource(dir, options);
}

function summarise({ pictures }: InspectedSource) {
  const rows = pictures.map(({ path, split, width, height, labels }) => ({
    stem: path.replace(/^.*\/|\.\w+$/g, ''),
    split,
    boxes: labels.map(({ className, cx, cy, w, h }) => ({
      className,
      xyxy: [cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2].map((share, at) =>
        Number((share * (at % 2 === 0 ? width : height)).toFixed(6)),
      ),
    })),
  }));
  return rows.sort((a, b) => (a.stem < b.stem ? -1 : 1));
}

const EXPECTED = TEST_PICTURES.map(({ stem, boxes }, index) => ({ stem, split: splitOf(index), boxes })).sort(
  (a, b) => (a.stem < b.stem ? -1 : 1),
);
const PICTURE = await encodePng(renderFlat(40, 20, 9));

describe('forms of labels', () => {
  it.each([
    ['yolo', makeYolo],
    ['coco', makeCoco],
    ['voc', makeVoc],
  ] as const)('recognises %s by itself and reads the same boxes and splits from it', async (form, make) => {
    const source = await inspect(await make(TEST_PICTURES));
    expect(source.form).toBe(form);
    expect(source.refusals).toEqual([]);
    expect(summarise(source)).toEqual(EXPECTED);
  });

  it('reads a set that lies in a folder of the archive', async () => {
    const files = Object.entries(await makeYolo(TEST_PICTURES)).map(([name, content]) => [
      `export/v3/${name}`,
      content,
    ]);
    const source = await inspect(Object.fromEntries(files));
    expect(summarise(source)).toEqual(EXPECTED);
  });

  it('takes variants of one Roboflow original for one source', async () => {
    const names = [
      'trap1_jpg.rf.0123456789abcdef0123456789abcdef',
      'trap1_jpg.rf.fedcba9876543210fedcba9876543210',
      'trap2_jpg.rf.0a',
    ];
    const source = await inspect({
      'data.yaml': 'train: train/images\nnames: [Female]\n',
      ...Object.fromEntries(names.map((name) => [`train/images/${name}.png`, PICTURE])),
    });
    expect(source.isRoboflow).toBe(true);
    expect(source.pictures.map(({ group }) => group)).toEqual([
      'trap1_jpg',
      'trap1_jpg',
      'train/images/trap2_jpg.rf.0a.png',
    ]);
  });

  it('groups by an expression or by folder, and says when an expression does not fit', async () => {
    const files = { 'a/labels/x.txt': '', 'a/images/p7_1.png': PICTURE, 'a/images/p7_2.png': PICTURE };
    const options = { classNames: ['Female'] };
    const grouped = await inspect(files, { ...options, groupBy: '(p\\d+)_\\d' });
    expect(grouped.pictures.map(({ group }) => group)).toEqual(['p7', 'p7']);
    const byFolder = await inspect(files, { ...options, groupBy: 'folder' });
    expect(byFolder.pictures.map(({ group }) => group)).toEqual(['a/images', 'a/images']);
    await expect(inspect(files, { ...options, groupBy: '(q\\d+)' })).rejects.toThrow(
      /does not match "a\/images\/p7_1.png"/,
    );
    await expect(inspect(files, { ...options, groupBy: 'p' })).rejects.toThrow(/needs a bracket/);
    await expect(inspect(files, { ...options, groupBy: '(' })).rejects.toThrow(/not a regular expression/);
  });

  it('turns outlines into boxes and says so', async () => {
    const source = await inspect({
      'data.yaml': 'names: [Female]\n',
      'images/a.png': PICTURE,
      'labels/a.txt': '0 0.1 0.2 0.5 0.2 0.5 0.8 0.1 0.8\n',
    });
    expect(summarise(source)[0].boxes).toEqual([{ className: 'Female', xyxy: [4, 4, 20, 16] }]);
    expect(source.pictures[0].findings[0].message).toMatch(/1 outline/);
  });

  it('does not guess: no names, no labels, two forms at once, no pictures', async () => {
    await expect(inspect({ 'images/a.png': PICTURE, 'labels/a.txt': '0 .5 .5 .1 .1' })).rejects.toThrow(
      /--classes/,
    );
    await expect(inspect({ 'images/a.png': PICTURE })).rejects.toThrow(/--form pictures/);
    await expect(
      inspect({ 'images/a.png': PICTURE, 'labels/a.txt': '', 'a.xml': '<annotation/>' }),
    ).rejects.toThrow(/yolo and voc at once/);
    await expect(inspect({ 'data.yaml': 'names: [Female]\n' })).rejects.toThrow(/no pictures here/);
    const unlabelled = await inspect({ 'a.png': PICTURE }, { form: 'pictures' });
    expect(unlabelled.pictures[0].annotation).toBe('none');
  });

  it('counts VOC corners from 0 where a corner is 0', async () => {
    const xml = vocXml({
      stem: 'a',
      width: 40,
      height: 20,
      boxes: [{ className: 'Male', xyxy: [-1, 3, 20, 10] }],
    });
    const source = await inspect({ 'a.png': PICTURE, 'a.xml': xml });
    expect(summarise(source)[0].boxes[0].xyxy).toEqual([0, 4, 20, 10]);
  });

  it('never expands entities of an XML file', async () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><annotation><object><name>&b;</name></object></annotation>`;
    const source = await inspect({
      'a.png': PICTURE,
      'a.xml': bomb,
      'b.png': PICTURE,
      'b.xml': '<annotation/>',
    });
    expect(source.refusals).toMatchObject([{ path: 'a.png', kind: 'labels' }]);
    expect(source.refusals[0].reason).toContain('document type');
  });

  it('refuses each bad picture with its reason and keeps the rest', async () => {
    const source = await inspect({
      'data.yaml': 'names: [Female, Male]\n',
      ...Object.fromEntries(
        ['good', 'class', 'words', 'zero', 'far'].map((name) => [`images/${name}.png`, PICTURE]),
      ),
      'images/cut.png': PICTURE.slice(0, 60),
      'images/text.jpg': 'not a picture',
      'labels/good.txt': '1 0.5 0.5 0.2 0.2\n',
      'labels/class.txt': '0 0.5 0.5 0.2 0.2\n7 0.5 0.5 0.2 0.2\n',
      'labels/words.txt': '0 0.5 oops 0.2 0.2\n',
      'labels/zero.txt': '0 0.5 0.5 0 0.2\n',
      'labels/far.txt': '0 1.4 0.5 0.2 0.2\n',
      'labels/gone.txt': '0 0.5 0.5 0.2 0.2\n',
    });
    expect(source.pictures.map(({ path }) => path)).toEqual(['images/good.png']);
    const reasons = Object.fromEntries(source.refusals.map(({ path, reason }) => [path, reason]));
    expect(reasons).toEqual({
      'images/class.png': 'labels/class.txt:2: class 7 has no name, classes 0 to 1 have one',
      'images/words.png': 'labels/words.txt:1: "oops" is not a number',
      'images/zero.png': expect.stringContaining('no area'),
      'images/far.png': expect.stringContaining('mostly outside'),
      'images/cut.png': expect.stringMatching(/cut off|cannot be read/),
      'images/text.jpg': expect.stringMatching(/not a picture in a known format/),
      'labels/gone.txt': 'labels without a picture',
    });
  });

  it('lists links and never follows them', async () => {
    const dir = join(folder.dir, 'links');
    await writeFiles(dir, { 'data.yaml': 'names: [Female]\n', 'images/a.png': PICTURE });
    await symlink(join(dir, 'images/a.png'), join(dir, 'images/b.png'));
    await symlink('/etc/hostname', join(dir, 'images/a.txt'));
    const source = await inspectSource(dir);
    expect(source.pictures).toEqual([]);
    expect(source.refusals.map(({ path, kind }) => [path, kind])).toEqual([
      ['images/b.png', 'link'],
      ['images/a.png', 'link'],
    ]);
  });

  it('keeps a COCO file inside its folder, and refuses what it cannot match', async () => {
    const images = [
      { id: 1, file_name: '../../../etc/hostname.png' },
      { id: 2, file_name: 'images/a.png', width: 999, height: 20 },
      { id: 3, file_name: 'b.png' },
    ];
    const annotations = [
      { image_id: 2, category_id: 1, bbox: [1, 1, 5, 5] },
      { image_id: 3, category_id: 4, bbox: [1, 1, 5, 5] },
    ];
    const categories = [{ id: 1, name: 'Male' }];
    const source = await inspect({
      'x.json': JSON.stringify({ images, annotations, categories }),
      'images/a.png': PICTURE,
      'images/b.png': PICTURE,
      'images/extra.png': PICTURE,
    });
    expect(source.pictures).toEqual([]);
    expect(source.refusals.map(({ path, kind }) => `${path} ${kind}`).sort()).toEqual([
      '../../../etc/hostname.png missing-picture',
      'images/a.png labels',
      'images/b.png labels',
      'images/extra.png missing-annotation',
    ]);
    expect(source.locate('../../../etc/hostname.png')).toBeUndefined();
  });
});
