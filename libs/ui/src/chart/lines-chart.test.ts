import { describe, expect, it } from 'vitest';
import { LINE_COLORS, LINE_DASHES, MOST_LINES, joinByX } from './lines-chart.tsx';

describe('joinByX', () => {
  it('puts what belongs to one x into one row, in order, and leaves gaps where a line has no value', () => {
    const rows = joinByX([
      {
        key: 'a',
        name: 'A',
        points: [
          { x: 2, y: 0.2 },
          { x: 1, y: 0.1 },
        ],
      },
      {
        key: 'b',
        name: 'B',
        points: [
          { x: 2, y: null },
          { x: 3, y: 0.3 },
        ],
      },
    ]);
    expect(rows).toEqual([
      { x: 1, a: 0.1 },
      { x: 2, a: 0.2, b: null },
      { x: 3, b: 0.3 },
    ]);
  });
});

describe('lines', () => {
  it('differ by colour and, for print, by dash', () => {
    expect(new Set(LINE_COLORS).size).toBe(MOST_LINES);
    expect(new Set(LINE_DASHES).size).toBe(MOST_LINES);
  });
});
