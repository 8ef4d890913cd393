import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFolderSource } from './folder-source.ts';
import type { PictureSource, ProcessedPictures } from './picture-source.ts';
import { createReplaySource } from './replay-source.ts';

class Done implements ProcessedPictures {
  pass = 0;
  readonly stamps = new Set<string>();
  isDone = (picture: { pass: number; name: string; sizeBytes: number; modifiedMs: number }) =>
    this.stamps.has(this.#stamp(picture));
  beginPass(pass: number) {
    this.pass = pass;
  }
  add(picture: { pass: number; name: string; sizeBytes: number; modifiedMs: number }) {
    this.stamps.add(this.#stamp(picture));
  }
  #stamp = (p: { pass: number; name: string; sizeBytes: number; modifiedMs: number }) =>
    `${p.pass}/${p.name}/${p.sizeBytes}/${p.modifiedMs}`;
}

let folder: string;
let done: Done;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'natiu-source-'));
  done = new Done();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const OLD = new Date('2026-01-01T00:00:00Z');
function put(name: string, content = name, modified = OLD): void {
  writeFileSync(join(folder, name), content);
  utimesSync(join(folder, name), modified, modified);
}

/** Takes what the source offers and marks it done, until it has nothing more. */
async function drain(source: PictureSource, most = 20): Promise<string[]> {
  const names: string[] = [];
  for (let step = await source.next(); step.kind === 'picture'; step = await source.next()) {
    names.push(step.picture.name);
    done.add(step.picture);
    if (names.length >= most) break;
  }
  return names;
}

describe('replay', () => {
  const open = (loop = false) => createReplaySource({ folder, paceSeconds: 0, loop, done });

  it('gives every picture once, in natural order, and then ends', async () => {
    for (const name of ['p10.jpg', 'p2.jpg', 'p1.jpg', 'notes.txt']) put(name);
    const source = open();
    expect(await drain(source)).toEqual(['p1.jpg', 'p2.jpg', 'p10.jpg']);
    expect(await source.next()).toEqual({ kind: 'finished' });
  });

  it('goes on after a restart where it was', async () => {
    for (const name of ['1.jpg', '2.jpg', '3.jpg']) put(name);
    await drain(open(), 2);
    expect(await drain(open())).toEqual(['3.jpg']);
  });

  it('offers a picture again until it is stored', async () => {
    put('1.jpg');
    const source = open();
    expect(await source.next()).toMatchObject({ kind: 'picture' });
    expect(await source.next()).toMatchObject({ kind: 'picture' });
  });

  it('begins a new round when it loops', async () => {
    put('1.jpg');
    const source = open(true);
    expect(await drain(source)).toEqual(['1.jpg']);
    expect(await drain(source)).toEqual(['1.jpg']);
    // The look after the last picture has already begun the next round.
    expect(done.pass).toBe(2);
  });

  it('keeps the pace', async () => {
    put('1.jpg');
    put('2.jpg');
    let now = 0;
    const source = createReplaySource({ folder, paceSeconds: 2, loop: false, done, now: () => now });
    expect(await drain(source)).toEqual(['1.jpg']);
    now = 500;
    expect(await source.next()).toEqual({ kind: 'wait', ms: 1_500 });
    now = 2_000;
    expect(await drain(source)).toEqual(['2.jpg']);
  });

  it('says that the folder is missing or empty, and finds pictures that come later', async () => {
    const source = open();
    expect(await source.next()).toMatchObject({
      kind: 'unavailable',
      reason: expect.stringContaining('no pictures'),
    });
    put('1.jpg');
    expect(await drain(source)).toEqual(['1.jpg']);
    const missing = createReplaySource({ folder: join(folder, 'none'), paceSeconds: 0, loop: false, done });
    expect(await missing.next()).toMatchObject({
      kind: 'unavailable',
      reason: expect.stringContaining('none'),
    });
  });
});

describe('watched folder', () => {
  const open = () =>
    createFolderSource({ folder, pollSeconds: 2, done, nowMs: () => OLD.getTime() + 20_000 });
  const JUST_NOW = new Date(OLD.getTime() + 19_500);

  it('takes a picture only when it has stopped growing', async () => {
    put('1.jpg', 'half', JUST_NOW);
    const source = open();
    expect(await source.next()).toEqual({ kind: 'wait', ms: 2_000 });
    put('1.jpg', 'half and more', JUST_NOW);
    expect(await source.next()).toEqual({ kind: 'wait', ms: 2_000 });
    expect(await drain(source)).toEqual(['1.jpg']);
  });

  it('takes at once what has lain there for long', async () => {
    put('1.jpg');
    expect(await drain(open())).toEqual(['1.jpg']);
  });

  it('leaves alone what was done before a restart, and sees what is new or overwritten', async () => {
    put('1.jpg');
    put('2.jpg');
    await drain(open());
    put('2.jpg', 'another picture under the old name');
    put('3.jpg');
    expect(await drain(open())).toEqual(['2.jpg', '3.jpg']);
  });

  it('waits for a folder that is missing, and says so', async () => {
    rmSync(folder, { recursive: true });
    expect(await open().next()).toMatchObject({ kind: 'unavailable', ms: 2_000 });
  });
});
