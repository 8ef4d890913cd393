import type { ClassCounts } from '@natiu/domain';

/** The same colour means the same thing in map, chart, table and export. */
export const FEMALE_COLOR = '#AA3377';
export const MALE_COLOR = '#0077BB';
export const UNSEXED_COLOR = '#9A9A9A';

/** From all male to all female. Light in the middle, so that the ends differ without colour vision too. */
const SHARE_STOPS = ['#0077BB', '#6FA5D2', '#CDBFDA', '#C27DAC', '#AA3377'] as const;

function parseHex(hex: string): [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** Colour of a female share in 0..1; grey when nothing was sexed. */
export function colorOfShare(share: number | undefined): string {
  if (share === undefined || !Number.isFinite(share)) return UNSEXED_COLOR;
  const position = Math.min(1, Math.max(0, share)) * (SHARE_STOPS.length - 1);
  const index = Math.min(SHARE_STOPS.length - 2, Math.floor(position));
  const [from, to] = [parseHex(SHARE_STOPS[index]!), parseHex(SHARE_STOPS[index + 1]!)];
  const mixed = from.map((value, channel) => Math.round(value + (to[channel]! - value) * (position - index)));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

export const SHARE_GRADIENT = `linear-gradient(to right, ${SHARE_STOPS.join(', ')})`;

/** The three groups that charts and tiles show. */
export function groupBySex(counts: ClassCounts): { female: number; male: number; unsexed: number } {
  return {
    female: counts.Female,
    male: counts.Male,
    unsexed: counts.Incomplete + counts['Out of Focus'] + counts.Undefined,
  };
}
