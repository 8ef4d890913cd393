import { normalAt, outlineTube, traceSpine } from '../drawing/points.ts';
import type { Point } from '../drawing/points.ts';
import { flat, mixColours, shadeColour } from '../drawing/shape.ts';
import type { Shape } from '../drawing/shape.ts';
import type { Random } from '../random.ts';
import { paintBall, paintGlint, paintLine } from './shading.ts';
import type { MosquitoTraits } from './traits.ts';

const FLAGELLUM_NODES = 13;

export interface HeadPlace {
  readonly center: Point;
  /** Radians, the way the insect looks. */
  readonly heading: number;
}

export function placeHead(traits: MosquitoTraits): HeadPlace {
  const lateral = traits.pose === 'lateral';
  const heading = traits.headTurn + (lateral ? -0.35 : 0);
  const neck = 0.2;
  const turn = traits.headTurn * 0.6;
  return { center: [0.035 + Math.cos(turn) * neck, (lateral ? -0.02 : 0) + Math.sin(turn) * neck], heading };
}

/** Whorls of hairs along a flagellum. Males: long and dense, a bottle brush. Females: few and short. */
function drawWhorls(spine: readonly Point[], traits: MosquitoTraits, random: Random): Shape {
  const male = traits.sex === 'male';
  const paths: number[][] = [];
  const perSide = male ? 7 : 2;
  for (let node = 1; node <= FLAGELLUM_NODES; node += 1) {
    const t = node / (FLAGELLUM_NODES + 0.5);
    if (male && t > 0.86) break;
    const i = Math.round(t * (spine.length - 1));
    const [x, y] = spine[i];
    const [nx, ny] = normalAt(spine, i);
    const along = Math.atan2(-nx, ny);
    const full = male ? 0.15 * Math.sin(Math.PI * (0.22 + 0.7 * (1 - t))) : 0.05;
    for (const side of [-1, 1]) {
      for (let k = 0; k < perSide; k += 1) {
        const angle = along + side * (male ? random.range(0.35, 1.1) : random.range(0.6, 1.2));
        const length = full * random.range(0.75, 1.05);
        paths.push([x, y, x + Math.cos(angle) * length, y + Math.sin(angle) * length]);
      }
    }
  }
  const colour = mixColours(traits.colours.leg, traits.colours.pale, male ? 0.12 : 0.05);
  return { paths, stroke: { colour, width: male ? 0.0075 : 0.006, opacity: male ? 0.62 : 0.45 } };
}

/** The veil that the overlapping hairs of a male make where the picture cannot resolve them. */
function drawVeil(spine: readonly Point[], traits: MosquitoTraits): Shape {
  const outline = outlineTube(spine, (t) => 0.006 + 0.1 * Math.sin(Math.PI * Math.min(1, t ** 0.8)) ** 1.3);
  return { paths: [outline], fill: flat(mixColours(traits.colours.leg, traits.colours.pale, 0.2), 0.24) };
}

function drawAntenna(place: HeadPlace, side: -1 | 1, traits: MosquitoTraits, random: Random): Shape[] {
  const { center, heading } = place;
  const male = traits.sex === 'male';
  const lateral = traits.pose === 'lateral';
  const base: Point = [
    center[0] + Math.cos(heading + side * 0.5) * 0.06,
    center[1] + Math.sin(heading + side * 0.5) * 0.06,
  ];
  const spread = (male ? random.range(0.45, 0.75) : random.range(0.35, 0.8)) * (lateral ? 0.75 : 1);
  const spine = traceSpine({
    start: base,
    heading: heading + side * spread + (lateral ? 0.35 : 0),
    length: male ? random.range(0.34, 0.39) : random.range(0.31, 0.37),
    bend: side * random.normal(male ? -0.25 : 0.1, 0.3),
    steps: 26,
  });
  const colour = shadeColour(traits.colours.leg, 0.9);
  return [
    ...(male ? [drawVeil(spine, traits)] : []),
    drawWhorls(spine, traits, random),
    paintLine(spine, 0.0125, colour, 0.95),
    ...paintBall({
      center: base,
      radii: male ? [0.03, 0.03] : [0.021, 0.021],
      colour: traits.colours.body,
      light: traits.light,
      gloss: 0,
    }),
  ];
}

