import { traceSpine } from '../drawing/points.ts';
import type { Point } from '../drawing/points.ts';
import { flat, mixColours, shadeColour } from '../drawing/shape.ts';
import type { Colour, Shape } from '../drawing/shape.ts';
import type { Random } from '../random.ts';
import { paintBall, paintGlint, paintLine, paintTube } from './shading.ts';
import type { TubeShading } from './shading.ts';
import type { MosquitoTraits } from './traits.ts';

const SEGMENTS = 8;
const BLOOD: Colour = [84, 20, 18];

/** Half-width along the abdomen: females widest past the middle, males slim and even. */
function profileAbdomen(traits: MosquitoTraits): (t: number) => number {
  const plump = traits.sex === 'female' || traits.doubt !== 'none';
  return (t) => {
    const rise = Math.min(1, 0.62 + t * 1.5);
    const fall = plump ? 1 - Math.max(0, (t - 0.55) / 0.45) ** 2 * 0.82 : 1 - Math.max(0, t - 0.6) * 0.5;
    const swollen = 1 + traits.fed * 0.35 * Math.sin(Math.PI * Math.min(1, t * 1.05));
    const tip = t > 0.97 ? 0.75 : 1;
    return traits.abdomenRadius * rise * fall * swollen * tip;
  };
}

export function traceAbdomen(traits: MosquitoTraits): Point[] {
  const lateral = traits.pose === 'lateral';
  return traceSpine({
    start: [-0.07, lateral ? 0.005 : 0],
    heading: Math.PI + (lateral ? 0.18 : 0),
    length: traits.sex === 'female' ? 0.58 : 0.62,
    bend: traits.bend,
    steps: 48,
  });
}

function colourSegment(traits: MosquitoTraits, t: number): Colour {
  const { colours, pose, fed } = traits;
  const base = pose === 'ventral' ? colours.belly : colours.body;
  const blood = fed * Math.sin(Math.PI * Math.min(1, t * 1.1)) * 1.2;
  return mixColours(base, BLOOD, Math.max(0, Math.min(0.88, blood)));
}

function drawSegment(traits: MosquitoTraits, index: number, tube: Omit<TubeShading, 'colour'>): Shape[] {
  const [from, to] = [index / SEGMENTS, (index + 1) / SEGMENTS];
  const shapes = [paintTube({ ...tube, colour: colourSegment(traits, from) }, from, to)];
  const bandWidth = traits.genus === 'Anopheles' ? 0.14 : 0.27;
  const pale = mixColours(
    traits.colours.pale,
    colourSegment(traits, from),
    0.32 + traits.wear * 0.3 + traits.fed * 0.25,
  );
  if (index > 0)
    shapes.push(paintTube({ ...tube, colour: shadeColour(pale, 0.85) }, from, from + bandWidth / SEGMENTS));
  return shapes;
}

/** Claspers: the pair of hooks at the end of a male. */
function drawClaspers(spine: readonly Point[], traits: MosquitoTraits): Shape[] {
  const [x, y] = spine[spine.length - 1];
  const [px, py] = spine[spine.length - 4];
  const heading = Math.atan2(y - py, x - px);
  return [-1, 1].map((side) =>
    paintLine(
      traceSpine({
        start: [x, y],
        heading: heading + side * 0.55,
        length: 0.075,
        bend: -side * 1.5,
        steps: 6,
      }),
      0.024,
      shadeColour(traits.colours.body, 0.8),
    ),
  );
}

/** Cerci: the short blunt pair at the end of a female. */
function drawCerci(spine: readonly Point[], traits: MosquitoTraits): Shape[] {
  const [x, y] = spine[spine.length - 1];
  const [px, py] = spine[spine.length - 4];
  const heading = Math.atan2(y - py, x - px);
  return [-0.35, 0.35].map((turn) =>
    paintLine(
      traceSpine({ start: [x, y], heading: heading + turn, length: 0.03, bend: 0, steps: 2 }),
      0.02,
      traits.colours.body,
    ),
  );
}

