import { CLASS_NAMES } from '@natiu/domain';
import { describe, expect, it } from 'vitest';
import { boxArea } from './drawing/bounds.ts';
import type { BoxXyxy } from './drawing/bounds.ts';
import { measureOpaque } from './light/layer.ts';
import { labelBox, rasteriseSpecimen } from './paint-layers.ts';
import { createRandom } from './random.ts';
import { createSpecimen, INCOMPLETE_BELOW } from './scene/specimen.ts';
import type { Specimen } from './scene/specimen.ts';
import { createTrapLook } from './scene/trap-look.ts';

const FRAME: BoxXyxy = [0, 0, 224, 224];
const PICTURE = { width: 224, height: 224 };

function createSpecimens(className: (typeof CLASS_NAMES)[number], count: number): Specimen[] {
  const specimens = Array.from({ length: count }, (_, i) =>
    createSpecimen(
      { className, frame: FRAME, look: createTrapLook(i), femaleShare: 0.5, others: [] },
      createRandom(`${className}${i}`),
    ),
  );
  return specimens.filter((specimen) => specimen !== undefined);
}

/** Bounds of what is really painted of an insect that lies alone in the picture. */
async function measurePainted(specimen: Specimen): Promise<BoxXyxy | undefined> {
  const own = { ...specimen, shapes: specimen.shapes.filter((shape) => !shape.foreign), defocusPx: 0 };
  const layer = await rasteriseSpecimen(own, FRAME, 1);
  return layer && measureOpaque(layer, PICTURE, 0.05);
}

describe('label boxes', () => {
  it.each(CLASS_NAMES.filter((name) => name !== 'Out of Focus'))(
    'bound the painted pixels of %s within two pixels',
    async (className) => {
      const specimens = createSpecimens(className, 20);
      expect(specimens.length).toBeGreaterThan(16);
      for (const specimen of specimens) {
        const painted = await measurePainted(specimen);
        expect(painted).toBeDefined();
        for (const side of [0, 1, 2, 3]) {
          expect(Math.abs(specimen.visibleBox[side] - (painted?.[side] ?? NaN))).toBeLessThanOrEqual(2);
        }
      }
    },
  );

  it('bound what blur has left of an insect out of focus', async () => {
    for (const specimen of createSpecimens('Out of Focus', 12)) {
      const layer = await rasteriseSpecimen(specimen, FRAME, 1);
      const box = labelBox(specimen, layer, FRAME);
      expect(layer && measureOpaque(layer, PICTURE, 0.16)).toEqual(box);
      expect(boxArea(box)).toBeGreaterThan(300);
    }
  });
});

describe('createSpecimen', () => {
  it('cuts off more than 15 % of an incomplete insect, and leaves enough to see', () => {
    for (const { visibleShare, visibleBox } of createSpecimens('Incomplete', 60)) {
      expect(visibleShare).toBeLessThan(INCOMPLETE_BELOW);
      expect(visibleShare).toBeGreaterThanOrEqual(0.3);
      expect(boxArea(visibleBox)).toBeGreaterThan(200);
    }
  });

  it('shows all others whole, 55 to 120 pixels long', () => {
    for (const className of CLASS_NAMES.filter((name) => name !== 'Incomplete')) {
      for (const { visibleShare, wholeBox } of createSpecimens(className, 30)) {
        const longest = Math.max(wholeBox[2] - wholeBox[0], wholeBox[3] - wholeBox[1]);
        expect(visibleShare).toBeGreaterThanOrEqual(0.97);
        expect(longest).toBeGreaterThanOrEqual(55);
        expect(longest).toBeLessThanOrEqual(120);
      }
    }
  });

  it('gives males slimmer abdomens than any female, and only females blood', () => {
    const males = createSpecimens('Male', 40).map(({ traits }) => traits);
    const females = createSpecimens('Female', 40).map(({ traits }) => traits);
    const widestMale = Math.max(...males.map((traits) => traits.abdomenRadius));
    expect(Math.min(...females.map((traits) => traits.abdomenRadius))).toBeGreaterThan(widestMale * 1.3);
    expect(males.every(({ sex, fed, doubt }) => sex === 'male' && fed === 0 && doubt === 'none')).toBe(true);
    expect(females.every(({ sex, doubt }) => sex === 'female' && doubt === 'none')).toBe(true);
    expect(females.some(({ fed }) => fed > 0)).toBe(true);
  });
});
