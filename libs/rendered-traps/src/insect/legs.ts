import { smoothPoints } from '../drawing/points.ts';
import type { Point } from '../drawing/points.ts';
import { shadeColour } from '../drawing/shape.ts';
import type { Shape } from '../drawing/shape.ts';
import type { Random } from '../random.ts';
import { paintLine } from './shading.ts';
import type { MosquitoTraits } from './traits.ts';

interface LegPlan {
  readonly base: Point;
  /** Radians from the body axis, for the left side. */
  readonly heading: number;
  /** Femur, tibia, tarsus; unit: body length. */
  readonly lengths: readonly [number, number, number];
  /** Sense in which the knee bends. */
  readonly knee: number;
}

const FROM_ABOVE: readonly LegPlan[] = [
  { base: [0.1, 0.07], heading: 0.85, lengths: [0.23, 0.25, 0.28], knee: -1 },
  { base: [0.03, 0.09], heading: 1.6, lengths: [0.26, 0.28, 0.32], knee: 1 },
  { base: [-0.05, 0.08], heading: 2.35, lengths: [0.29, 0.33, 0.4], knee: 1 },
];

const FROM_THE_SIDE: readonly LegPlan[] = [
  { base: [0.1, -0.1], heading: -0.95, lengths: [0.23, 0.25, 0.28], knee: -1 },
  { base: [0.04, -0.12], heading: -1.6, lengths: [0.26, 0.28, 0.32], knee: -1 },
  { base: [-0.03, -0.11], heading: -2.25, lengths: [0.29, 0.33, 0.4], knee: 1 },
];

function traceLeg(plan: LegPlan, side: -1 | 1, traits: MosquitoTraits, random: Random): Point[][] {
  const lateral = traits.pose === 'lateral';
  const flip = lateral ? 1 : side;
  const { curl } = traits;
  let angle = flip * (plan.heading + random.normal(0, 0.22)) + (lateral ? side * 0.16 : 0);
  const bend = flip * plan.knee * (random.range(0.35, 0.9) + curl * random.range(0.5, 1.5));
  let [x, y] = [plan.base[0], plan.base[1] * flip];
  const joints: Point[] = [[x, y]];
  plan.lengths.forEach((length, i) => {
    if (i === 1) angle += bend;
    if (i === 2) angle += bend * random.range(-0.5, 0.5) + flip * plan.knee * curl * 0.8;
    const steps = i === 2 ? 3 : 2;
    for (let k = 0; k < steps; k += 1) {
      angle += random.normal(0, i === 2 ? 0.16 : 0.04);
      x += (Math.cos(angle) * length * (1 - curl * 0.18)) / steps;
      y += (Math.sin(angle) * length * (1 - curl * 0.18)) / steps;
      joints.push([x, y]);
    }
  });
  const smooth = smoothPoints(joints, 5);
  // Two spans of five points to each of femur and tibia, three to the tarsus.
  return [smooth.slice(0, 11), smooth.slice(10, 21), smooth.slice(20)];
}

function drawBands(tarsus: readonly Point[], tibia: readonly Point[], traits: MosquitoTraits): Shape[] {
  if (traits.genus === 'Culex') return [];
  const strength = (traits.genus === 'Aedes' ? 0.95 : 0.4) - traits.wear * 0.35;
  const { pale } = traits.colours;
  const rings = [0, 4, 8, 12].map((i) => paintLine(tarsus.slice(i, i + 2), 0.0145, pale, strength));
  return [...rings, paintLine(tibia.slice(9), 0.02, pale, strength * 0.8)];
}

function drawLeg(plan: LegPlan, side: -1 | 1, traits: MosquitoTraits, random: Random): Shape[] {
  const [femur, tibia, tarsus] = traceLeg(plan, side, traits, random);
  // A worn insect has lost the ends of some legs.
  const broken = random.chance(0.06 + traits.wear * 0.2);
  const { leg, belly } = traits.colours;
  const shapes = [
    paintLine(femur, 0.0235, leg),
    paintLine(femur.slice(0, 8), 0.013, shadeColour(belly, 1.1), 0.55),
    paintLine(tibia, 0.0165, leg),
  ];
  if (broken) return shapes;
  return [
    ...shapes,
    paintLine(tarsus, 0.0125, shadeColour(leg, 0.95), 0.95),
    ...drawBands(tarsus, tibia, traits),
  ];
}

export function drawLegs(
  traits: MosquitoTraits,
  random: Random,
  sides: readonly (-1 | 1)[] = [-1, 1],
): Shape[] {
  const plans = traits.pose === 'lateral' ? FROM_THE_SIDE : FROM_ABOVE;
  return sides.flatMap((side) =>
    plans.flatMap((plan, i) => {
      const part = random.fork(`leg${side}${i}`);
      const lost = part.chance(0.03 + traits.wear * 0.12);
      return lost ? [] : drawLeg(plan, side, traits, part);
    }),
  );
}
