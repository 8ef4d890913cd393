import { readFile, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { InputError, NotFoundError } from '@natiu/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTar, makeZip } from '../test-archives.ts';
import type { ArchiveEntry } from '../test-archives.ts';
import { makeTestFolder } from '../test-support.ts';
import { openPictureSource } from './picture-source.ts';

let folder: Awaited<ReturnType<typeof makeTestFolder>>;
beforeAll(async () => {
  folder = await makeTestFolder();
});
afterAll(() => folder.remove());

async function write(name: string, bytes: Uint8Array): Promise<string> {
  await writeFile(join(folder.dir, name), bytes);
  return join(folder.dir, name);
}

async function countTemporary(): Promise<number> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith('natiu-import-')).length;
}

const GOOD: ArchiveEntry[] = [
  { name: 'set/train/images/a.jpg', content: 'picture' },
  { name: 'set/data.yaml', content: 'names: [Female]' },
  { name: 'set/run.sh', content: 'never unpacked' },
  { name: '__MACOSX/set/._a.jpg', content: 'never unpacked' },
];

describe('openPictureSource', () => {
  it.each([
    ['a.zip', makeZip(GOOD)],
    ['a.tar', makeTar(GOOD)],
    ['a.tar.gz', gzipSync(makeTar(GOOD))],
    ['b.tgz', gzipSync(makeTar(GOOD))],
  ])('unpacks pictures and annotations of %s, and removes them on close', async (name, bytes) => {
    const source = await openPictureSource(await write(name, bytes));
    expect(source).toMatchObject({ kind: 'archive', name: name.slice(0, 1) });
    expect(await readFile(join(source.dir, 'set/train/images/a.jpg'), 'utf8')).toBe('picture');
    expect((await readdir(join(source.dir, 'set'))).sort()).toEqual(['data.yaml', 'train']);
    expect(await readdir(source.dir)).toEqual(['set']);
    await source.close();
    await expect(readdir(source.dir)).rejects.toThrow();
  });

  const tricks: [string, ArchiveEntry, RegExp][] = [
    ['a path that leaves the folder', { name: '../evil.jpg', content: 'x' }, /outside the folder/],
    ['a path that leaves it further in', { name: 'a/../../evil.jpg', content: 'x' }, /outside the folder/],
    ['an absolute path', { name: '/etc/evil.jpg', content: 'x' }, /absolute path|outside the folder/],
    ['a drive letter', { name: 'C:evil.jpg', content: 'x' }, /absolute path|outside the folder/],
    ['backslashes', { name: '..\\evil.jpg', content: 'x' }, /backslash|outside the folder/],
    ['control characters', { name: 'a\u0007.jpg', content: 'x' }, /control characters/],
  ];
  it.each(tricks)('refuses %s in both kinds of archives', async (title, entry, message) => {
    const name = `trick ${title}`.replace(/ /g, '-');
    for (const [file, bytes] of [
      [`${name}.zip`, makeZip([GOOD[0], entry])],
      [`${name}.tar`, makeTar([GOOD[0], entry])],
    ] as const) {
      const before = await countTemporary();
      const path = await write(file, bytes);
      await expect(openPictureSource(path), file).rejects.toThrow(InputError);
      await expect(openPictureSource(path), file).rejects.toThrow(message);
      expect(await countTemporary(), 'nothing stays behind').toBe(before);
    }
  });

  it('refuses links and devices', async () => {
    const zip = makeZip([{ name: 'a.jpg', content: '/etc/passwd', mode: 0o120777 }]);
    await expect(openPictureSource(await write('link.zip', zip))).rejects.toThrow(/"a.jpg" is a link/);
    for (const type of ['SymbolicLink', 'Link', 'CharacterDevice'] as const) {
      const tar = makeTar([
        { name: 'a.jpg', type, linkpath: type === 'CharacterDevice' ? '' : '/etc/passwd' },
      ]);
      await expect(openPictureSource(await write(`${type}.tar`, tar))).rejects.toThrow(
        /is a link or a device/,
      );
    }
  });

  it('refuses an archive that says it unpacks to far more than it weighs, before writing any of it', async () => {
    const zip = makeZip([{ name: 'a.jpg', content: 'x'.repeat(1000), claimedBytes: 3e9 }]);
    const tar = makeTar([{ name: 'a.jpg', content: 'x', claimedBytes: 3e9 }]);
    for (const path of [await write('bomb.zip', zip), await write('bomb.tar', tar)])
      await expect(openPictureSource(path)).rejects.toThrow(/unpacks to more than 200 times its own size/);
  });

  it('stops a gzip bomb while it is read, not after', async () => {
    const packed = gzipSync(
      Buffer.concat([makeTar([{ name: 'a.txt', claimedBytes: 9e8 }]).subarray(0, 512), Buffer.alloc(8e6)]),
    );
    const limits = { entries: 10, totalBytes: 2 ** 30, ratio: 200 };
    await expect(openPictureSource(await write('bomb.tgz', packed), limits)).rejects.toThrow(/200 times/);
  });

  it('refuses a zip entry that holds more than it claims', async () => {
    const zip = makeZip([{ name: 'a.jpg', content: 'x'.repeat(1000), claimedBytes: 10 }]);
    await expect(openPictureSource(await write('liar.zip', zip))).rejects.toThrow(InputError);
  });

  it('refuses too many entries, two entries of one name, passwords, and damaged files', async () => {
    const many = Array.from({ length: 20 }, (_, index) => ({ name: `${index}.jpg`, content: 'x' }));
    const limits = { entries: 10, totalBytes: 2 ** 30, ratio: 200 };
    for (const path of [await write('many.zip', makeZip(many)), await write('many.tar', makeTar(many))])
      await expect(openPictureSource(path, limits)).rejects.toThrow(/more than 10 entries/);
    for (const path of [
      await write('twice.zip', makeZip([GOOD[0], GOOD[0]])),
      await write('twice.tar', makeTar([GOOD[0], GOOD[0]])),
    ])
      await expect(openPictureSource(path)).rejects.toThrow(/two entries have/);
    const secret = makeZip([{ name: 'a.jpg', content: 'x', isEncrypted: true }]);
    await expect(openPictureSource(await write('secret.zip', secret))).rejects.toThrow(/encrypted/);
    const cut = makeZip(GOOD).subarray(0, 100);
    await expect(openPictureSource(await write('cut.zip', cut))).rejects.toThrow(/not a readable .zip/);
    await expect(openPictureSource(await write('cut.tgz', Buffer.from('text')))).rejects.toThrow(InputError);
  });

  it('says so when there is nothing, or another kind of file', async () => {
    await expect(openPictureSource(join(folder.dir, 'none'))).rejects.toThrow(NotFoundError);
    await expect(openPictureSource(await write('a.rar', Buffer.from('x')))).rejects.toThrow(/\.zip, \.tar/);
  });
});
