'use client';
import type { DatasetRow } from '@natiu/contracts';
import { EmptyState } from '@natiu/ui';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { PageHead } from '../../../learn/page-head.tsx';
import { useFormats } from '../../../learn/use-formats.ts';
import { useRunsLive } from '../../../learn/use-runs-live.ts';
import { RefreshNotice } from '../../../shell/refresh-notice.tsx';
import { useTRPC } from '../../../trpc/client.tsx';
import { CreateDatasetForm } from './create-dataset-form.tsx';

export function DatasetsScreen({ initial }: { initial: DatasetRow[] }) {
  const t = useTranslations('datasets');
  const trpc = useTRPC();
  const { pollMs } = useRunsLive();
  const { data: datasets, error } = useQuery(
    trpc.datasets.list.queryOptions(undefined, { initialData: initial, refetchInterval: pollMs }),
  );
  if (datasets.length === 0) {
    return (
      <div className="grid gap-4">
        <PageHead title={t('title')} intro={t('intro')} />
        <EmptyState
          title={t('empty.title')}
          text={t('empty.text')}
          action={<CreateDatasetForm autoFocus />}
        />
      </div>
    );
  }
  return (
    <div className="grid gap-4">
      <PageHead title={t('title')} intro={t('intro')} />
      <RefreshNotice error={error} />
      <DatasetTable datasets={datasets} />
      <details className="card px-4 py-3">
        <summary className="cursor-pointer font-semibold">{t('create.title')}</summary>
        <div className="mt-3">
          <CreateDatasetForm />
        </div>
      </details>
    </div>
  );
}

function DatasetTable({ datasets }: { datasets: readonly DatasetRow[] }) {
  const t = useTranslations('datasets');
  const formats = useFormats();
  return (
    <div className="card overflow-x-auto">
      <table className="data-table stack-table" data-testid="dataset-table">
        <thead>
          <tr>
            <th scope="col">{t('name')}</th>
            {(['pictures', 'boxes', 'proposed', 'versions'] as const).map((key) => (
              <th key={key} scope="col" className="number">
                {t(key)}
              </th>
            ))}
            <th scope="col">{t('createdAt')}</th>
          </tr>
        </thead>
        <tbody>
          {datasets.map((dataset) => {
            const boxes = Object.values(dataset.counts.boxes).reduce((sum, n) => sum + n, 0);
            return (
              <tr key={dataset.id}>
                <th scope="row">
                  <span>
                    <Link
                      className="font-medium underline-offset-2 hover:underline"
                      href={`/datasets/${dataset.id}`}
                    >
                      {dataset.name}
                    </Link>
                    {dataset.description && (
                      <span className="muted block text-[12px]">{dataset.description}</span>
                    )}
                  </span>
                </th>
                <td className="number" data-label={t('pictures')}>
                  {formats.count(dataset.counts.pictures)}
                </td>
                <td className="number" data-label={t('boxes')}>
                  {formats.count(boxes)}
                </td>
                <td className="number" data-label={t('proposed')}>
                  {dataset.counts.proposed > 0 ? (
                    <Link className="underline underline-offset-2" href={`/review?dataset=${dataset.id}`}>
                      {formats.count(dataset.counts.proposed)}
                    </Link>
                  ) : (
                    formats.count(0)
                  )}
                </td>
                <td className="number" data-label={t('versions')}>
                  {formats.count(dataset.versions)}
                </td>
                <td className="whitespace-nowrap" data-label={t('createdAt')}>
                  {formats.date(dataset.createdAt)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
