import { outlineEllipse, outlineTube, traceSpine } from '../drawing/points.ts';
import type { Point } from '../drawing/points.ts';
import { flat, mixColours, shadeColour } from '../drawing/shape.ts';
import type { Colour, Shape } from '../drawing/shape.ts';
import type { Random } from '../random.ts';
import { paintBall, paintGlint, paintLine, paintTube } from './shading.ts';

/** Catch that is not a mosquito: it is painted and never labelled. */
export const OTHER_INSECTS = ['fly', 'moth', 'midge', 'ant', 'beetle'] as const;
export type OtherInsect = (typeof OTHER_INSECTS)[number];

interface Brush {
  readonly light: Point;
  readonly random: Random;
}

/** Three pairs of plain bent legs. */
function drawSixLegs(reach: number, colour: Colour, { random }: Brush): Shape[] {
  return [-1, 1].flatMap((side) =>
    [0.7, 1.5, 2.3].map((heading, i) => {
      const angle = side * (heading + random.normal(0, 0.2));
      const base: Point = [0.12 - i * 0.1, side * 0.06];
      const knee: Point = [base[0] + Math.cos(angle) * reach, base[1] + Math.sin(angle) * reach];
      const turn = angle + side * random.range(0.3, 1.1) * (i === 0 ? -1 : 1);
      const foot: Point = [knee[0] + Math.cos(turn) * reach, knee[1] + Math.sin(turn) * reach];
      return paintLine([base, knee, foot], 0.022, colour);
    }),
  );
}

function drawVeinedWing(base: Point, heading: number, size: Point, { random }: Brush): Shape[] {
  const spine = traceSpine({ start: base, heading, length: size[0], bend: random.normal(0, 0.1), steps: 20 });
  const outline = outlineTube(
    spine,
    (t) => size[1] * (0.2 + 0.8 * Math.sin(Math.PI * Math.min(1, 0.08 + t * 0.9)) ** 0.7),
  );
  const veins = [-0.5, 0, 0.5].map((offset) =>
    spine
      .slice(1, 19)
      .flatMap(([x, y], i) => [
        x - Math.sin(heading) * offset * size[1] * (i / 18),
        y + Math.cos(heading) * offset * size[1] * (i / 18),
      ]),
  );
  return [
    {
      paths: [outline],
      fill: flat([196, 190, 176], 0.38),
      stroke: { colour: [70, 62, 52], width: 0.01, opacity: 0.5 },
    },
    { paths: veins, stroke: { colour: [70, 60, 50], width: 0.009, opacity: 0.5 } },
  ];
}

function drawFly(brush: Brush): Shape[] {
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

function drawMoth(brush: Brush): Shape[] {
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

function drawMidge(brush: Brush): Shape[] {
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

function drawAnt(brush: Brush): Shape[] {
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

function drawBeetle(brush: Brush): Shape[] {
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

const DRAWERS: Readonly<Record<OtherInsect, (brush: Brush) => Shape[]>> = {
  fly: drawFly,
  moth: drawMoth,
  midge: drawMidge,
  ant: drawAnt,
  beetle: drawBeetle,
};

/** Body lengths relative to a mosquito's. */
export const OTHER_SIZES: Readonly<Record<OtherInsect, readonly [number, number]>> = {
  fly: [0.7, 1.2],
  moth: [0.9, 1.4],
  midge: [0.35, 0.6],
  ant: [0.35, 0.7],
  beetle: [0.35, 0.8],
};

export function drawOtherInsect(kind: OtherInsect, light: Point, random: Random): Shape[] {
  return DRAWERS[kind]({ light, random });
}
