import { flatten, smoothPoints, traceSpine } from '../drawing/points.ts';
import type { Point } from '../drawing/points.ts';
import { flat, shadeColour } from '../drawing/shape.ts';
import type { Colour, Shape } from '../drawing/shape.ts';
import type { Random } from '../random.ts';
import type { Frame } from '../light/frame.ts';

const CRUMB_COLOURS: readonly Colour[] = [
  [92, 74, 54],
  [60, 52, 46],
  [140, 118, 86],
  [44, 40, 40],
  [120, 108, 96],
];
const FIBRE_COLOURS: readonly Colour[] = [
  [60, 60, 66],
  [150, 60, 54],
  [90, 110, 150],
  [225, 222, 214],
  [110, 92, 70],
];

function drawCrumb(center: Point, radius: number, random: Random): Shape[] {
  const colour = random.pick(CRUMB_COLOURS);
  const corners = random.integer(6, 11);
  const stretch = random.range(0.5, 1);
  const outline = (share: number): number[] =>
    Array.from({ length: corners }, (_, i) => {
      const angle = (i / corners) * Math.PI * 2;
      const reach = radius * share * random.range(0.7, 1.15);
      return [center[0] + Math.cos(angle) * reach, center[1] + Math.sin(angle) * reach * stretch];
    }).flat();
  return [
    { paths: [outline(1)], fill: flat(shadeColour(colour, 0.75), 0.92) },
    { paths: [outline(0.55)], fill: flat(shadeColour(colour, 1.25), 0.6) },
  ];
}

function drawFibre(center: Point, zoom: number, random: Random): Shape {
  const spine = traceSpine({
    start: center,
    heading: random.range(0, Math.PI * 2),
    length: random.range(14, 70) * zoom,
    bend: random.normal(0, 1.6),
    steps: 6,
  });
  const wavy = smoothPoints(
    spine.map(([x, y]): Point => [x + random.normal(0, 1.6) * zoom, y + random.normal(0, 1.6) * zoom]),
  );
  const width = random.range(0.5, 1.3) * zoom;
  return {
    paths: [flatten(wavy)],
    stroke: { colour: random.pick(FIBRE_COLOURS), width, opacity: random.range(0.35, 0.85) },
  };
}

/** A leg that some insect lost: banded enough to tempt a detector, too little to count. */
function drawLostLeg(center: Point, zoom: number, random: Random): Shape[] {
  const heading = random.range(0, Math.PI * 2);
  const spine = traceSpine({
    start: center,
    heading,
    length: random.range(16, 34) * zoom,
    bend: random.normal(0, 1.2),
    steps: 10,
  });
  return [
    { paths: [flatten(spine)], stroke: { colour: [52, 42, 36], width: 1.1 * zoom, opacity: 0.9 } },
    {
      paths: [flatten(spine.slice(4, 6))],
      stroke: { colour: [200, 194, 182], width: 1.15 * zoom, opacity: 0.6 },
    },
  ];
}

/** Crumbs, dust, fibres and lost legs over the whole picture; pixels. */
export function drawDebris(frame: Frame, dirt: number, random: Random): Shape[] {
  const zoom = Math.min(frame.width, frame.height) / 224;
  const place = (): Point => [random.range(0, frame.width), random.range(0, frame.height)];
  const shapes: Shape[] = [];
  const count = Math.round(dirt * random.range(0.5, 1.5));
  for (let i = 0; i < count; i += 1)
    shapes.push(
      ...drawCrumb(place(), random.range(0.5, 2.6) * zoom * (random.chance(0.08) ? 2.5 : 1), random),
    );
  // Dust: too small for corners.
  for (let i = 0; i < count * 5; i += 1) {
    const [x, y] = place();
    const stroke = {
      colour: random.pick(CRUMB_COLOURS),
      width: random.range(0.4, 1.1) * zoom,
      opacity: random.range(0.2, 0.65),
    };
    shapes.push({ paths: [[x, y, x + random.range(0.1, 0.8) * zoom, y]], stroke });
  }
  for (let i = 0; i < count / 5; i += 1)
    if (random.chance(0.6)) shapes.push(drawFibre(place(), zoom, random));
  if (random.chance(dirt / 30)) shapes.push(...drawLostLeg(place(), zoom, random));
  return shapes;
}
