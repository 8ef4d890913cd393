import { rasteriseSvg } from '@natiu/images';
import { describe, expect, it } from 'vitest';
import { drawBarChart } from './bar-chart.ts';
import { ceilNicely, chooseTicks } from './chart-frame.ts';
import { drawHeatMap } from './heat-map.ts';
import { drawLineChart } from './line-chart.ts';
import { renderHtml } from './render-html.ts';
import { renderMarkdown } from './render-markdown.ts';
import type { ReportDocument } from './report-document.ts';

const axes = { title: 'Loss <1', xLabel: 'epoch', yLabel: 'loss (gains included)' };
const sizeOf = (svg: string) => {
  const [, width, height] = /width="(\d+)" height="(\d+)" font/.exec(svg)!;
  return [Number(width), Number(height)] as const;
};

describe('charts', () => {
  const charts = {
    lines: drawLineChart({ ...axes, series: [{ label: 'a & b', points: [[1, 3], [2, Number.NaN], [3, 1]] }] }), // prettier-ignore
    bars: drawBarChart({
      ...axes,
      categories: ['Female', 'Male'],
      series: [{ label: 'normal', values: [0.4, null], spreads: [0.02, null] }],
    }),
    grid: drawHeatMap({
      title: 'Loss <1',
      rowLabel: 'reported',
      columnLabel: 'true',
      rows: ['Female'],
      columns: ['Female'],
      counts: [[3]],
    }),
    empty: drawLineChart({ ...axes, series: [] }),
  };

  it.each(Object.entries(charts))('%s are documents that can be painted', async (_, svg) => {
    const painted = await rasteriseSvg(svg, ...sizeOf(svg));
    expect(painted.data.some((value) => value !== 255)).toBe(true);
    expect(svg).toContain('Loss &#60;1');
  });

  it('name both axes with their units, and every series', () => {
    for (const svg of [charts.lines, charts.bars]) {
      expect(svg).toContain('>epoch</text>');
      expect(svg).toContain('>loss (gains included)</text>');
    }
    expect(charts.lines).toContain('>a &#38; b</text>');
  });

  it('leave out what is not a number in place of drawing nonsense', () => {
    expect(charts.lines).not.toContain('NaN');
    expect(charts.bars.match(/<rect/g)).toHaveLength(2);
  });

  it('have round ticks that stay inside the range', () => {
    expect(chooseTicks([0, 1])).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(chooseTicks([1, 100])).toEqual([20, 40, 60, 80, 100]);
    expect([0.031, 7, 100, 0].map(ceilNicely)).toEqual([0.05, 10, 100, 1]);
  });
});

describe('a report', () => {
  const report: ReportDocument = {
    title: 'Study | <b>',
    summary: 'Two | three',
    sections: [
      {
        heading: 'Figures',
        blocks: [
          { kind: 'table', headers: ['Class', 'AP'], rows: [['Out of Focus | <i>', 0.5]] },
          { kind: 'list', items: ['one'] },
          { kind: 'picture', name: 'sample', jpeg: Uint8Array.of(1, 2), caption: 'A "sample"' },
        ],
      },
    ],
  };

  it('cannot be broken by what names and labels hold', () => {
    const page = renderHtml(report);
    expect(page).not.toMatch(/<[bi]>/);
    expect(page).toContain('<td class="number">0.5</td>');
    expect(page).toContain('src="data:image/jpeg;base64,AQI="');
    const markdown = renderMarkdown(report);
    expect(markdown).toContain('| Out of Focus \\| \\<i\\> | 0.5 |');
    expect(markdown).toContain('| --- | --- |');
    expect(markdown).toContain('(pictures/sample.jpg)');
  });
});
