'use client';
import {
  CartesianGrid,
  Label,
  Legend,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';

export type LinePoint = { x: number; y: number | null };
export type LineSeries = {
  key: string;
  name: string;
  points: readonly LinePoint[];
  /** A colour that means something here; its dash then is `dash`. Others get the next colour and dash. */
  color?: string;
  dash?: string | undefined;
};

export type LinesChartProps = {
  series: readonly LineSeries[];
  caption: string;
  xLabel: string;
  yLabel: string;
  formatX: (x: number) => string;
  formatY: (y: number) => string;
  xDomain?: [number | 'auto' | 'dataMin', number | 'auto' | 'dataMax'];
  /** There is nothing between two whole numbers, such as epochs. */
  wholeX?: boolean;
  /** A function gets the largest value. */
  yDomain?: [number | 'auto', number | 'auto' | ((largest: number) => number)];
  /** Marks of the axis may say less than the tooltip. */
  formatYTick?: (y: number) => string;
};

/** Distinguishable with colour-vision deficiency; the dashes tell them apart in print. At most six are drawn. */
export const LINE_COLORS = ['#0077BB', '#EE7733', '#009988', '#CC3311', '#AA3377', '#777777'] as const;
export const LINE_DASHES = [undefined, '7 4', '2 3', '10 3 2 3', '4 2', '1 4'] as const;
export const MOST_LINES = 6;

const TICK = { fill: 'var(--muted)', fontSize: 12 } as const;
const AXIS_LABEL = { textAnchor: 'middle', fill: 'var(--muted)', fontSize: 12 } as const;

/** One row per x, so that the tooltip compares what belongs together. */
export function joinByX(series: readonly LineSeries[]): Record<string, number | null>[] {
  const rows = new Map<number, Record<string, number | null>>();
  for (const { key, points } of series) {
    for (const { x, y } of points) {
      const row = rows.get(x) ?? { x };
      row[key] = y;
      rows.set(x, row);
    }
  }
  return [...rows.values()].sort((a, b) => a.x! - b.x!);
}

/** Lines over a number: epochs, recall, thresholds. A missing value is a gap, never a straight line across it. */
export function LinesChart(props: LinesChartProps) {
  const { formatX, formatY } = props;
  const series = props.series.slice(0, MOST_LINES);
  return (
    <figure className="lines-chart" aria-label={props.caption}>
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 600, height: 260 }}>
        <LineChart data={joinByX(series)} margin={{ top: 8, right: 12, bottom: 18, left: 8 }}>
          <CartesianGrid stroke="var(--line)" />
          <XAxis
            dataKey="x"
            type="number"
            allowDecimals={!props.wholeX}
            domain={props.xDomain ?? ['dataMin', 'dataMax']}
            tick={TICK}
            tickFormatter={formatX}
            axisLine={{ stroke: 'var(--line-strong)' }}
            tickLine={false}
            minTickGap={24}
          >
            <Label value={props.xLabel} position="insideBottom" offset={-12} style={AXIS_LABEL} />
          </XAxis>
          <YAxis
            domain={props.yDomain ?? ['auto', 'auto']}
            tick={TICK}
            tickFormatter={props.formatYTick ?? formatY}
            axisLine={false}
            tickLine={false}
            width={62}
          >
            <Label value={props.yLabel} angle={-90} position="insideLeft" style={AXIS_LABEL} />
          </YAxis>
          <Tooltip
            isAnimationActive={false}
            contentStyle={{
              background: 'var(--surface)',
              borderColor: 'var(--line-strong)',
              borderRadius: 8,
            }}
            labelFormatter={(x) => `${props.xLabel}: ${formatX(Number(x))}`}
            formatter={(y) => formatY(Number(y))}
          />
          {series.length > 1 && (
            <Legend verticalAlign="top" height={30} iconType="plainline" itemSorter={null} />
          )}
          {series.map((line, index) => (
            <Line
              key={line.key}
              dataKey={line.key}
              name={line.name}
              stroke={line.color ?? LINE_COLORS[index]!}
              strokeDasharray={line.color ? line.dash : LINE_DASHES[index]}
              strokeWidth={2}
              dot={line.points.length < 3}
              isAnimationActive={false}
            />
          ))}
        </LineChart>
      </ResponsiveContainer>
    </figure>
  );
}