export function drawAbdomen(traits: MosquitoTraits): Shape[] {
  const spine = traceAbdomen(traits);
  const tube = { spine, radiusAt: profileAbdomen(traits), light: traits.light };
  const shapes: Shape[] = [];
  if (traits.doubt === 'none')
    shapes.push(...(traits.sex === 'male' ? drawClaspers : drawCerci)(spine, traits));
  for (let i = 0; i < SEGMENTS; i += 1) shapes.push(...drawSegment(traits, i, tube));
  if (traits.fed > 0.4) {
    const [x, y] = spine[20];
    const offset = traits.abdomenRadius * 0.4;
    shapes.push(paintGlint([x + traits.light[0] * offset, y + traits.light[1] * offset], 0.06, 0.3));
  }
  return shapes;
}

function drawThoraxMarks(traits: MosquitoTraits, random: Random): Shape[] {
  if (traits.pose === 'ventral') return [];
  const lateral = traits.pose === 'lateral';
  const { pale } = traits.colours;
  if (traits.genus !== 'Aedes') {
    return [-0.04, 0, 0.04].map((y) =>
      paintLine(
        [
          [-0.07, y],
          [0.15, y * 0.7],
        ],
        0.012,
        pale,
        0.25,
      ),
    );
  }
  const fade = 0.9 - traits.wear * 0.6;
  if (lateral) {
    // White scale patches on the flank.
    return Array.from({ length: 6 }, () => {
      const center: Point = [random.range(-0.07, 0.13), random.range(-0.09, 0.05)];
      return {
        paths: [[center[0], center[1], center[0] + 0.012, center[1] + 0.004]],
        stroke: { colour: pale, width: 0.028, opacity: fade },
      };
    });
  }
  const side = (s: number): Shape =>
    paintLine(
      [
        [0.17, s * 0.045],
        [0.1, s * 0.08],
        [0.02, s * 0.07],
        [-0.08, s * 0.045],
      ],
      0.016,
      pale,
      fade,
    );
  return [
    side(1),
    side(-1),
    paintLine(
      [
        [0.15, 0.012],
        [-0.07, 0.012],
      ],
      0.008,
      pale,
      fade * 0.7,
    ),
    paintLine(
      [
        [0.15, -0.012],
        [-0.07, -0.012],
      ],
      0.008,
      pale,
      fade * 0.7,
    ),
  ];
}

/** Bristles that make the back look furred rather than lacquered. */
function drawBristles(traits: MosquitoTraits, random: Random): Shape {
  const paths = Array.from({ length: 34 }, () => {
    const angle = random.range(0, Math.PI * 2);
    const reach = random.range(0.55, 1);
    const [x, y] = [0.04 + Math.cos(angle) * 0.15 * reach, Math.sin(angle) * 0.12 * reach];
    const lean = angle + random.normal(0, 0.5);
    return [x, y, x + Math.cos(lean) * 0.035, y + Math.sin(lean) * 0.035];
  });
  return {
    paths,
    stroke: {
      colour: mixColours(traits.colours.body, traits.colours.pale, random.range(0.1, 0.5)),
      width: 0.006,
      opacity: 0.7,
    },
  };
}

export function drawThorax(traits: MosquitoTraits, random: Random): Shape[] {
  const { colours, light, pose, sex } = traits;
  const lateral = pose === 'lateral';
  const slim = sex === 'male' ? 0.92 : 1;
  const colour = pose === 'ventral' ? colours.belly : shadeColour(colours.body, 1.05);
  return [
    ...paintBall({
      center: [-0.085, lateral ? 0.05 : 0],
      radii: [0.05, 0.06 * slim],
      colour,
      light,
      gloss: 0,
    }),
    ...paintBall({
      center: [0.04, lateral ? 0.02 : 0],
      radii: [0.15, (lateral ? 0.14 : 0.112) * slim],
      angle: lateral ? -0.2 : 0,
      colour,
      light,
      gloss: 0.22,
    }),
    drawBristles(traits, random),
    ...drawThoraxMarks(traits, random),
  ];
}

/** A dent or split over the body of a damaged insect. */
export function drawDamage(traits: MosquitoTraits, random: Random): Shape[] {
  const colour = shadeColour(traits.colours.body, 0.45);
  return Array.from({ length: 5 }, () => {
    const [x, y] = [random.range(-0.5, 0.1), random.normal(0, 0.04)];
    const path = Array.from({ length: 7 }, (_, i) => {
      const angle = (i / 7) * Math.PI * 2;
      const reach = random.range(0.02, 0.055);
      return [x + Math.cos(angle) * reach, y + Math.sin(angle) * reach * 0.7];
    }).flat();
    return { paths: [path], fill: flat(colour, 0.75) };
  });
}
