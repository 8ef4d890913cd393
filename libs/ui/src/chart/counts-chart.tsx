'use client';
import type { SeriesPoint } from '@natiu/contracts';
import { useId } from 'react';
import {
  Bar,
  BarChart,
  CartesianGrid,
  Label,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { FEMALE_COLOR, MALE_COLOR, UNSEXED_COLOR, groupBySex } from '../colors.ts';
import { findGaps, findModelChanges } from './find-gaps.ts';

export type CountsChartLabels = {
  yAxis: string;
  female: string;
  male: string;
  unsexed: string;
  gap: string;
  modelChange: string;
  caption: string;
};

export type CountsChartProps = {
  series: readonly SeriesPoint[];
  labels: CountsChartLabels;
  /** Starts of the buckets to name; by default as many as fit, evenly. */
  ticks?: string[];
  formatTick: (startUtc: string) => string;
  formatTime: (startUtc: string) => string;
  formatCount: (count: number) => string;
};

type Bucket = { startUtc: string; female?: number; male?: number; unsexed?: number };

function toBuckets(series: readonly SeriesPoint[]): Bucket[] {
  return series.map(({ startUtc, counts }) => (counts ? { startUtc, ...groupBySex(counts) } : { startUtc }));
}

const BAR = { stackId: 'sex', isAnimationActive: false, maxBarSize: 34 } as const;
const TICK = { fill: 'var(--muted)', fontSize: 12 } as const;

/** Stacked counts per bucket. What was not observed is hatched: a gap, never a zero. */
export function CountsChart({
  series,
  labels,
  ticks,
  formatTick,
  formatTime,
  formatCount,
}: CountsChartProps) {
  const hatchId = useId();
  const buckets = toBuckets(series);
  return (
    <figure className="counts-chart" aria-label={labels.caption}>
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 900, height: 260 }}>
        <BarChart data={buckets} margin={{ top: 18, right: 8, bottom: 0, left: 8 }} barCategoryGap="18%">
          <defs>
            <pattern
              id={hatchId}
              width="6"
              height="6"
              patternUnits="userSpaceOnUse"
              patternTransform="rotate(45)"
            >
              <line x1="0" y1="0" x2="0" y2="6" stroke="var(--line-strong)" strokeWidth="2" />
            </pattern>
          </defs>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="startUtc"
            tickFormatter={formatTick}
            tick={TICK}
            tickLine={false}
            axisLine={{ stroke: 'var(--line-strong)' }}
            minTickGap={28}
            interval="equidistantPreserveStart"
            {...(ticks ? { ticks, interval: 0 as const } : {})}
          />
          <YAxis
            allowDecimals={false}
            tick={TICK}
            tickLine={false}
            axisLine={false}
            width={56}
            tickFormatter={formatCount}
          >
            <Label
              value={labels.yAxis}
              angle={-90}
              position="insideLeft"
              style={{ textAnchor: 'middle', fill: 'var(--muted)', fontSize: 12 }}
            />
          </YAxis>
          {findGaps(series).map((gap) => (
            <ReferenceArea
              key={gap.startUtc}
              x1={gap.startUtc}
              x2={gap.endUtc}
              fill={`url(#${hatchId})`}
              fillOpacity={0.55}
              strokeOpacity={0}
            />
          ))}
          <Tooltip
            cursor={{ fill: 'var(--hover)' }}
            isAnimationActive={false}
            content={({ active, label }) => {
              const point = active ? series.find(({ startUtc }) => startUtc === label) : undefined;
              return point ? <ChartTip point={point} {...{ labels, formatTime, formatCount }} /> : null;
            }}
          />
          <Bar dataKey="female" name={labels.female} fill={FEMALE_COLOR} {...BAR} />
          <Bar dataKey="male" name={labels.male} fill={MALE_COLOR} {...BAR} />
          <Bar dataKey="unsexed" name={labels.unsexed} fill={UNSEXED_COLOR} {...BAR} />
          {findModelChanges(series).map((startUtc) => (
            <ReferenceLine key={startUtc} x={startUtc} stroke="var(--ink)" strokeDasharray="4 3">
              <Label value={labels.modelChange} position="top" style={{ fill: 'var(--ink)', fontSize: 11 }} />
            </ReferenceLine>
          ))}
        </BarChart>
      </ResponsiveContainer>
    </figure>
  );
}

type TipProps = Pick<CountsChartProps, 'labels' | 'formatTime' | 'formatCount'> & { point: SeriesPoint };

function ChartTip({ point, labels, formatTime, formatCount }: TipProps) {
  const groups = point.counts && groupBySex(point.counts);
  return (
    <div className="chart-tip">
      <strong>{formatTime(point.startUtc)}</strong>
      {groups ? (
        <dl>
          {(['female', 'male', 'unsexed'] as const).map((key) => (
            <div key={key}>
              <dt>
                <SexKey sex={key} /> {labels[key]}
              </dt>
              <dd>{formatCount(groups[key])}</dd>
            </div>
          ))}
        </dl>
      ) : (
        <p>{labels.gap}</p>
      )}
    </div>
  );
}

const KEY_COLORS = { female: FEMALE_COLOR, male: MALE_COLOR, unsexed: UNSEXED_COLOR } as const;

/** Colour and shape: round, square, and a bar, so that the keys differ in print and without colour vision. */
export function SexKey({ sex }: { sex: 'female' | 'male' | 'unsexed' }) {
  return (
    <span aria-hidden="true" className={`sex-key sex-key-${sex}`} style={{ background: KEY_COLORS[sex] }} />
  );
}
