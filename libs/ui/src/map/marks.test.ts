import { describe, expect, it } from 'vitest';
import { markHome } from './land.ts';
import { pickLegendCounts, radiusOfCount } from './mark-size.ts';
import { pickVisibleLabels } from './place-labels.ts';

describe('radiusOfCount', () => {
  it('makes the area of a circle grow with its count', () => {
    const ratio = (radiusOfCount(100, 100) / radiusOfCount(50, 100)) ** 2;
    expect(ratio).toBeCloseTo(2, 6);
  });
  it('keeps a mark for sites without insects, and on a map without any', () => {
    expect(radiusOfCount(0, 100)).toBeGreaterThan(0);
    expect(radiusOfCount(0, 0)).toBeGreaterThan(0);
  });
});

describe('pickLegendCounts', () => {
  it('names round counts that are on the map', () => {
    expect(pickLegendCounts(734)).toEqual([50, 250, 500]);
    expect(pickLegendCounts(1)).toEqual([1]);
    expect(pickLegendCounts(0)).toEqual([]);
  });
});

describe('pickVisibleLabels', () => {
  const box = (id: string, x: number, priority: number) => ({ id, x, y: 0, width: 10, height: 10, priority });
  it('drops the less important of two labels that would cover one another', () => {
    expect(pickVisibleLabels([box('small', 5, 1), box('large', 0, 9), box('far', 50, 1)])).toEqual(
      new Set(['large', 'far']),
    );
  });
});

describe('markHome', () => {
  const square = (west: number, name: string) => ({
    type: 'Feature' as const,
    id: name,
    properties: { name },
    geometry: {
      type: 'Polygon' as const,
      coordinates: [
        [
          [west, 0],
          [west + 10, 0],
          [west + 10, 10],
          [west, 10],
          [west, 0],
        ],
      ],
    },
  });
  it('marks the country of the sites, and not the neighbour into which a town on the border fell', () => {
    const land = { type: 'FeatureCollection' as const, features: [square(0, 'a'), square(10, 'b')] };
    const marked = markHome(
      land,
      [12, 15, 18, 9.9].map((longitude) => ({ longitude, latitude: 5 })),
    );
    expect(marked.features.map((country) => country.properties.home)).toEqual([false, true]);
  });
});
