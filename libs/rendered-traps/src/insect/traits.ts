import type { Random } from '../random.ts';
import type { Colour } from '../drawing/shape.ts';
import type { Point } from '../drawing/points.ts';

export type Sex = 'female' | 'male';
export type Genus = 'Aedes' | 'Culex' | 'Anopheles';
export type Pose = 'dorsal' | 'lateral' | 'ventral';
/** What makes an insect's sex unreadable although it lies whole and sharp in the picture. */
export type Doubt = 'none' | 'head-lost' | 'head-under-dirt' | 'antennae-lost' | 'crumpled';

export interface MosquitoTraits {
  readonly sex: Sex;
  readonly genus: Genus;
  readonly pose: Pose;
  readonly doubt: Doubt;
  /** 0 = unfed, 1 = full of blood; females only. */
  readonly fed: number;
  /** Greatest half-width of the abdomen; unit: body length. */
  readonly abdomenRadius: number;
  /** Radians by which the abdomen is bent. */
  readonly bend: number;
  /** Radians between body axis and head axis. */
  readonly headTurn: number;
  /** Radians between body axis and each wing, 0 = folded over the abdomen. */
  readonly wingSpread: readonly [number, number];
  /** 0 = legs stretched, 1 = curled under the body. */
  readonly curl: number;
  /** 0 = fresh, 1 = old: faded, torn, bald. */
  readonly wear: number;
  readonly colours: MosquitoColours;
  /** Unit vector towards the light, in the insect's own coordinates. */
  readonly light: Point;
}

export interface MosquitoColours {
  readonly body: Colour;
  readonly pale: Colour;
  readonly belly: Colour;
  readonly leg: Colour;
  readonly wing: Colour;
  readonly eye: Colour;
}

const PALETTES: Readonly<Record<Genus, MosquitoColours>> = {
  Aedes: {
    body: [44, 36, 32],
    pale: [226, 222, 212],
    belly: [96, 84, 72],
    leg: [34, 28, 26],
    wing: [92, 84, 76],
    eye: [22, 18, 20],
  },
  Culex: {
    body: [90, 73, 55],
    pale: [186, 168, 140],
    belly: [138, 118, 92],
    leg: [78, 58, 40],
    wing: [122, 106, 86],
    eye: [28, 24, 22],
  },
  Anopheles: {
    body: [82, 70, 60],
    pale: [176, 164, 146],
    belly: [118, 104, 88],
    leg: [62, 52, 44],
    wing: [104, 96, 86],
    eye: [24, 22, 26],
  },
};

function varyColour(colour: Colour, brightness: number, warmth: number): Colour {
  const limit = (v: number): number => Math.round(Math.max(0, Math.min(255, v)));
  return [
    limit(colour[0] * brightness + warmth),
    limit(colour[1] * brightness),
    limit(colour[2] * brightness - warmth),
  ];
}

function chooseColours(genus: Genus, wear: number, random: Random): MosquitoColours {
  const brightness = random.range(0.82, 1.18) + wear * 0.25;
  const warmth = random.normal(0, 4);
  const palette = PALETTES[genus];
  return {
    body: varyColour(palette.body, brightness, warmth),
    pale: varyColour(palette.pale, random.range(0.86, 1.05), warmth),
    belly: varyColour(palette.belly, brightness, warmth),
    leg: varyColour(palette.leg, brightness, warmth),
    wing: varyColour(palette.wing, random.range(0.85, 1.2), warmth),
    eye: palette.eye,
  };
}

export interface TraitWishes {
  readonly sex: Sex;
  readonly doubt: Doubt;
  readonly light: Point;
}

function choosePose(doubt: Doubt, random: Random): Pose {
  const weights = doubt === 'none' ? [0.55, 0.4, 0.05] : [0.35, 0.3, 0.35];
  return (['dorsal', 'lateral', 'ventral'] as const)[random.weighted(weights)];
}

function chooseAbdomenRadius(sex: Sex, doubt: Doubt, random: Random): number {
  if (doubt !== 'none') return random.range(0.062, 0.085);
  return sex === 'female' ? random.range(0.084, 0.105) : random.range(0.044, 0.057);
}

export function chooseTraits({ sex, doubt, light }: TraitWishes, random: Random): MosquitoTraits {
  const genus = (['Aedes', 'Culex', 'Anopheles'] as const)[random.weighted([0.55, 0.33, 0.12])];
  const wear = random.next() ** 2;
  const folded = random.chance(0.5);
  const spread = folded ? random.range(0.06, 0.3) : random.range(0.3, 1.25);
  const fed = sex === 'female' && doubt === 'none' && random.chance(0.28) ? random.range(0.5, 1) : 0;
  return {
    sex,
    genus,
    pose: choosePose(doubt, random),
    doubt,
    fed,
    wear,
    abdomenRadius: chooseAbdomenRadius(sex, doubt, random) * (1 + 0.35 * fed),
    bend: random.normal(0, doubt === 'crumpled' ? 0.9 : 0.32),
    headTurn: random.normal(0, 0.18),
    wingSpread: [
      spread + random.normal(0, folded ? 0.06 : 0.2),
      spread + random.normal(0, folded ? 0.06 : 0.2),
    ],
    curl: doubt === 'crumpled' ? random.range(0.7, 1) : random.range(0, 0.85),
    colours: chooseColours(genus, wear, random),
    light,
  };
}
