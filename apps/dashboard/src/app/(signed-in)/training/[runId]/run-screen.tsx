'use client';
import type { RunView } from '../../../../learn/wire-types.ts';
import { Banner } from '@natiu/ui';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { readEvaluation } from '../../../../learn/evaluation-view.ts';
import { PageHead } from '../../../../learn/page-head.tsx';
import { useRunsLive } from '../../../../learn/use-runs-live.ts';
import { LiveStatus } from '../../../../shell/live-status.tsx';
import { RefreshNotice } from '../../../../shell/refresh-notice.tsx';
import { useTRPC } from '../../../../trpc/client.tsx';
import { RunProgressLine } from '../run-progress-line.tsx';
import { useRunName } from '../use-run-name.ts';
import { CancelButton } from './cancel-button.tsx';
import { CurvesCard } from './curves-card.tsx';
import { EvaluationCard } from './evaluation-card.tsx';
import { FactsCard } from './facts-card.tsx';
import { LogCard } from './log-card.tsx';
import { ModelLink, ReportLink } from './result-links.tsx';

const OPEN = new Set(['queued', 'running', 'interrupted']);

export function RunScreen({ initial }: { initial: RunView }) {
  const t = useTranslations('runs');
  const trpc = useTRPC();
  const nameOf = useRunName();
  const { live, pollMs } = useRunsLive();
  const query = useQuery(
    trpc.runs.get.queryOptions(
      { runId: initial.id },
      {
        initialData: initial,
        // What ended does not change any more.
        refetchInterval: ({ state }) => (state.data && !OPEN.has(state.data.state) ? false : pollMs),
      },
    ),
  );
  const run = query.data;
  const evaluation = readEvaluation(run.result);
  return (
    <div className="grid gap-4" data-testid="run" data-state={run.state}>
      <PageHead
        title={nameOf(run)}
        intro={
          <span className="flex flex-wrap items-center gap-x-3">
            {t(`kinds.${run.kind}`)}
            {run.datasetLabel && ` · ${run.datasetLabel}`}
            {OPEN.has(run.state) && (
              <LiveStatus live={live} pollMs={pollMs} updatedAtMs={query.dataUpdatedAt} />
            )}
          </span>
        }
        back={{ href: '/training', label: t('title') }}
      >
        <ReportLink run={run} />
        <ModelLink run={run} />
        {OPEN.has(run.state) && <CancelButton run={run} />}
      </PageHead>
      <RefreshNotice error={query.error} />
      <div className="card p-4">
        <RunProgressLine run={run} />
        {run.state === 'queued' && <p className="muted mt-1 text-[14px]">{t('queuedHint')}</p>}
        {run.state === 'interrupted' && <p className="muted mt-1 text-[14px]">{t('interruptedHint')}</p>}
      </div>
      {run.error && (
        <Banner kind="attention">
          <strong>{t('error')}</strong> {run.error}
        </Banner>
      )}
      <CurvesCard run={run} />
      {evaluation && <EvaluationCard evaluation={evaluation} runId={run.id} />}
      <FactsCard run={run} />
      <LogCard runId={run.id} open={run.state === 'failed'} />
    </div>
  );
}
