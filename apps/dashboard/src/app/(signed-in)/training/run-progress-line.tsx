'use client';
import type { RunRow } from '@natiu/contracts';
import { ProgressBar, RunBadge } from '@natiu/ui';
import { useTranslations } from 'next-intl';
import { useNow } from '../../../format/use-ago.ts';
import { formatDuration } from '../../../learn/format-duration.ts';
import { secondsLeft, shareDone } from '../../../learn/run-time-left.ts';

/** State in words, and for a run that is under way how far it is and how long it still takes. */
export function RunProgressLine({ run }: { run: RunRow }) {
  const t = useTranslations('runs');
  const now = useNow();
  const { progress } = run;
  const left = now === null ? null : secondsLeft(run, now);
  const stage = progress && t.has(`stages.${progress.stage as 'teacher'}`);
  return (
    <span className="grid min-w-44 gap-1">
      <span className="flex flex-wrap items-center gap-x-3">
        <RunBadge state={run.state} word={t(`states.${run.state}`)} />
        {run.cancelRequested && run.state === 'running' && (
          <span className="muted text-[13px]">{t('cancelling')}</span>
        )}
        {run.silent && <span className="muted text-[13px]">{t('silent')}</span>}
      </span>
      {run.state === 'running' && (
        <>
          <ProgressBar share={shareDone(run)} label={t('state')} />
          <span className="muted text-[12px]">
            {progress && (stage ? t(`stages.${progress.stage as 'teacher'}`) : progress.stage)}
            {progress?.epoch != null &&
              ` · ${t('epochOf', { epoch: progress.epoch, epochs: progress.epochs ?? 0 })}`}
            {left !== null && ` · ${t('left', { time: formatDuration(left) })}`}
          </span>
        </>
      )}
    </span>
  );
}
