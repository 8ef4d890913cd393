import { COLOURS, PLOT, ceilNicely, drawFrame, escapeXml, pixel, placeY } from './chart-frame.ts';
import type { FrameOptions, Range } from './chart-frame.ts';

export interface BarSeries {
  readonly label: string;
  /** One per category; null leaves a gap. */
  readonly values: readonly (number | null)[];
  /** Half the height of the whisker of each bar, such as a standard deviation. */
  readonly spreads?: readonly (number | null)[];
  readonly colour?: string;
}

export interface BarChartOptions extends Omit<FrameOptions, 'yRange'> {
  readonly categories: readonly string[];
  readonly series: readonly BarSeries[];
  readonly yRange?: Range;
}

interface Bar {
  readonly x: number;
  readonly width: number;
  readonly value: number;
  readonly spread: number;
  readonly colour: string;
}

function drawBar({ x, width, value, spread, colour }: Bar, range: Range): string {
  const top = pixel(placeY(value, range));
  const zero = pixel(placeY(Math.max(0, range[0]), range));
  const middle = pixel(x + width / 2);
  const bar =
    `<rect x="${pixel(x)}" y="${Math.min(top, zero)}" width="${pixel(width)}" ` +
    `height="${pixel(Math.abs(zero - top))}" fill="${colour}"/>`;
  if (spread === 0) return bar;
  const [low, high] = [value - spread, value + spread].map((end) => pixel(placeY(end, range)));
  return `${bar}<path d="M${middle} ${low}V${high}M${middle - 4} ${low}h8M${middle - 4} ${high}h8" stroke="#222222" fill="none"/>`;
}

/** Bars side by side per category, with whiskers where a spread is known; an SVG document. */
export function drawBarChart(options: BarChartOptions): string {
  const { categories, series } = options;
  const ends = series.flatMap(({ values, spreads }) =>
    values.map((value, i) => (value ?? 0) + (spreads?.[i] ?? 0)),
  );
  const yRange = options.yRange ?? ([0, ceilNicely(Math.max(...ends, 0))] as const);
  const slot = (PLOT.right - PLOT.left) / Math.max(1, categories.length);
  const width = (slot * 0.8) / Math.max(1, series.length);
  const bars = series.flatMap(({ values, spreads, colour }, s) =>
    values.map((value, c) => {
      if (value === null) return '';
      const x = PLOT.left + c * slot + slot * 0.1 + s * width;
      const bar = { x, width: width * 0.92, value, spread: spreads?.[c] ?? 0 };
      return drawBar({ ...bar, colour: colour ?? COLOURS[s % COLOURS.length]! }, yRange);
    }),
  );
  const names = categories.map((name, c) => {
    const x = pixel(PLOT.left + (c + 0.5) * slot);
    return `<text x="${x}" y="${PLOT.bottom + 19}" text-anchor="middle" fill="#444444">${escapeXml(name)}</text>`;
  });
  const legend = series.map(({ label, colour }, s) => ({
    label,
    colour: colour ?? COLOURS[s % COLOURS.length]!,
  }));
  return drawFrame({ ...options, yRange }, bars.join('') + names.join(''), legend);
}
