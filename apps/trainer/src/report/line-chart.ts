import { COLOURS, PLOT, ceilNicely, chooseTicks, drawFrame, pixel, placeX, placeY } from './chart-frame.ts';
import type { FrameOptions, Range } from './chart-frame.ts';

export interface LineSeries {
  readonly label: string;
  /** Values that are not finite interrupt nothing: they are left out. */
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly colour?: string;
  readonly dashed?: boolean;
  /** Dots on the points, for curves of few points. */
  readonly dots?: boolean;
}

export interface LineChartOptions extends Omit<FrameOptions, 'yRange'> {
  readonly series: readonly LineSeries[];
  /** Default: what the points span, from 0 up. */
  readonly xRange?: Range;
  readonly yRange?: Range;
}

function spanOf(values: readonly number[]): Range {
  const most = Math.max(0, ...values);
  return [Math.min(0, ...values), most > 0 ? most : 1];
}

function drawXAxis(range: Range): string {
  return chooseTicks(range)
    .map((value) => {
      const x = pixel(placeX(value, range));
      return (
        `<line x1="${x}" x2="${x}" y1="${PLOT.bottom}" y2="${PLOT.bottom + 5}" stroke="#444444"/>` +
        `<text x="${x}" y="${PLOT.bottom + 19}" text-anchor="middle" fill="#444444">${value}</text>`
      );
    })
    .join('');
}

/** Lines over two numeric axes, as an SVG document. */
export function drawLineChart(options: LineChartOptions): string {
  const series = options.series.map((each, i) => ({
    ...each,
    colour: each.colour ?? COLOURS[i % COLOURS.length]!,
    points: each.points.filter((point) => point.every(Number.isFinite)),
  }));
  const all = series.flatMap((each) => each.points);
  const xRange = options.xRange ?? spanOf(all.map(([x]) => x));
  const [low, high] = spanOf(all.map(([, y]) => y));
  const yRange = options.yRange ?? [low < 0 ? -ceilNicely(-low) : 0, ceilNicely(high)];
  const lines = series.map(({ points, colour, dashed, dots }) => {
    const places = points.map(([x, y]) => [pixel(placeX(x, xRange)), pixel(placeY(y, yRange))] as const);
    const marks = dots
      ? places.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="3" fill="${colour}"/>`).join('')
      : '';
    return (
      `<polyline fill="none" stroke="${colour}" stroke-width="2"${dashed ? ' stroke-dasharray="5 3"' : ''} ` +
      `points="${places.map((place) => place.join(',')).join(' ')}"/>${marks}`
    );
  });
  return drawFrame({ ...options, yRange }, drawXAxis(xRange) + lines.join(''), series);
}
