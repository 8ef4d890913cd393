import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { groupPictures, hourInName } from './picture-groups.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'groups-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const pictures = (...names: string[]) => names.map((name) => ({ file: name, name, labels: [] }));

describe('groupPictures', () => {
  it('takes sites and hours from the records of the data set', async () => {
    const list = pictures('test/images/a.jpg', 'test/images/b.jpg', 'test/images/c.jpg');
    const records = list.map(({ name }, i) => ({
      name,
      site: i === 0 ? 'roof' : 'marsh',
      capturedAtUtc: `2026-11-23T0${i}:10:00Z`,
    }));
    writeFileSync(join(dir, 'provenance.json'), JSON.stringify({ format: 1, pictures: records }));
    expect(await groupPictures(dir, list)).toEqual({
      by: 'site',
      groups: ['roof', 'marsh', 'marsh'],
      hours: ['roof 2026-11-23T00', 'marsh 2026-11-23T01', 'marsh 2026-11-23T02'],
    });
  });

  it('takes the source groups of a frozen version', async () => {
    const list = pictures('test/images/a.jpg', 'test/images/b.jpg', 'test/images/c.jpg');
    const records = [
      { names: ['test/images/a.jpg', 'test/images/b.jpg'], group: 'g1' },
      { names: ['test/images/c.jpg'], group: 'g2' },
    ];
    writeFileSync(join(dir, 'version.json'), JSON.stringify({ format: 1, pictures: records }));
    expect(await groupPictures(dir, list)).toEqual({ by: 'group', groups: ['g1', 'g1', 'g2'] });
  });

  it('falls back to folders, and says nothing where every picture stands alone', async () => {
    const folders = pictures('test/images/x/a.jpg', 'test/images/x/b.jpg', 'test/images/y/c.jpg');
    expect(await groupPictures(dir, folders)).toMatchObject({ by: 'folder' });
    expect(await groupPictures(dir, pictures('test/images/a.jpg', 'test/images/b.jpg'))).toEqual({
      by: 'none',
    });
  });

  it('survives a damaged record file', async () => {
    writeFileSync(join(dir, 'version.json'), '{"pictures": [');
    expect(await groupPictures(dir, pictures('a.jpg'))).toEqual({ by: 'none' });
  });
});

describe('hourInName', () => {
  it('reads the usual ways of writing a time, and no other numbers', () => {
    expect(hourInName('trap7_20261123_0415.jpg')).toBe('2026-11-23T04');
    expect(hourInName('2026-11-23T04-15-00Z.jpg')).toBe('2026-11-23T04');
    expect(hourInName('IMG_1234_0003.jpg')).toBeUndefined();
  });
});
