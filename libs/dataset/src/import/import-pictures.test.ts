import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ConflictError } from '@natiu/errors';
import { encodePicture, readPictureInfo } from '@natiu/images';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeZip } from '../test-archives.ts';
import { TEST_PICTURES, makeYolo, vocXml } from '../test-forms.ts';
import { encodePng, makeTestFolder, renderFlat, writeFiles } from '../test-support.ts';
import { openYoloDataset } from '../yolo-dataset.ts';
import { importPictures } from './import-pictures.ts';
import { inspectSource } from './inspect-source.ts';

let folder: Awaited<ReturnType<typeof makeTestFolder>>;
beforeAll(async () => {
  folder = await makeTestFolder();
});
afterAll(() => folder.remove());

const at = (name: string): string => join(folder.dir, name);

describe('importPictures', () => {
  it('writes a folder that training opens, with the same bytes, and says where each picture came from', async () => {
    const files = await makeYolo(TEST_PICTURES);
    const entries = Object.entries(files).map(([name, content]) => ({ name: `export/${name}`, content }));
    await writeFiles(folder.dir, { 'set.zip': makeZip(entries) });
    const provenance = await importPictures(at('set.zip'), { out: at('imported') });
    const dataset = await openYoloDataset(at('imported'));
    expect(dataset.split('valid').pictures.map(({ name }) => name)).toEqual([
      'valid/images/three.png',
      'valid/images/two.png',
    ]);
    expect(dataset.split('train').pictures[0].labels.map(({ classIndex }) => classIndex)).toEqual([2, 0]);
    expect(
      Buffer.from(await readFile(at('imported/train/images/one.png'))).equals(
        Buffer.from(files['train/images/one.png'] as Uint8Array),
      ),
    ).toBe(true);
    expect(provenance.pictures[0]).toMatchObject({
      name: 'train/images/one.png',
      source: 'set',
      originalPath: 'export/train/images/one.png',
      split: 'train',
    });
    const again = await inspectSource(at('imported'));
    expect(again.pictures.map(({ group }) => group).sort()).toEqual(
      provenance.pictures.map(({ group }) => group).sort(),
    );
  });

  it('loses nothing: every file is taken over or lies in quarantine with its reason', async () => {
    const good = await encodePng(renderFlat(40, 20, 9));
    await writeFiles(at('mixed'), {
      'data.yaml': 'names: [Female]\n',
      'images/a.png': good,
      'images/b.png': good.slice(0, 50),
      'labels/a.txt': '0 0.5 0.5 0.5 0.5\n',
      'labels/orphan.txt': '0 0.5 0.5 0.5 0.5\n',
    });
    const { pictures, quarantine } = await importPictures(at('mixed'), { out: at('mixed-in') });
    expect(pictures.map(({ originalPath, split }) => [originalPath, split])).toEqual([
      ['images/a.png', null],
    ]);
    expect(quarantine.map(({ copy }) => copy)).toEqual([
      'quarantine/labels/orphan.txt',
      'quarantine/images/b.png',
    ]);
    expect(await readFile(at('mixed-in/quarantine/images/b.png'))).toHaveLength(50);
    expect(await readFile(at('mixed-in/quarantine/reasons.txt'), 'utf8')).toMatch(
      /images\/b.png: the picture cannot be read/,
    );
    const again = await inspectSource(at('mixed-in'));
    expect([again.pictures.length, again.refusals.length]).toEqual([1, 0]);
    expect(again.pictures[0].split, 'no split was made up').toBeUndefined();
  });

  it('turns boxes upright that were drawn on a picture lying on its side', async () => {
    const bytes = await encodePicture(renderFlat(80, 40, 90), { format: 'jpeg' });
    // An EXIF block that says "turn clockwise" (orientation 6), behind the start of the JPEG.
    const exif = Buffer.from(
      'ffe1002245786966000049492a000800000001001201030001000000060000000000 00000000'.replace(' ', ''),
      'hex',
    );
    const turned = Buffer.concat([bytes.subarray(0, 2), exif, bytes.subarray(2)]);
    expect(await readPictureInfo(turned)).toMatchObject({ orientation: 6, storedWidth: 80 });
    const boxes = [{ className: 'Male', xyxy: [8, 4, 24, 20] as const }];
    await writeFiles(at('exif'), {
      'stored.jpg': turned,
      'stored.xml': vocXml({ stem: 'stored', width: 80, height: 40, boxes }).replace('.png', '.jpg'),
      'upright.jpg': turned,
      'upright.xml': vocXml({ stem: 'upright', width: 40, height: 80, boxes }).replace('.png', '.jpg'),
    });
    await importPictures(at('exif'), { out: at('exif-in') });
    const { pictures } = (await openYoloDataset(at('exif-in'))).split('train');
    const corners = pictures.map(({ labels: [{ cx, cy, w, h }] }) =>
      [(cx - w / 2) * 40, (cy - h / 2) * 80, (cx + w / 2) * 40, (cy + h / 2) * 80].map((value) =>
        Number(value.toFixed(4)),
      ),
    );
    // Clockwise: the left edge of the stored picture is the upper one, its upper edge the right one.
    expect(corners).toEqual([
      [20, 8, 36, 24],
      [8, 4, 24, 20],
    ]);
  });

  it('maps classes, and names an unknown one with what to do', async () => {
    const picture = await encodePng(renderFlat(40, 20, 9));
    await writeFiles(at('es'), {
      'data.yaml': 'names: [Hembra, macho, out_of_focus, Basura]\n',
      'images/a.png': picture,
      'labels/a.txt': '0 0.5 0.5 0.5 0.5\n2 0.2 0.5 0.2 0.5\n3 0.8 0.5 0.2 0.5\n',
    });
    await expect(importPictures(at('es'), { out: at('es-in') })).rejects.toThrow(
      /unknown class "Hembra", "Basura".*--map "Hembra=Female"/,
    );
    await expect(readdir(at('es-in'))).rejects.toThrow();
    await expect(importPictures(at('es'), { out: at('es-in'), map: { Nadie: 'Male' } })).rejects.toThrow(
      /"Nadie", which does not occur/,
    );
    const map = { Hembra: 'Female', Basura: '-' };
    const { classMap } = await importPictures(at('es'), { out: at('es-in'), map });
    expect(classMap).toEqual({ Hembra: 'Female', out_of_focus: 'Out of Focus', Basura: null });
    const { pictures } = (await openYoloDataset(at('es-in'))).split('train');
    expect(pictures[0].labels.map(({ classIndex }) => classIndex)).toEqual([0, 3]);
    const kept = await importPictures(at('es'), { out: at('es-kept'), keepClasses: true });
    expect(kept.classNames).toEqual(['Hembra', 'macho', 'out_of_focus', 'Basura']);
  });

  it('writes over nothing and leaves nothing half done', async () => {
    await expect(importPictures(at('mixed'), { out: at('imported') })).rejects.toThrow(ConflictError);
    expect((await readdir(folder.dir)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('gives two pictures of one name different names', async () => {
    const [a, b] = [await encodePng(renderFlat(8, 8, 9)), await encodePng(renderFlat(8, 8, 99))];
    await writeFiles(at('names'), { 'x/a.png': a, 'y/A.png': b, 'z/a.png': b, 'x/a.txt': '' });
    const { pictures } = await importPictures(at('names'), { out: at('names-in'), classNames: ['Female'] });
    expect(new Set(pictures.map(({ name }) => name.toLowerCase())).size).toBe(3);
  });
});
