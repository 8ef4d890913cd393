import { outlineEllipse } from '../drawing/points.ts';
import { shadeColour } from '../drawing/shape.ts';
import type { Colour, Shape } from '../drawing/shape.ts';
import { paintBall, paintGlint, paintLine } from './shading.ts';

import { drawSixLegs } from './six-legs.ts';
import type { Brush } from './six-legs.ts';

export function drawAnt(brush: Brush): Shape[] {
  const { light, random } = brush;
  const body: Colour = random.pick<Colour>([
    [64, 34, 22],
    [36, 28, 26],
    [110, 60, 32],
  ]);
  return [
    ...drawSixLegs(0.24, shadeColour(body, 0.85), brush),
    ...paintBall({
      center: [-0.34, random.normal(0, 0.04)],
      radii: [0.2, 0.14],
      colour: body,
      light,
      gloss: 0.45,
    }),
    ...paintBall({ center: [-0.12, 0], radii: [0.05, 0.045], colour: body, light, gloss: 0 }),
    ...paintBall({ center: [0.06, 0], radii: [0.14, 0.075], colour: body, light, gloss: 0.2 }),
    ...paintBall({ center: [0.29, 0], radii: [0.11, 0.1], colour: body, light, gloss: 0.35 }),
    ...[-1, 1].map((s) =>
      paintLine(
        [
          [0.37, s * 0.05],
          [0.5, s * 0.2],
          [0.68, s * (0.16 + random.normal(0, 0.05))],
        ],
        0.02,
        shadeColour(body, 0.9),
      ),
    ),
  ];
}

export function drawBeetle(brush: Brush): Shape[] {
  const { light, random } = brush;
  const shell: Colour = random.pick<Colour>([
    [40, 34, 32],
    [92, 52, 26],
    [38, 58, 44],
  ]);
  return [
    ...drawSixLegs(0.19, shadeColour(shell, 0.6), brush),
    ...paintBall({
      center: [0.3, 0],
      radii: [0.1, 0.12],
      colour: shadeColour(shell, 0.8),
      light,
      gloss: 0.2,
    }),
    ...paintBall({ center: [0.17, 0], radii: [0.13, 0.2], colour: shell, light, gloss: 0.3 }),
    ...paintBall({ center: [-0.14, 0], radii: [0.32, 0.24], colour: shell, light, gloss: 0.5 }),
    paintLine(
      [
        [0.1, 0],
        [-0.46, 0],
      ],
      0.014,
      shadeColour(shell, 0.4),
    ),
    paintGlint([-0.1 + light[0] * 0.1, light[1] * 0.12], 0.1, 0.35),
    {
      paths: [outlineEllipse([-0.14, 0], [0.32, 0.24])],
      closed: true,
      stroke: { colour: shadeColour(shell, 0.4), width: 0.012, opacity: 0.6 },
    },
  ];
}
