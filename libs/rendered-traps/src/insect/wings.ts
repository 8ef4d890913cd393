import { flatten, normalAt, outlineTube, traceSpine } from '../drawing/points.ts';
import type { Point } from '../drawing/points.ts';
import { flat, mixColours, shadeColour } from '../drawing/shape.ts';
import type { Shape } from '../drawing/shape.ts';
import type { Random } from '../random.ts';
import type { MosquitoTraits } from './traits.ts';

/** Veins as (start, end) along the wing and offset across it (-1..1 of the half-width). */
const VEINS: readonly (readonly [number, number, number, number])[] = [
  [0.02, 0.93, 0.5, 0.8],
  [0.05, 0.97, 0.25, 0.42],
  [0.45, 0.98, 0.18, 0.2],
  [0.05, 0.99, 0.02, -0.02],
  [0.5, 0.97, -0.12, -0.3],
  [0.06, 0.9, -0.2, -0.62],
  [0.08, 0.7, -0.4, -0.85],
];

function halfWidth(traits: MosquitoTraits): (t: number) => number {
  const width = traits.sex === 'female' ? 0.112 : 0.094;
  return (t) => width * (0.12 + 0.88 * Math.sin(Math.PI * Math.min(1, 0.05 + t ** 0.9 * 0.945)) ** 0.72);
}

function traceVein(
  spine: readonly Point[],
  radiusAt: (t: number) => number,
  vein: (typeof VEINS)[number],
): number[] {
  const [from, to, startOffset, endOffset] = vein;
  const points: Point[] = [];
  for (let k = 0; k <= 8; k += 1) {
    const t = from + ((to - from) * k) / 8;
    const i = Math.round(t * (spine.length - 1));
    const [nx, ny] = normalAt(spine, i);
    const offset = (startOffset + ((endOffset - startOffset) * k) / 8) * radiusAt(t);
    points.push([spine[i][0] + nx * offset, spine[i][1] + ny * offset]);
  }
  return flatten(points);
}

/** Dark patches on the front edge that tell Anopheles. */
function drawSpots(spine: readonly Point[], radiusAt: (t: number) => number, side: number): Shape {
  const paths = [0.3, 0.48, 0.66, 0.84].map((t) =>
    traceVein(spine, radiusAt, [t, t + 0.08, side * 0.72, side * 0.72]),
  );
  return { paths, stroke: { colour: [40, 34, 30], width: 0.035, opacity: 0.75 } };
}

export interface WingPlan {
  readonly base: Point;
  /** Radians in the insect's coordinates. */
  readonly heading: number;
  /** The side (of the direction of travel) of the front edge. */
  readonly frontSide: -1 | 1;
}

function drawWing(plan: WingPlan, traits: MosquitoTraits, random: Random): Shape[] {
  const torn = random.chance(traits.wear * 0.5) ? random.range(0.6, 0.9) : 1;
  const spine = traceSpine({
    start: plan.base,
    heading: plan.heading,
    length: (traits.sex === 'female' ? 0.74 : 0.7) * torn,
    bend: random.normal(0, 0.1),
    steps: 40,
  });
  const radiusAt = halfWidth(traits);
  const outline = outlineTube(spine, radiusAt);
  const { wing } = traits.colours;
  const veil = random.range(0.2, 0.4);
  const middle = spine[24];
  const [nx, ny] = normalAt(spine, 24);
  const dark = shadeColour(wing, 0.5);
  const shapes: Shape[] = [
    {
      paths: [outline],
      fill: flat(mixColours(wing, [210, 206, 196], 0.25), veil),
      stroke: { colour: dark, width: 0.011, opacity: 0.6 },
    },
    {
      paths: [outline],
      fill: {
        kind: 'linear',
        from: [middle[0] + nx * 0.1, middle[1] + ny * 0.1],
        to: [middle[0] - nx * 0.1, middle[1] - ny * 0.1],
        stops: [
          { at: 0, colour: [255, 255, 250], opacity: 0 },
          { at: random.range(0.3, 0.7), colour: [250, 250, 246], opacity: random.range(0.05, 0.38) },
          { at: 1, colour: [235, 240, 255], opacity: 0 },
        ],
      },
    },
    {
      paths: VEINS.map((vein) =>
        traceVein(spine, radiusAt, [vein[0], vein[1], vein[2] * plan.frontSide, vein[3] * plan.frontSide]),
      ),
      stroke: { colour: dark, width: 0.0085, opacity: 0.55 },
    },
    {
      paths: [traceVein(spine, radiusAt, [0, 0.9, plan.frontSide * 0.9, plan.frontSide * 0.95])],
      stroke: { colour: dark, width: 0.018, opacity: 0.7 },
    },
  ];
  if (traits.genus === 'Anopheles') shapes.push(drawSpots(spine, radiusAt, plan.frontSide));
  return shapes;
}

function planWings(traits: MosquitoTraits): WingPlan[] {
  const [left, right] = traits.wingSpread;
  if (traits.pose === 'lateral') {
    // Both wings stand over the back; the near one lower.
    return [
      { base: [-0.01, 0.11], heading: Math.PI - 0.12 - right * 0.75, frontSide: -1 },
      { base: [0, 0.1], heading: Math.PI + 0.02 - left * 0.55, frontSide: -1 },
    ];
  }
  return [
    { base: [0.03, 0.075], heading: Math.PI - left, frontSide: -1 },
    { base: [0.03, -0.075], heading: Math.PI + right, frontSide: 1 },
  ];
}

export function drawWings(traits: MosquitoTraits, random: Random): Shape[] {
  return planWings(traits).flatMap((plan, i) => {
    const part = random.fork(`wing${i}`);
    return part.chance(traits.wear * 0.12) ? [] : drawWing(plan, traits, part);
  });
}
