import type { RgbPicture } from '@natiu/images';
import { createRandomStream } from './random.ts';

/** Soft blobs on a slope: a picture that differs from that of every other seed, and looks alike at any size. */
export function renderTexture(width: number, height: number, seed: number): RgbPicture {
  const random = createRandomStream(seed, 77);
  const blobs = Array.from({ length: 7 }, () => ({
    x: random.next(),
    y: random.next(),
    spread: random.uniform(0.004, 0.04),
    level: random.uniform(-130, 130),
  }));
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [u, v] = [(x + 0.5) / width, (y + 0.5) / height];
      let level = 120;
      for (const blob of blobs)
        level += blob.level * Math.exp(-((u - blob.x) ** 2 + (v - blob.y) ** 2) / blob.spread);
      const at = (y * width + x) * 3;
      data[at] = Math.min(255, Math.max(0, level));
      data[at + 1] = Math.min(255, Math.max(0, level * 0.8));
      data[at + 2] = Math.min(255, Math.max(0, level * 0.5 + 40));
    }
  return { width, height, data };
}
