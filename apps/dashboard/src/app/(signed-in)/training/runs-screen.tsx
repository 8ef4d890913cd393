'use client';
import type { RunRow } from '@natiu/contracts';
import { EmptyState, MOST_LINES } from '@natiu/ui';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { useState } from 'react';
import { PageHead } from '../../../learn/page-head.tsx';
import { useRunsLive } from '../../../learn/use-runs-live.ts';
import { RefreshNotice } from '../../../shell/refresh-notice.tsx';
import { useTRPC } from '../../../trpc/client.tsx';
import { RunTable } from './run-table.tsx';

export function RunsScreen({ initial }: { initial: RunRow[] }) {
  const t = useTranslations('runs');
  const trpc = useTRPC();
  const { pollMs } = useRunsLive();
  const { data: runs, error } = useQuery(
    trpc.runs.list.queryOptions({}, { initialData: initial, refetchInterval: pollMs }),
  );
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const toggle = (runId: string) =>
    setChosen((now) => (now.includes(runId) ? now.filter((id) => id !== runId) : [...now, runId]));
  const launch = (
    <Link className="button" href="/training/new">
      {t('launch')}
    </Link>
  );
  return (
    <div className="grid gap-4">
      <PageHead title={t('title')} intro={t('intro')}>
        {chosen.length >= 2 && (
          <Link
            className="button button-quiet"
            href={`/training/compare?runs=${chosen.slice(0, MOST_LINES).join(',')}`}
          >
            {t('compareChosen', { count: Math.min(chosen.length, MOST_LINES) })}
          </Link>
        )}
        {runs.length > 0 && launch}
      </PageHead>
      <RefreshNotice error={error} />
      {runs.length === 0 ? (
        <EmptyState title={t('empty.title')} text={t('empty.text')} action={launch} />
      ) : (
        <RunTable runs={runs} chosen={chosen} onToggle={toggle} />
      )}
    </div>
  );
}
