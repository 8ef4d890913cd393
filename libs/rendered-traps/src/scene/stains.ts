import type { Frame } from '../light/frame.ts';
import { paintNoise } from '../light/noise.ts';
import type { Random } from '../random.ts';

interface Stain {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** Share of light lost inside. */
  readonly depth: number;
  /** Share of light lost at the rim, where water left its dirt. */
  readonly rim: number;
  readonly ragged: number;
}

function chooseStain(frame: Frame, zoom: number, random: Random): Stain {
  return {
    x: random.range(0, frame.width),
    y: random.range(0, frame.height),
    radius: random.range(10, 48) * zoom,
    depth: random.range(0.01, 0.09),
    rim: random.range(0.03, 0.16),
    ragged: random.range(0.1, 0.4),
  };
}

function darkenByStain(frame: Frame, stain: Stain, edge: Float32Array): void {
  const { width, height, rgb } = frame;
  const reach = stain.radius * 1.6;
  const [y1, y2] = [Math.max(0, Math.floor(stain.y - reach)), Math.min(height, Math.ceil(stain.y + reach))];
  const [x1, x2] = [Math.max(0, Math.floor(stain.x - reach)), Math.min(width, Math.ceil(stain.x + reach))];
  for (let y = y1; y < y2; y += 1) {
    for (let x = x1; x < x2; x += 1) {
      const i = y * width + x;
      const r = Math.hypot(x - stain.x, y - stain.y) / stain.radius + edge[i] * stain.ragged;
      if (r > 1.3) continue;
      const inside = 1 / (1 + Math.exp((r - 1) * 18));
      const rim = Math.exp(-(((r - 0.97) * 13) ** 2));
      const loss = stain.depth * inside + stain.rim * rim;
      rgb[3 * i] *= 1 - loss * 0.75;
      rgb[3 * i + 1] *= 1 - loss * 0.95;
      rgb[3 * i + 2] *= 1 - loss * 1.25;
    }
  }
}

/** Water marks: faint inside, darker where they dried last. */
export function paintStains(frame: Frame, mean: number, random: Random): void {
  const count = Math.floor(mean + random.next());
  if (count === 0) return;
  const zoom = Math.min(frame.width, frame.height) / 224;
  const edge = paintNoise(frame.width, frame.height, {
    seed: random.integer(0, 0x7fffffff),
    cellX: 18 * zoom,
    octaves: 3,
  });
  for (let k = 0; k < count; k += 1) darkenByStain(frame, chooseStain(frame, zoom, random), edge.values);
}
