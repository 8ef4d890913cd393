import { outlineTube, traceSpine } from '../drawing/points.ts';
import type { Point } from '../drawing/points.ts';
import { flat } from '../drawing/shape.ts';
import type { Colour, Shape } from '../drawing/shape.ts';
import type { Random } from '../random.ts';
import { paintLine } from './shading.ts';

/** What a drawing of an insect needs besides its kind. */
export interface Brush {
  readonly light: Point;
  readonly random: Random;
}

/** Three pairs of plain bent legs. */
export function drawSixLegs(reach: number, colour: Colour, { random }: Brush): Shape[] {
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

/** A clear wing with three veins. */
export function drawVeinedWing(base: Point, heading: number, size: Point, { random }: Brush): Shape[] {
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
