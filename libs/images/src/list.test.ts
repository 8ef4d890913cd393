import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listPictures } from './list.ts';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'images-list-'));
  await mkdir(join(dir, 'sub'));
  for (const name of ['a10.jpg', 'a2.JPG', 'sub/b.png', 'notes.txt', '.hidden.jpg', 'picture'])
    await writeFile(join(dir, name), 'x');
});
afterAll(() => rm(dir, { recursive: true }));

it('lists pictures of all subfolders in natural order and nothing else', async () => {
  expect(await listPictures(dir)).toEqual(['a2.JPG', 'a10.jpg', 'sub/b.png'].map((name) => join(dir, name)));
});

it('names a folder that does not exist', async () => {
  await expect(listPictures(join(dir, 'nowhere'))).rejects.toThrow(`${join(dir, 'nowhere')}: no such folder`);
});
