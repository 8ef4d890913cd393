import { createHash } from 'node:crypto';
import { CLASS_NAMES } from '@natiu/domain';
import { InputError } from '@natiu/errors';
import { describe, expect, it } from 'vitest';
import { renderTrapPicture } from './render-picture.ts';
import type { RenderRequest, RenderResult } from './render-picture.ts';
import { FLOOR_KINDS } from './scene/trap-look.ts';

const REQUEST: RenderRequest = { seed: 'test', index: 0, width: 224, height: 224 };

function render(changes: Partial<RenderRequest> = {}): Promise<RenderResult> {
  return renderTrapPicture({ ...REQUEST, ...changes });
}

function hash({ picture, labels }: RenderResult): string {
  return createHash('sha256').update(picture.data).update(JSON.stringify(labels)).digest('hex');
}

describe('renderTrapPicture', () => {
  it('gives the same bytes and labels for the same request', async () => {
    const [first, other, second] = [await render(), await render({ index: 1 }), await render()];
    expect(hash(second)).toBe(hash(first));
    expect(hash(other)).not.toBe(hash(first));
  });

  it('gives other bytes for another seed', async () => {
    expect(hash(await render({ seed: 'another' }))).not.toBe(hash(await render()));
  });

  it('is not disturbed by pictures rendered at the same time', async () => {
    const together = await Promise.all([0, 1, 2, 3].map((index) => render({ index })));
    for (const [index, result] of together.entries())
      expect(hash(await render({ index }))).toBe(hash(result));
  });

  it('keeps every label inside the picture', async () => {
    const results = await Promise.all(Array.from({ length: 16 }, (_, index) => render({ index })));
    const labels = results.flatMap((result) => result.labels);
    expect(labels.length).toBeGreaterThan(12);
    for (const { classIndex, cx, cy, w, h } of labels) {
      expect(CLASS_NAMES[classIndex]).toBeDefined();
      expect(Math.min(w, h)).toBeGreaterThan(4 / 224);
      for (const edge of [cx - w / 2, cy - h / 2]) expect(edge).toBeGreaterThanOrEqual(-1e-9);
      for (const edge of [cx + w / 2, cy + h / 2]) expect(edge).toBeLessThanOrEqual(1 + 1e-9);
    }
  });

  it('keeps floor, light and magnification of one trap while its insects change', async () => {
    const scene = { trapSeed: 'trap 7', meanInsects: 3 };
    const [a, b] = [await render({ scene }), await render({ index: 1, scene })];
    expect(b.scene.look).toEqual(a.scene.look);
    expect(b.labels).not.toEqual(a.labels);
    const other = await render({ scene: { ...scene, trapSeed: 'trap 8' } });
    expect(other.scene.look).not.toEqual(a.scene.look);
    expect(other.labels).not.toEqual(a.labels);
  });

  it('shows every kind of floor, none of them dark, empty or burnt out', async () => {
    const seen = new Map<string, number>();
    for (let trapSeed = 0; seen.size < FLOOR_KINDS.length && trapSeed < 60; trapSeed += 1) {
      const { picture, scene } = await render({ width: 64, height: 64, scene: { trapSeed, meanInsects: 0 } });
      seen.set(scene.look.floor, picture.data.reduce((sum, value) => sum + value, 0) / picture.data.length);
    }
    expect([...seen.keys()].sort()).toEqual([...FLOOR_KINDS].sort());
    for (const mean of seen.values()) {
      expect(mean).toBeGreaterThan(70);
      expect(mean).toBeLessThan(240);
    }
  });

  it('refuses sizes, indices and shares out of range', async () => {
    await expect(render({ width: 20 })).rejects.toThrow(InputError);
    await expect(render({ height: 224.5 })).rejects.toThrow(InputError);
    await expect(render({ index: -1 })).rejects.toThrow(InputError);
    await expect(render({ scene: { femaleShare: 1.2 } })).rejects.toThrow('share of females');
    await expect(render({ scene: { meanInsects: Number.NaN } })).rejects.toThrow('mean number');
  });
});
