import type { RgbPicture } from '@natiu/images';
import { describe, expect, it } from 'vitest';
import { createRandomStream } from '../random.ts';
import { renderFlat } from '../test-support.ts';
import type { YoloLabel } from '../yolo-label.ts';
import type { SamplePicture } from './mosaic.ts';
import { DEFAULT_AUGMENTATION, NO_AUGMENTATION } from './plan.ts';
import type { AugmentationPlan } from './plan.ts';
import { createSampleMaker } from './sample.ts';

const SIZE = 128;
const WHITE = 200;

interface PixelRectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function renderRectangle(picture: RgbPicture, rectangle: PixelRectangle, classIndex: number): SamplePicture {
  const { x, y, width, height } = rectangle;
  for (let row = y; row < y + height; row++)
    picture.data.fill(255, (row * picture.width + x) * 3, (row * picture.width + x + width) * 3);
  const label: YoloLabel = {
    classIndex,
    cx: (x + width / 2) / picture.width,
    cy: (y + height / 2) / picture.height,
    w: width / picture.width,
    h: height / picture.height,
  };
  return { ...picture, labels: [label] };
}

interface Bounds {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** Bounds of the white pixels, to about a pixel: an edge lies where the interpolated level is half. */
function findWhiteBounds(planes: Uint8Array): Bounds | undefined {
  const xs: number[] = [];
  const ys: number[] = [];
  for (let at = 0; at < SIZE * SIZE; at++) {
    if (planes[at] < WHITE) continue;
    xs.push(at % SIZE);
    ys.push(Math.floor(at / SIZE));
  }
  if (xs.length === 0) return undefined;
  return { x1: Math.min(...xs), y1: Math.min(...ys), x2: Math.max(...xs) + 1, y2: Math.max(...ys) + 1 };
}

function toBounds({ cx, cy, w, h }: YoloLabel): Bounds {
  return {
    x1: (cx - w / 2) * SIZE,
    y1: (cy - h / 2) * SIZE,
    x2: (cx + w / 2) * SIZE,
    y2: (cy + h / 2) * SIZE,
  };
}

const plans: [string, Partial<AugmentationPlan>][] = [
  ['mirroring left to right', { flipLr: 1 }],
  ['mirroring upside down', { flipUd: 1 }],
  ['quarter turns', { turns90: 1 }],
  ['zoom', { scale: 0.3 }],
  ['shift', { translate: 0.1 }],
  ['shear', { shear: 10 }],
  ['rotation', { degrees: 180, scale: 0.1 }],
  [
    'all together',
    { degrees: 8, scale: 0.2, translate: 0.1, shear: 5, flipUd: 0.5, flipLr: 0.5, turns90: 0.5 },
  ],
];

describe('augmentation', () => {
  it.each(plans)('moves boxes with the pixels: %s', async (_name, changes) => {
    const source = renderRectangle(renderFlat(128, 96, 40), { x: 40, y: 34, width: 34, height: 22 }, 2);
    const maker = createSampleMaker(
      { ...NO_AUGMENTATION, boxes: 'corners', ...changes },
      SIZE,
      async () => source,
    );
    const out = new Uint8Array(3 * SIZE * SIZE);
    for (let round = 0; round < 40; round++) {
      const random = createRandomStream(5, round);
      const labels = await maker.make({ index: 0, count: 1, mosaic: false, random }, out);
      const white = findWhiteBounds(out);
      expect(labels).toHaveLength(1);
      expect(labels[0].classIndex).toBe(2);
      const box = toBounds(labels[0]);
      // A sharp corner of a turned rectangle fades out before its tip; upright ones are exact to a pixel and a half.
      const slack = changes.degrees === 180 ? 2.5 : 1.5;
      for (const side of ['x1', 'y1', 'x2', 'y2'] as const)
        expect(Math.abs(box[side] - (white?.[side] ?? NaN)), `round ${round} ${side}`).toBeLessThan(slack);
    }
  });

  it('fills the box of every picture of a mosaic with that picture', async () => {
    const shapes: [number, number][] = [
      [128, 96],
      [70, 128],
      [128, 128],
    ];
    const pictures = shapes.map(([width, height], index) =>
      renderRectangle(
        renderFlat(width, height, 40),
        { x: 12 + 9 * index, y: 20, width: 40, height: 30 },
        index,
      ),
    );
    const plan = { ...NO_AUGMENTATION, mosaic: 1, scale: 0.5, translate: 0.1, flipLr: 0.5, turns90: 0.5 };
    const maker = createSampleMaker(plan, SIZE, async (index) => pictures[index]);
    const out = new Uint8Array(3 * SIZE * SIZE);
    let boxes = 0;
    let whole = 0;
    for (let round = 0; round < 60; round++) {
      const random = createRandomStream(6, round);
      const labels = await maker.make({ index: round % 3, count: 3, mosaic: true, random }, out);
      for (const label of labels) {
        const { x1, y1, x2, y2 } = toBounds(label);
        boxes++;
        for (const y of [Math.ceil(y1 + 1.5), Math.floor(y2 - 2.5)])
          for (const x of [Math.ceil(x1 + 1.5), Math.floor(x2 - 2.5)])
            expect(out[y * SIZE + x], `round ${round}`).toBeGreaterThan(WHITE);
        // Just outside an edge that is not cut by the picture's border there is no white.
        const middle = Math.round((y1 + y2) / 2);
        if (x1 > 4) {
          whole++;
          expect(out[middle * SIZE + Math.floor(x1 - 2)], `round ${round}`).toBeLessThan(WHITE);
        }
      }
    }
    expect(boxes).toBeGreaterThan(60);
    expect(whole).toBeGreaterThan(30);
  });

  it('never keeps a box that is thin, nearly cut away, or outside the picture', async () => {
    const labels = Array.from({ length: 40 }, (_, index) => ({
      classIndex: index % 5,
      cx: 0.02 + 0.024 * index,
      cy: 0.02 + 0.02 * ((index * 7) % 48),
      w: 0.004 + 0.01 * (index % 6),
      h: 0.03,
    }));
    const picture = { ...renderFlat(128, 128, 90), labels };
    const plan = { ...DEFAULT_AUGMENTATION, degrees: 45, flipUd: 0.5 };
    const maker = createSampleMaker(plan, SIZE, async () => picture);
    const out = new Uint8Array(3 * SIZE * SIZE);
    for (let round = 0; round < 50; round++) {
      const request = { index: 0, count: 1, mosaic: round % 2 === 0, random: createRandomStream(7, round) };
      for (const label of await maker.make(request, out)) {
        const { x1, y1, x2, y2 } = toBounds(label);
        expect(Math.min(x1, y1)).toBeGreaterThanOrEqual(-1e-9);
        expect(Math.max(x2, y2)).toBeLessThanOrEqual(SIZE + 1e-9);
        expect(Math.min(x2 - x1, y2 - y1)).toBeGreaterThan(2);
      }
    }
  });

  it('is the plain letterbox when everything is off', async () => {
    const picture = renderFlat(128, 64, 0);
    picture.data.forEach((_, at) => (picture.data[at] = (at * 37) % 256));
    const maker = createSampleMaker(NO_AUGMENTATION, SIZE, async () => ({ ...picture, labels: [] }));
    const out = new Uint8Array(3 * SIZE * SIZE);
    await maker.make({ index: 0, count: 1, mosaic: true, random: createRandomStream(1) }, out);
    const row = Array.from({ length: SIZE }, (_, x) => out[32 * SIZE + x]);
    expect(row).toEqual(Array.from({ length: SIZE }, (_, x) => picture.data[x * 3]));
    expect(out.subarray(0, 32 * SIZE).every((value) => value === 114)).toBe(true);
  });
});
