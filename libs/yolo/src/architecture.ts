import { InputError } from '@natiu/errors';

/** How wide and deep a network of the YOLOv8 family is. */
export interface Architecture {
  readonly name: string;
  readonly depth: number;
  readonly width: number;
  readonly maxChannels: number;
  readonly classes: number;
}

/** Bins of the distribution over each of a box's four sides. */
export const REG_MAX = 16;
/** Pixels per cell of P3, P4 and P5. */
export const STRIDES = [8, 16, 32] as const;

const VARIANTS = {
  tiny: { depth: 0.33, width: 0.0625, maxChannels: 1024 },
  n: { depth: 0.33, width: 0.25, maxChannels: 1024 },
  s: { depth: 0.33, width: 0.5, maxChannels: 1024 },
  m: { depth: 0.67, width: 0.75, maxChannels: 768 },
  l: { depth: 1, width: 1, maxChannels: 512 },
  x: { depth: 1, width: 1.25, maxChannels: 512 },
} as const;

export type VariantName = keyof typeof VARIANTS;
export const VARIANT_NAMES = Object.keys(VARIANTS) as VariantName[];

/** @throws InputError for a name that is none of tiny, n, s, m, l, x */
export function architectureOf(name: string, classes: number): Architecture {
  if (!Object.hasOwn(VARIANTS, name)) {
    throw new InputError(`There is no YOLOv8 "${name}"; choose one of ${VARIANT_NAMES.join(', ')}.`);
  }
  return { name, classes, ...VARIANTS[name as VariantName] };
}

/** Output channels of a layer that has `base` channels at width 1: a multiple of 8. */
export function scaledChannels(architecture: Architecture, base: number): number {
  return Math.ceil((Math.min(base, architecture.maxChannels) * architecture.width) / 8) * 8;
}

/** Bottlenecks in a C2f block that has `base` of them at depth 1. */
export function scaledRepeats(architecture: Architecture, base: number): number {
  return Math.max(Math.round(base * architecture.depth), 1);
}
