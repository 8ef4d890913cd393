'use client';
import type { RunView } from '../../../../learn/wire-types.ts';
import { LinesChart } from '@natiu/ui';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { toPoints } from '../../../../learn/metric-series.ts';
import type { Figure } from '../../../../learn/metric-series.ts';
import { useFormats } from '../../../../learn/use-formats.ts';
import { MetricsTable } from './metrics-table.tsx';
import { saveText } from '../../../../learn/save-text.ts';
import { metricsToCsv } from './metrics-csv.ts';

/** From zero, and never so fine that noise about zero looks like progress. */
const SHARE_DOMAIN: [number, (largest: number) => number] = [0, (largest) => Math.max(0.1, largest)];

/** Loss and accuracy by epoch, one line per stage; they grow while the run goes on. */
export function CurvesCard({ run }: { run: RunView }) {
  const t = useTranslations('runs');
  const tChart = useTranslations('chart');
  const formats = useFormats();
  const [view, setView] = useState<'chart' | 'table'>('chart');
  const stages = run.metrics.filter(({ points }) => points.length > 0);
  if (stages.length === 0) return null;
  const stageName = (stage: string) =>
    t.has(`stages.${stage as 'teacher'}`) ? t(`stages.${stage as 'teacher'}`) : stage;
  const lastEpoch = Math.max(2, ...stages.map(({ points }) => points.at(-1)!.epochs));
  const linesOf = (figure: Figure) =>
    stages.map(({ stage, points }) => ({
      key: stage,
      name: stageName(stage),
      points: toPoints(points, figure),
    }));
  return (
    <section className="card p-4" aria-labelledby="curves-title">
      <div className="mb-3 flex flex-wrap items-center gap-3">
        <h2 id="curves-title" className="mr-auto font-semibold">
          {t('curves.title')}
        </h2>
        <div className="segmented" role="group" aria-label={tChart('view')}>
          {(['chart', 'table'] as const).map((name) => (
            <button key={name} type="button" aria-pressed={view === name} onClick={() => setView(name)}>
              {name === 'chart' ? tChart('asChart') : tChart('asTable')}
            </button>
          ))}
        </div>
        <button
          type="button"
          className="button button-quiet text-sm"
          onClick={() => saveText(`run-${run.id.slice(0, 8)}.csv`, metricsToCsv(stages))}
        >
          {tChart('download')}
        </button>
      </div>
      {view === 'table' ? (
        <MetricsTable stages={stages} stageName={stageName} />
      ) : (
        <div className="grid gap-4 lg:grid-cols-2 xl:grid-cols-3" data-testid="curves">
          {(['loss', 'map50', 'map50To95'] as const).map((figure) => (
            <div key={figure}>
              <h3 className="muted text-[13px]">{t(`curves.${figure}`)}</h3>
              <LinesChart
                series={linesOf(figure)}
                caption={t(`curves.${figure}`)}
                xLabel={t('epoch')}
                yLabel={t(`curves.${figure}Axis`)}
                formatX={formats.count}
                formatY={formats.metric}
                formatYTick={formats.mark}
                wholeX
                xDomain={[1, lastEpoch]}
                {...(figure === 'loss' ? {} : { yDomain: SHARE_DOMAIN })}
              />
            </div>
          ))}
        </div>
      )}
    </section>
  );
}
