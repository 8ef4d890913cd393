import { createRandom } from '../random.ts';
import type { Random } from '../random.ts';
import { blurSlightly, blurWide } from './blur.ts';
import type { Frame, Plane } from './frame.ts';

export interface Lighting {
  /** Radians, the direction from which the light comes. */
  readonly angle: number;
  /** Share by which the lit side is brighter. */
  readonly slope: number;
  /** Share of light lost in the corners. */
  readonly vignette: number;
  readonly exposure: number;
  /** Factor on red, and its inverse on blue. */
  readonly warmth: number;
}

export function lightFrame(frame: Frame, lighting: Lighting): void {
  const { width, height, rgb } = frame;
  const cool = 1 / lighting.warmth;
  const [cos, sin] = [Math.cos(lighting.angle), Math.sin(lighting.angle)];
  for (let y = 0, i = 0; y < height; y += 1) {
    const v = (2 * (y + 0.5)) / height - 1;
    for (let x = 0; x < width; x += 1, i += 3) {
      const u = (2 * (x + 0.5)) / width - 1;
      const gain =
        lighting.exposure *
        (1 + lighting.slope * 0.5 * (u * cos + v * sin)) *
        (1 - lighting.vignette * 0.5 * (u * u + v * v));
      rgb[i] *= gain * lighting.warmth;
      rgb[i + 1] *= gain;
      rgb[i + 2] *= gain * cool;
    }
  }
}

/** Darkens by a plane of shadow (0..1); shadows are a little bluish, as daylight fills them. */
export function darkenByShadow(frame: Frame, shadow: Plane, strength: number): void {
  const { rgb } = frame;
  for (let i = 0; i < shadow.values.length; i += 1) {
    const loss = shadow.values[i] * strength;
    if (loss < 0.002) continue;
    rgb[3 * i] *= 1 - loss;
    rgb[3 * i + 1] *= 1 - loss * 0.97;
    rgb[3 * i + 2] *= 1 - loss * 0.92;
  }
}

export function softenShadow(shadow: Plane, sigma: number): void {
  const samples = { width: shadow.width, height: shadow.height, channels: 1, values: shadow.values };
  if (sigma < 0.9) blurSlightly(samples, sigma);
  else blurWide(samples, sigma);
}

export interface Sensor {
  readonly lensBlurPx: number;
  /** Standard deviation at mid grey, 0..1. */
  readonly noise: number;
}

const NOISE_MASK = 0xffff;

/** Noise of deviation 1, drawn once: rows read it from random places, which no eye can tell from fresh noise. */
const NOISE_TABLE = ((): Float32Array => {
  const random = createRandom('sensor noise');
  const table = new Float32Array(NOISE_MASK + 1);
  for (let i = 0; i < table.length; i += 1) table[i] = random.normal(0, 1);
  return table;
})();

/** Rolls bright values off softly: a sensor saturates, paper does not. */
function compress(value: number): number {
  return value < 0.85 ? value : 0.85 + 0.15 * (1 - Math.exp((0.85 - value) / 0.15));
}

/** Lens, sensor noise (brighter = noisier, colours less than brightness) and eight bits per channel. */
export function developFrame(frame: Frame, sensor: Sensor, random: Random): Uint8Array {
  const { width, height, rgb } = frame;
  blurSlightly({ width, height, channels: 3, values: rgb }, sensor.lensBlurPx);
  const out = new Uint8ClampedArray(rgb.length);
  for (let y = 0, i = 0; y < height; y += 1) {
    let grain = random.integer(0, NOISE_MASK);
    let tint = random.integer(0, NOISE_MASK);
    for (let x = 0; x < width; x += 1, i += 3, grain += 1, tint += 3) {
      const level = Math.max(0, rgb[i + 1]);
      const scale = sensor.noise * (0.45 + 0.75 * Math.sqrt(level));
      const grey = NOISE_TABLE[grain & NOISE_MASK];
      for (let c = 0; c < 3; c += 1) {
        const own = NOISE_TABLE[(tint + c) & NOISE_MASK] * 0.5;
        out[i + c] = compress(rgb[i + c] + (grey + own) * scale) * 255;
      }
    }
  }
  return new Uint8Array(out.buffer);
}
