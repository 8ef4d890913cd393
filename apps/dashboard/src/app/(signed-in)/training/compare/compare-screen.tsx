'use client';
import type { RunView } from '../../../../learn/wire-types.ts';
import { LinesChart } from '@natiu/ui';
import { useQueries } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { FIGURES, lastStage, toPoints } from '../../../../learn/metric-series.ts';
import type { Figure } from '../../../../learn/metric-series.ts';
import { PageHead } from '../../../../learn/page-head.tsx';
import { useFormats } from '../../../../learn/use-formats.ts';
import { useRunsLive } from '../../../../learn/use-runs-live.ts';
import { useTRPC } from '../../../../trpc/client.tsx';
import { useRunName } from '../use-run-name.ts';
import { StudyTable } from './study-table.tsx';

/** Runs side by side: the study's table on the test split, and one figure of all of them by epoch. */
export function CompareScreen({ initial }: { initial: RunView[] }) {
  const t = useTranslations('compare');
  const tRuns = useTranslations('runs');
  const trpc = useTRPC();
  const formats = useFormats();
  const nameOf = useRunName();
  const { pollMs } = useRunsLive();
  const queries = useQueries({
    queries: initial.map((run) =>
      trpc.runs.get.queryOptions({ runId: run.id }, { initialData: run, refetchInterval: pollMs }),
    ),
  });
  const runs = queries.map((query, index) => query.data ?? initial[index]!);
  const [figure, setFigure] = useState<Figure>('map50To95');
  const series = runs.map((run) => ({
    key: run.id,
    name: nameOf(run),
    points: toPoints(lastStage(run.metrics)?.points ?? [], figure),
  }));
  return (
    <div className="grid gap-4">
      <PageHead title={t('title')} intro={t('intro')} back={{ href: '/training', label: tRuns('title') }} />
      <StudyTable runs={runs} nameOf={nameOf} />
      <section className="card p-4" aria-labelledby="compare-title">
        <div className="mb-3 flex flex-wrap items-center gap-3">
          <h2 id="compare-title" className="mr-auto font-semibold">
            {tRuns('curves.title')}
          </h2>
          <div className="segmented max-w-full overflow-x-auto" role="group" aria-label={t('figure')}>
            {FIGURES.map((name) => (
              <button key={name} type="button" aria-pressed={figure === name} onClick={() => setFigure(name)}>
                {tRuns(`curves.${name}Axis`)}
              </button>
            ))}
          </div>
        </div>
        <LinesChart
          series={series}
          caption={tRuns('curves.title')}
          wholeX
          xLabel={tRuns('epoch')}
          yLabel={tRuns(`curves.${figure}Axis`)}
          formatX={formats.count}
          formatY={formats.metric}
          formatYTick={formats.mark}
        />
        <p className="muted text-[12px]">{t('curvesNote')}</p>
      </section>
    </div>
  );
}
