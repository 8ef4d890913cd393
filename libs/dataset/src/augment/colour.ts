import type { RandomStream } from '../random.ts';
import type { AugmentationPlan } from './plan.ts';

/** New hue, saturation and value of every old one, 8 bit; hue in 0..179 (two degrees a step). */
export interface ColourTables {
  readonly hue: Uint8Array;
  readonly saturation: Uint8Array;
  readonly value: Uint8Array;
}

/** `undefined` when the plan leaves colours alone; the same number of draws is taken either way. */
export function drawColourTables(plan: AugmentationPlan, random: RandomStream): ColourTables | undefined {
  const hueGain = random.uniform(-1, 1) * plan.hsvH + 1;
  const saturationGain = random.uniform(-1, 1) * plan.hsvS + 1;
  const valueGain = random.uniform(-1, 1) * plan.hsvV + 1;
  if (plan.hsvH === 0 && plan.hsvS === 0 && plan.hsvV === 0) return undefined;
  return {
    hue: Uint8Array.from({ length: 256 }, (_, level) => (level * hueGain) % 180),
    saturation: Uint8Array.from({ length: 256 }, (_, level) => Math.min(255, level * saturationGain)),
    value: Uint8Array.from({ length: 256 }, (_, level) => Math.min(255, level * valueGain)),
  };
}

/** 4096 * 255 / level and 4096 * 30 / level: divisions of the 8 bit RGB to HSV conversion as multiplications. */
const SATURATION_DIVISOR = Int32Array.from({ length: 256 }, (_, v) =>
  v === 0 ? 0 : Math.round((255 << 12) / v),
);
const HUE_DIVISOR = Int32Array.from({ length: 256 }, (_, d) =>
  d === 0 ? 0 : Math.round((180 << 12) / (6 * d)),
);
const SECTOR = Uint8Array.from({ length: 256 }, (_, hue) => Math.floor((hue % 180) / 30));
const FRACTION = Float64Array.from({ length: 256 }, (_, hue) => (hue % 30) / 30);

/**
 * Changes the colours of `count` pixels in place. Planes: `count` bytes each of R, G, B.
 * Follows the usual 8 bit HSV rounding on the way there, and exact sector formulas on the way back.
 */
export function shiftColours(planes: Uint8Array, count: number, tables: ColourTables): void {
  const { hue, saturation, value } = tables;
  const green = count;
  const blue = 2 * count;
  for (let i = 0; i < count; i++) {
    const r = planes[i];
    const g = planes[green + i];
    const b = planes[blue + i];
    const high = r > g ? (r > b ? r : b) : g > b ? g : b;
    const low = r < g ? (r < b ? r : b) : g < b ? g : b;
    const range = high - low;
    const newValue = value[high];
    const newSaturation = saturation[(range * SATURATION_DIVISOR[high] + 2048) >> 12];
    if (newSaturation === 0) {
      planes[i] = newValue;
      planes[green + i] = newValue;
      planes[blue + i] = newValue;
      continue;
    }
    const turn = high === r ? g - b : high === g ? b - r + 2 * range : r - g + 4 * range;
    let oldHue = (turn * HUE_DIVISOR[range] + 2048) >> 12;
    if (oldHue < 0) oldHue += 180;
    const newHue = hue[oldHue];
    const fraction = FRACTION[newHue];
    const strength = (newValue * newSaturation) / 255;
    const dim = (newValue - strength + 0.5) | 0;
    const falling = (newValue - strength * fraction + 0.5) | 0;
    const rising = (newValue - strength * (1 - fraction) + 0.5) | 0;
    switch (SECTOR[newHue]) {
      case 0:
        planes[i] = newValue;
        planes[green + i] = rising;
        planes[blue + i] = dim;
        break;
      case 1:
        planes[i] = falling;
        planes[green + i] = newValue;
        planes[blue + i] = dim;
        break;
      case 2:
        planes[i] = dim;
        planes[green + i] = newValue;
        planes[blue + i] = rising;
        break;
      case 3:
        planes[i] = dim;
        planes[green + i] = falling;
        planes[blue + i] = newValue;
        break;
      case 4:
        planes[i] = rising;
        planes[green + i] = dim;
        planes[blue + i] = newValue;
        break;
      default:
        planes[i] = newValue;
        planes[green + i] = dim;
        planes[blue + i] = falling;
    }
  }
}
