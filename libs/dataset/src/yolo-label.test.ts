import { describe, expect, it } from 'vitest';
import { describeProblem, parseLabels } from './yolo-label.ts';

const identity = [0, 1, 2, 3, 4];

describe('parseLabels', () => {
  it('names file, line and row of every kind of wrong row and keeps the right ones', () => {
    const cases: [string, string][] = [
      ['0 0.5 0.5 0.5', 'has 4 values'],
      ['0 0.5 0.5 0.5 0.5 0.9', 'has 6 values'],
      ['x 0.5 0.5 0.5 0.5', '"x" is not a number'],
      ['0 nan 0.5 0.5 0.5', '"nan" is not a number'],
      ['0 NaN 0.5 0.5 0.5', '"NaN" is not a number'],
      ['0 Infinity 0.5 0.5 0.5', '"Infinity" is not a number'],
      ['1.5 0.5 0.5 0.5 0.5', 'class 1.5 is not a whole number'],
      ['5 0.5 0.5 0.5 0.5', 'class 5 is out of range, data.yaml names classes 0 to 4'],
      ['-1 0.5 0.5 0.5 0.5', 'class -1 is out of range'],
      ['0 1.01 0.5 0.5 0.5', 'cx is 1.01'],
      ['0 0.5 -0.1 0.5 0.5', 'cy is -0.1'],
      ['0 0.5 0.5 1.5 0.5', 'w is 1.5'],
      ['0 0.5 0.5 0 0.5', 'no area'],
      ['0 0.5 0.5 0.5 0', 'no area'],
    ];
    for (const [row, message] of cases) {
      const { labels, problems } = parseLabels(`2 0.1 0.2 0.1 0.2\n${row}\n\n`, 'a.txt', identity);
      expect(labels, row).toEqual([{ classIndex: 2, cx: 0.1, cy: 0.2, w: 0.1, h: 0.2 }]);
      expect(problems.map(describeProblem), row).toHaveLength(1);
      const text = describeProblem(problems[0]);
      expect(text.startsWith('a.txt:2: '), text).toBe(true);
      expect(text).toContain(message);
      expect(text).toContain(`(row: ${row})`);
    }
  });

  it('takes an empty file as background', () => {
    expect(parseLabels('\n \r\n', 'a.txt', identity)).toEqual({ labels: [], problems: [], duplicates: 0 });
  });

  it('removes rows that say the same, and counts them', () => {
    const { labels, duplicates } = parseLabels(
      '4 0.5 0.5 0.1 0.1\n1 .5 .5 .1 .1\n4 0.50 0.5 0.1 0.1',
      'a.txt',
      identity,
    );
    expect(duplicates).toBe(1);
    expect(labels.map((label) => label.classIndex)).toEqual([1, 4]);
  });

  it('maps label numbers to the project order', () => {
    const { labels } = parseLabels('0 .5 .5 .1 .1\n1 .5 .5 .1 .1', 'a.txt', [2, 0]);
    expect(labels.map((label) => label.classIndex)).toEqual([2, 0]);
  });
});
