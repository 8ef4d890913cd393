'use client';
import type { DatasetRow } from '@natiu/contracts';
import { EmptyState } from '@natiu/ui';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { PageHead } from '../../../learn/page-head.tsx';
import { useFormats } from '../../../learn/use-formats.ts';

/** Which data set to review: those with most to decide first. */
export function ChooseDataset({ datasets }: { datasets: readonly DatasetRow[] }) {
  const t = useTranslations('review');
  const formats = useFormats();
  if (datasets.length === 0) {
    const action = (
      <Link className="button" href="/datasets">
        {t('choose.toDatasets')}
      </Link>
    );
    return <EmptyState title={t('choose.emptyTitle')} text={t('choose.emptyText')} action={action} />;
  }
  const ordered = [...datasets].sort((a, b) => b.counts.proposed - a.counts.proposed);
  return (
    <div className="grid gap-4">
      <PageHead title={t('title')} intro={t('choose.intro')} />
      <ul className="card divide-y divide-line">
        {ordered.map((dataset) => (
          <li key={dataset.id}>
            <Link
              className="flex items-center justify-between gap-4 px-4 py-3 -outline-offset-2 hover:bg-hover"
              href={`/review?dataset=${dataset.id}`}
            >
              <span className="font-medium">{dataset.name}</span>
              <span className="muted text-[14px]">
                {t('left', { count: dataset.counts.proposed, n: formats.count(dataset.counts.proposed) })}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
