'use client';
import type { RunState } from '@natiu/contracts';
import { RunBadge } from '@natiu/ui';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { describeJobResult } from './describe-job-result.ts';
import { useFormats } from '../../../../learn/use-formats.ts';
import type { DatasetView } from '../../../../learn/wire-types.ts';

const OPEN_STATES = new Set(['queued', 'running', 'interrupted']);
const SHOWN = 3;

/** Imports and proposals that are under way, and the last that ended. */
export function JobList({ jobs }: { jobs: DatasetView['jobs'] }) {
  const t = useTranslations('runs');
  const tJobs = useTranslations('datasets.jobs');
  const formats = useFormats();
  const shown = jobs.filter((job, index) => index < SHOWN || OPEN_STATES.has(job.state));
  if (shown.length === 0) return null;
  return (
    <ul className="card divide-y divide-line" data-testid="jobs" aria-live="polite">
      {shown.map((job) => {
        const facts = describeJobResult(job.result);
        return (
          <li key={job.runId} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 text-[14px]">
            <Link href={`/training/${job.runId}`} className="font-medium hover:underline">
              {tJobs.has(job.kind as 'import') ? tJobs(job.kind as 'import') : job.kind}
            </Link>
            <RunBadge state={job.state as RunState} word={t(`states.${job.state as RunState}`)} />
            <span className="muted">{formats.dateTime(job.at)} UTC</span>
            {facts.length > 0 && (
              <span className="muted">
                {facts
                  .map(({ name, count }) => `${tJobs(`facts.${name}`)} ${formats.count(count)}`)
                  .join(' · ')}
              </span>
            )}
            {job.error && (
              <span className="w-full text-[13px] break-words text-[var(--bad)]">{job.error}</span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
