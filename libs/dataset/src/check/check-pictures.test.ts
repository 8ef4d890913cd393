import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodePng, makeTestFolder, renderFlat, writeFiles } from '../test-support.ts';
import { renderTexture } from '../test-textures.ts';
import { checkSource } from './write-check-report.ts';
import type { CheckReport } from './check-report.ts';

let folder: Awaited<ReturnType<typeof makeTestFolder>>;
let report: CheckReport;
let html = '';

beforeAll(async () => {
  folder = await makeTestFolder();
  const [one, two] = [renderTexture(40, 40, 1), renderTexture(40, 40, 2)];
  const brighter = { ...one, data: one.data.map((level) => Math.min(255, level + 6)) };
  const row = '0 0.5 0.5 0.4 0.4\n';
  await writeFiles(folder.dir, {
    'data.yaml': 'train: train/images\nval: valid/images\nnames: [Female, "<b>Male"]\n',
    'train/images/one.png': await encodePng(one),
    'train/images/two.png': await encodePng(two),
    'train/images/blank.png': await encodePng(renderFlat(40, 40, 7)),
    'train/images/<i>.png': await encodePng(renderTexture(40, 40, 3)),
    'train/images/broken.png': 'x',
    'valid/images/one-brighter.png': await encodePng(brighter),
    'valid/images/two-copy.png': await encodePng(two),
    'train/labels/one.txt': `${row}${row}1 0.5 0.5 0.4 0.4\n0 0.2 0.2 0.2 0.2\n0 0.201 0.2 0.2 0.2\n`,
    'train/labels/two.txt': row,
    'train/labels/<i>.txt': '1 0.95 0.5 0.16 0.4\n',
    'valid/labels/two-copy.txt': '0 0.3 0.5 0.4 0.4\n',
  });
  report = await checkSource(folder.dir, { out: join(folder.dir, 'report') });
  html = await readFile(join(folder.dir, 'report', 'report.html'), 'utf8');
});
afterAll(() => folder.remove());

describe('check report', () => {
  it('counts pictures, background and boxes of each class by split', () => {
    expect(report).toMatchObject({ pictures: 6, refused: 1, background: 2, unlabelled: 2, form: 'yolo' });
    expect(report.splits).toEqual([
      { split: 'train', pictures: 4, background: 1, groups: 4, boxes: { Female: 3, '<b>Male': 2 } },
      { split: 'valid', pictures: 2, background: 1, groups: 2, boxes: { Female: 1, '<b>Male': 0 } },
    ]);
  });

  it('finds equal pictures in two splits, and that their boxes differ', () => {
    expect(report.duplicates).toEqual([
      {
        pictures: [
          { path: 'train/images/two.png', split: 'train' },
          { path: 'valid/images/two-copy.png', split: 'valid' },
        ],
        isAcrossSplits: true,
        hasSameLabels: false,
      },
    ]);
  });

  it('finds nearly equal pictures in two splits', () => {
    expect(report.nearDuplicates.filter(({ isAcrossSplits }) => isAcrossSplits)).toMatchObject([
      {
        pictures: [{ path: 'train/images/one.png' }, { path: 'valid/images/one-brighter.png' }],
        isTurned: false,
      },
    ]);
  });

  it('tells what was put right and what to look at', () => {
    const kinds = report.findings.map(({ path, kind }) => `${path} ${kind}`);
    expect(kinds.sort()).toEqual([
      'train/images/<i>.png clipped-box',
      'train/images/blank.png blank-picture',
      'train/images/one.png duplicate-box',
      'train/images/one.png duplicate-box',
      'train/images/one.png two-classes',
    ]);
    expect(report.refusals).toMatchObject([{ path: 'train/images/broken.png', kind: 'unreadable' }]);
    expect(report.warnings[0]).toMatch(/^1 set\(s\) of equal pictures lie in more than one split/);
    expect(report.warnings.at(-1)).toBe('class <b>Male does not occur in valid');
  });

  it('shows pictures in one HTML file that loads nothing and runs nothing', () => {
    expect(html.match(/src="data:image\/jpeg;base64,/g)?.length).toBeGreaterThan(5);
    expect(html).not.toMatch(/<script|https?:|<b>Male|<i>\.png|src="(?!data:)/);
    expect(html).toContain('&#60;i&#62;.png');
  });
});
