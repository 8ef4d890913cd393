'use client';
import type { RunRow } from '@natiu/contracts';
import { useTranslations } from 'next-intl';

/** The person's title, or what kind of run it is and the beginning of its number. */
export function useRunName(): (run: Pick<RunRow, 'id' | 'title' | 'kind'>) => string {
  const t = useTranslations('runs.kinds');
  return (run) => run.title || `${t(run.kind)} ${run.id.slice(0, 4)}`;
}
