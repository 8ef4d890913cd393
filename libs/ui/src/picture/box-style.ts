import { isClassName } from '@natiu/domain';
import type { ClassName } from '@natiu/domain';
import { FEMALE_COLOR, MALE_COLOR, UNSEXED_COLOR } from '../colors.ts';

export type BoxStyle = { color: string; dash: string | undefined };

/** Colour for the sexes as everywhere; the three unsexed greys differ by their line. */
const STYLES: Record<ClassName, BoxStyle> = {
  Female: { color: FEMALE_COLOR, dash: undefined },
  Incomplete: { color: UNSEXED_COLOR, dash: undefined },
  Male: { color: MALE_COLOR, dash: undefined },
  'Out of Focus': { color: UNSEXED_COLOR, dash: '6 4' },
  Undefined: { color: UNSEXED_COLOR, dash: '2 3' },
};

export function styleOfBox(className: string): BoxStyle {
  return isClassName(className) ? STYLES[className] : { color: UNSEXED_COLOR, dash: '1 4' };
}
