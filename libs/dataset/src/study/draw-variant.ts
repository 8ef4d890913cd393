import type { Orientation } from '../augment/orientation.ts';
import type { RandomStream } from '../random.ts';
import { STUDY_RANGES } from './study-plan.ts';

/** Everything that was drawn for one variant. */
export interface Variant {
  readonly orientation: Orientation;
  readonly rotationDegrees: number;
  readonly shearXDegrees: number;
  readonly shearYDegrees: number;
  readonly saturationFactor: number;
  readonly brightnessFactor: number;
  readonly exposureExponent: number;
  readonly blurSigmaPx: number;
  readonly noiseShare: number;
}

/** Always takes the same number of draws, so that one range can change without changing the others. */
export function drawVariant(random: RandomStream): Variant {
  const draw = (name: keyof typeof STUDY_RANGES): number => {
    const [low, high] = STUDY_RANGES[name];
    return random.uniform(low, high);
  };
  return {
    orientation: {
      flipUd: random.next() < STUDY_RANGES.flipVerticalChance[0],
      flipLr: random.next() < STUDY_RANGES.flipHorizontalChance[0],
      quarterTurns: random.below(4),
    },
    rotationDegrees: draw('rotationDegrees'),
    shearXDegrees: draw('shearXDegrees'),
    shearYDegrees: draw('shearYDegrees'),
    saturationFactor: draw('saturationFactor'),
    brightnessFactor: draw('brightnessFactor'),
    exposureExponent: draw('exposureExponent'),
    blurSigmaPx: draw('blurSigmaPx'),
    noiseShare: draw('noiseShare'),
  };
}
