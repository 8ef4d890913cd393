import { traceSpine } from '../drawing/points.ts';
import type { Point } from '../drawing/points.ts';
import { flat, mixColours, shadeColour } from '../drawing/shape.ts';
import type { Colour, Shape } from '../drawing/shape.ts';
import { paintBall, paintLine, paintTube } from './shading.ts';

import { drawSixLegs, drawVeinedWing } from './six-legs.ts';
import type { Brush } from './six-legs.ts';

export function drawFly(brush: Brush): Shape[] {
  const { light, random } = brush;
  const body: Colour = random.pick<Colour>([
    [58, 58, 60],
    [70, 60, 44],
    [46, 66, 62],
  ]);
  const eye: Colour = random.pick<Colour>([
    [120, 34, 26],
    [84, 30, 26],
    [60, 30, 28],
  ]);
  const spread = random.range(0.25, 0.75);
  return [
    ...drawSixLegs(0.19, shadeColour(body, 0.7), brush),
    ...paintBall({
      center: [-0.22, 0],
      radii: [0.24, 0.16],
      colour: shadeColour(body, 1.15),
      light,
      gloss: 0.3,
    }),
    ...[-1, 1].flatMap((s) => drawVeinedWing([0.08, s * 0.1], Math.PI - s * spread, [0.66, 0.15], brush)),
    ...paintBall({ center: [0.1, 0], radii: [0.18, 0.15], colour: body, light, gloss: 0.3 }),
    ...[-1, 1].flatMap((s) =>
      paintBall({ center: [0.31, s * 0.07], radii: [0.075, 0.085], colour: eye, light, gloss: 0.4 }),
    ),
  ];
}

export function drawMoth(brush: Brush): Shape[] {
  const { light, random } = brush;
  const base: Colour = random.pick<Colour>([
    [168, 146, 116],
    [126, 108, 90],
    [190, 178, 156],
  ]);
  const spread = random.range(0.35, 1);
  const wings = [-1, 1].flatMap((s): Shape[] => {
    const tip = Math.PI - s * spread;
    const far: Point = [Math.cos(tip) * 0.72, Math.sin(tip) * 0.72];
    const inner: Point = [-0.52, s * 0.1];
    const outline = [
      0.12,
      s * 0.05,
      far[0] + 0.12,
      far[1],
      far[0] * 0.92 - 0.02,
      far[1] * 0.8,
      inner[0],
      inner[1],
    ];
    const bars = [0.35, 0.6, 0.85].map((t) => [
      0.12 + (far[0] - 0.02) * t,
      far[1] * t,
      0.02 + (inner[0] - 0.1) * t,
      inner[1] * t,
    ]);
    return [
      {
        paths: [outline],
        fill: flat(shadeColour(base, random.range(0.85, 1.05)), 0.97),
        stroke: { colour: shadeColour(base, 0.6), width: 0.012, opacity: 0.7 },
      },
      {
        paths: bars,
        stroke: { colour: shadeColour(base, 0.62), width: random.range(0.02, 0.045), opacity: 0.5 },
      },
    ];
  });
  const spine = traceSpine({ start: [0.22, 0], heading: Math.PI, length: 0.7, bend: 0, steps: 20 });
  const fur = Array.from({ length: 60 }, () => {
    const [x, y] = [random.range(-0.3, 0.25), random.normal(0, 0.05)];
    return [x, y, x - 0.05, y + random.normal(0, 0.03)];
  });
  return [
    ...wings,
    paintTube({
      spine,
      radiusAt: (t) => 0.1 * Math.sin(Math.PI * (0.15 + t * 0.8)) ** 0.7,
      colour: shadeColour(base, 0.85),
      light,
    }),
    { paths: fur, stroke: { colour: mixColours(base, [240, 232, 216], 0.4), width: 0.012, opacity: 0.6 } },
    ...paintBall({ center: [0.25, 0], radii: [0.06, 0.07], colour: shadeColour(base, 0.7), light, gloss: 0 }),
    ...[-1, 1].map((s) =>
      paintLine(
        traceSpine({ start: [0.28, s * 0.03], heading: s * 0.6, length: 0.34, bend: s * 0.4, steps: 8 }),
        0.012,
        shadeColour(base, 0.55),
      ),
    ),
  ];
}

/** A midge looks much like a small mosquito, but has neither proboscis nor banded legs. */
export function drawMidge(brush: Brush): Shape[] {
  const { light, random } = brush;
  const body: Colour = random.pick<Colour>([
    [60, 56, 48],
    [104, 116, 70],
    [84, 70, 54],
  ]);
  const spine = traceSpine({
    start: [-0.04, 0],
    heading: Math.PI,
    length: 0.62,
    bend: random.normal(0, 0.4),
    steps: 24,
  });
  return [
    ...drawSixLegs(0.26, shadeColour(body, 0.8), brush),
    paintTube({ spine, radiusAt: (t) => 0.055 * (1 - 0.5 * t), colour: body, light }),
    ...[-1, 1].flatMap((s) =>
      drawVeinedWing([0.05, s * 0.07], Math.PI - s * random.range(0.2, 0.8), [0.5, 0.075], brush),
    ),
    ...paintBall({
      center: [0.06, 0],
      radii: [0.14, 0.12],
      colour: shadeColour(body, 0.9),
      light,
      gloss: 0.2,
    }),
    ...paintBall({ center: [0.2, 0], radii: [0.045, 0.05], colour: [30, 26, 24], light, gloss: 0 }),
    ...[-1, 1].map((s) =>
      paintLine(
        traceSpine({ start: [0.22, s * 0.03], heading: s * 0.7, length: 0.14, bend: s * 0.3, steps: 5 }),
        0.011,
        shadeColour(body, 0.6),
      ),
    ),
  ];
}
