import type { RgbPicture } from '@natiu/images';
import { describe, expect, it } from 'vitest';
import { createRandomStream } from '../random.ts';
import { hashBytes, renderFlat } from '../test-support.ts';
import { drawVariant } from './draw-variant.ts';
import type { Variant } from './draw-variant.ts';
import { makeStudyPlan } from './study-plan.ts';
import type { OfflinePlan } from '../version/version-manifest.ts';
import { applyVariant, varyPicture } from './vary-picture.ts';

const PLAIN: Variant = {
  orientation: { flipUd: false, flipLr: false, quarterTurns: 0 },
  rotationDegrees: 0,
  shearXDegrees: 0,
  shearYDegrees: 0,
  saturationFactor: 1,
  brightnessFactor: 1,
  exposureExponent: 1,
  blurSigmaPx: 0,
  noiseShare: 0,
};
const PLAN = makeStudyPlan(5) as Extract<OfflinePlan, { name: 'study' }>;
const LABEL = { classIndex: 2, cx: 0.42, cy: 0.55, w: 0.3, h: 0.25 };

/** A white ellipse that fills its label's box. */
function renderEllipse(width: number, height: number): RgbPicture {
  const picture = renderFlat(width, height, 40);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const u = ((x + 0.5) / width - LABEL.cx) / (LABEL.w / 2);
      const v = ((y + 0.5) / height - LABEL.cy) / (LABEL.h / 2);
      if (u * u + v * v <= 1) picture.data.fill(255, (y * width + x) * 3, (y * width + x) * 3 + 3);
    }
  return picture;
}

function findWhite({ width, height, data }: RgbPicture): number[] {
  const box = [width, height, 0, 0];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (data[(y * width + x) * 3] < 185) continue;
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x + 1);
      box[3] = Math.max(box[3], y + 1);
    }
  return box;
}

describe("the study's variants", () => {
  it('draws within the exact ranges and reaches both ends', () => {
    const random = createRandomStream(1);
    const drawn = Array.from({ length: 4000 }, () => drawVariant(random));
    const ranges: [Exclude<keyof Variant, 'orientation'>, number, number][] = [
      ['rotationDegrees', -45, 45],
      ['shearXDegrees', -10, 10],
      ['shearYDegrees', -10, 10],
      ['saturationFactor', 0.75, 1.25],
      ['brightnessFactor', 0.85, 1.15],
      ['exposureExponent', 0.9, 1.1],
      ['blurSigmaPx', 0, 1.2],
      ['noiseShare', 0, 0.0343],
    ];
    for (const [name, low, high] of ranges) {
      const values = drawn.map((variant) => variant[name]);
      const slack = (high - low) * 0.005;
      expect(Math.min(...values), name).toBeGreaterThanOrEqual(low);
      expect(Math.max(...values), name).toBeLessThanOrEqual(high);
      expect(Math.min(...values), name).toBeLessThan(low + slack);
      expect(Math.max(...values), name).toBeGreaterThan(high - slack);
    }
    for (let turns = 0; turns < 4; turns++) {
      const share =
        drawn.filter(({ orientation }) => orientation.quarterTurns === turns).length / drawn.length;
      expect(share).toBeCloseTo(0.25, 1);
    }
  });

  it('moves boxes with the pixels, to a pixel and a half, in pictures that are not square', async () => {
    const random = createRandomStream(2);
    for (let round = 0; round < 25; round++) {
      const { orientation, rotationDegrees, shearXDegrees, shearYDegrees } = drawVariant(random);
      const variant = { ...PLAIN, orientation, rotationDegrees, shearXDegrees, shearYDegrees };
      const { picture, labels } = await applyVariant(
        { picture: renderEllipse(140, 110), labels: [LABEL] },
        variant,
        random,
      );
      expect([picture.width, picture.height]).toEqual(
        orientation.quarterTurns % 2 === 0 ? [140, 110] : [110, 140],
      );
      const { cx, cy, w, h, classIndex } = labels[0];
      expect(classIndex).toBe(2);
      const expected = [
        (cx - w / 2) * picture.width,
        (cy - h / 2) * picture.height,
        (cx + w / 2) * picture.width,
        (cy + h / 2) * picture.height,
      ];
      findWhite(picture).forEach((edge, at) =>
        expect(Math.abs(edge - expected[at])).toBeLessThanOrEqual(1.5),
      );
    }
  });

  it('leaves a picture alone when nothing is drawn', async () => {
    const picture = renderEllipse(30, 20);
    const made = await applyVariant({ picture, labels: [LABEL] }, PLAIN, createRandomStream(1));
    expect(hashBytes(made.picture.data)).toBe(hashBytes(picture.data));
    expect(made.labels[0].cx).toBeCloseTo(LABEL.cx, 12);
  });

  it('drops an insect that is turned out of the picture', async () => {
    const corner = { classIndex: 0, cx: 0.03, cy: 0.03, w: 0.06, h: 0.06 };
    const made = await applyVariant(
      { picture: renderFlat(100, 100, 9), labels: [corner, LABEL] },
      { ...PLAIN, rotationDegrees: 45 },
      createRandomStream(1),
    );
    expect(made.labels.map(({ classIndex }) => classIndex)).toEqual([2]);
  });

  it('makes at most the share of pixels noise', async () => {
    const made = await applyVariant(
      { picture: renderFlat(100, 100, 90), labels: [] },
      { ...PLAIN, noiseShare: 0.0343 },
      createRandomStream(1),
    );
    const changed = made.picture.data.filter((level) => level !== 90).length / 3;
    expect(changed).toBeGreaterThan(300);
    expect(changed).toBeLessThanOrEqual(343);
  });

  it('gives the same bytes for the same seed and picture, others for another', async () => {
    const hash = async (seed: number, key: number): Promise<string> => {
      const { picture, labels } = await varyPicture(
        { picture: renderEllipse(40, 40), labels: [LABEL] },
        { ...PLAN, seed },
        [key, 1],
      );
      return hashBytes(picture.data) + JSON.stringify(labels);
    };
    expect(await hash(1, 7)).toBe(await hash(1, 7));
    expect(await hash(1, 7)).not.toBe(await hash(2, 7));
    expect(await hash(1, 7)).not.toBe(await hash(1, 8));
  });
});