/** Palps: in males as long as the proboscis and tufted, in females short (in Anopheles long but bare). */
function drawPalp(place: HeadPlace, side: -1 | 1, traits: MosquitoTraits, random: Random): Shape[] {
  const { center, heading } = place;
  const male = traits.sex === 'male';
  const long = male || traits.genus === 'Anopheles';
  const spine = traceSpine({
    start: [
      center[0] + Math.cos(heading + side * 0.25) * 0.06,
      center[1] + Math.sin(heading + side * 0.25) * 0.06,
    ],
    heading: heading + side * (male ? random.range(0.14, 0.22) : 0.12),
    length: long ? random.range(0.36, 0.42) : 0.09,
    bend: male ? side * random.range(0.1, 0.5) : 0,
    steps: 14,
  });
  const { leg, pale } = traits.colours;
  const shapes = [paintLine(spine, long ? 0.016 : 0.02, leg)];
  if (male) {
    const tuft = spine.slice(8);
    shapes.push({
      paths: tuft.flatMap(([x, y]) =>
        [-1, 1].map((s) => {
          const angle = heading + s * random.range(0.4, 0.9);
          return [x, y, x + Math.cos(angle) * 0.04, y + Math.sin(angle) * 0.04];
        }),
      ),
      stroke: { colour: leg, width: 0.009, opacity: 0.7 },
    });
  }
  if (traits.genus === 'Aedes') shapes.push(paintLine(spine.slice(-3), 0.014, pale, 0.8 - traits.wear * 0.4));
  return shapes;
}

function drawProboscis(place: HeadPlace, traits: MosquitoTraits, random: Random): Shape[] {
  const spine = traceSpine({
    start: [
      place.center[0] + Math.cos(place.heading) * 0.05,
      place.center[1] + Math.sin(place.heading) * 0.05,
    ],
    heading: place.heading + random.normal(0, 0.05),
    length: random.range(0.38, 0.44),
    bend: random.normal(0, 0.16),
    steps: 14,
  });
  const { leg, pale } = traits.colours;
  const shapes = [paintLine(spine, 0.021, leg), paintLine(spine.slice(-2), 0.026, shadeColour(leg, 0.85))];
  if (traits.genus === 'Culex') shapes.push(paintLine(spine.slice(6, 9), 0.019, pale, 0.35));
  return shapes;
}

function drawSkull(place: HeadPlace, traits: MosquitoTraits): Shape[] {
  const { center, heading } = place;
  const { colours, light, pose } = traits;
  const shapes = paintBall({
    center,
    radii: [0.068, 0.066],
    angle: heading,
    colour: colours.body,
    light,
    gloss: 0,
  });
  const sides = pose === 'lateral' ? [0.12] : [-1, 1];
  for (const side of sides) {
    const eye: Point = [
      center[0] + Math.cos(heading + side * 1.15) * 0.042,
      center[1] + Math.sin(heading + side * 1.15) * 0.042,
    ];
    const radii: Point = pose === 'lateral' ? [0.05, 0.056] : [0.042, 0.034];
    shapes.push(...paintBall({ center: eye, radii, angle: heading, colour: colours.eye, light, gloss: 0 }));
    shapes.push(paintGlint([eye[0] + light[0] * 0.018, eye[1] + light[1] * 0.018], 0.015, 0.4));
  }
  if (traits.genus === 'Aedes' && pose === 'dorsal') {
    const back: Point = [center[0] - Math.cos(heading) * 0.05, center[1] - Math.sin(heading) * 0.05];
    shapes.push(paintLine([back, center], 0.02, colours.pale, 0.8 - traits.wear * 0.5));
  }
  return shapes;
}

/** Head with all its appendages, or what is left of it. */
export function drawHead(traits: MosquitoTraits, random: Random): Shape[] {
  const place = placeHead(traits);
  if (traits.doubt === 'head-lost') {
    return paintBall({
      center: [0.185, 0],
      radii: [0.02, 0.026],
      colour: traits.colours.belly,
      light: traits.light,
      gloss: 0,
    });
  }
  const withAntennae = traits.doubt === 'none';
  const shapes: Shape[] = [];
  if (traits.doubt !== 'crumpled') shapes.push(...drawProboscis(place, traits, random.fork('proboscis')));
  for (const side of [-1, 1] as const) {
    const part = random.fork(`side${side}`);
    if (withAntennae) shapes.push(...drawPalp(place, side, traits, part.fork('palp')));
    if (withAntennae) shapes.push(...drawAntenna(place, side, traits, part.fork('antenna')));
  }
  return [...shapes, ...drawSkull(place, traits)];
}
