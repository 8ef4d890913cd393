import { CLASS_NAMES } from '@natiu/domain';
import type { ClassName } from '@natiu/domain';
import { InputError } from '@natiu/errors';

/** What a caller may decide about the pictures; everything else follows from the seed. */
export interface SceneOptions {
  /** Fixes floor, light, lens and magnification; without it every picture comes from another trap. */
  readonly trapSeed?: string | number;
  /** Share of females among the sexed, 0..1. */
  readonly femaleShare: number;
  /** Mean number of mosquitoes in a picture, 0..3.5; a picture holds 0 to 4. */
  readonly meanInsects: number;
  /** Shares of the mosquitoes: those whose sex can be read, and the three classes in which it cannot. */
  readonly mix: Readonly<Record<'sexed' | Exclude<ClassName, 'Female' | 'Male'>, number>>;
}

export const DEFAULT_SCENE: SceneOptions = {
  femaleShare: 0.5,
  meanInsects: 1.5,
  mix: { sexed: 0.6, Incomplete: 0.18, 'Out of Focus': 0.11, Undefined: 0.11 },
};

/** @throws InputError when a share or mean is out of range */
export function resolveScene(scene: Partial<SceneOptions> = {}): SceneOptions {
  const full = { ...DEFAULT_SCENE, ...scene };
  if (!(full.femaleShare >= 0 && full.femaleShare <= 1)) {
    throw new InputError(`The share of females must lie between 0 and 1, not ${full.femaleShare}.`);
  }
  if (!(full.meanInsects >= 0 && full.meanInsects <= 3.5)) {
    throw new InputError(`The mean number of insects must lie between 0 and 3.5, not ${full.meanInsects}.`);
  }
  const shares = Object.values(full.mix);
  if (shares.some((share) => !(share >= 0)) || !(shares.reduce((a, b) => a + b, 0) > 0)) {
    throw new InputError('The shares of the class mix must not be negative, and one must be positive.');
  }
  return full;
}

/** Weights of the five classes in the project's order. */
export function weighClasses({ femaleShare, mix }: SceneOptions): number[] {
  return CLASS_NAMES.map((name) => {
    if (name === 'Female') return mix.sexed * femaleShare;
    if (name === 'Male') return mix.sexed * (1 - femaleShare);
    return mix[name];
  });
}

/** Chances of 0..4 mosquitoes when their mean is 1.5. */
const USUAL_COUNTS = [0.05, 0.53, 0.3, 0.1, 0.02];

function meanOf(weights: readonly number[]): number {
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.reduce((sum, w, k) => sum + (w * k) / total, 0);
}

/** Weights of 0..4 mosquitoes with the wanted mean: the usual ones, tilted. */
export function weighCounts(mean: number): number[] {
  if (mean === 0) return [1, 0, 0, 0, 0];
  let [low, high] = [1e-6, 1e6];
  const tilt = (factor: number): number[] => USUAL_COUNTS.map((w, k) => w * factor ** k);
  for (let i = 0; i < 80; i += 1) {
    const middle = Math.sqrt(low * high);
    if (meanOf(tilt(middle)) < mean) low = middle;
    else high = middle;
  }
  return tilt(low);
}
