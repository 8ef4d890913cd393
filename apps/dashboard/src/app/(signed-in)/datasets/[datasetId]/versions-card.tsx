'use client';
import type { VersionChange } from '@natiu/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { useState } from 'react';
import { FailureNotice } from '../../../../learn/failure-notice.tsx';
import { useFormats } from '../../../../learn/use-formats.ts';
import type { DatasetView } from '../../../../learn/wire-types.ts';
import { useTRPC } from '../../../../trpc/client.tsx';

/** Frozen states of the data set: what runs train on. Each says what it changed against the one before. */
export function VersionsCard({ dataset }: { dataset: DatasetView }) {
  const t = useTranslations('datasets');
  const formats = useFormats();
  const { versionRows } = dataset;
  return (
    <section className="card" aria-labelledby="versions-title">
      <div className="border-b border-line px-4 py-3">
        <h2 id="versions-title" className="font-semibold">
          {t('versions')}
        </h2>
        <p className="muted text-[13px]">{t('version.intro')}</p>
      </div>
      {versionRows.length > 0 && (
        <div className="overflow-x-auto">
          <table className="data-table stack-table" data-testid="versions">
            <thead>
              <tr>
                <th scope="col">{t('version.number')}</th>
                <th scope="col" className="number">
                  {t('pictures')}
                </th>
                <th scope="col">{t('version.splits')}</th>
                <th scope="col">{t('version.change')}</th>
                <th scope="col">{t('createdAt')}</th>
                <th scope="col">{t('version.actions')}</th>
              </tr>
            </thead>
            <tbody>
              {versionRows.map((row) => (
                <tr key={row.id}>
                  <th scope="row">
                    <span>
                      <Link
                        className="font-medium underline-offset-2 hover:underline"
                        href={`/datasets/${dataset.id}?version=${row.id}`}
                      >
                        v{row.version}
                      </Link>{' '}
                      <code className="muted text-[12px]" title={row.contentHash}>
                        {row.contentHash.slice(0, 8)}
                      </code>
                      {row.note && <span className="muted block text-[12px]">{row.note}</span>}
                    </span>
                  </th>
                  <td className="number" data-label={t('pictures')}>
                    {formats.count(row.counts.pictures)}
                  </td>
                  <td data-label={t('version.splits')}>
                    {(['train', 'valid', 'test'] as const)
                      .map((split) => formats.count(row.counts.bySplit[split]))
                      .join(' / ')}
                  </td>
                  <td data-label={t('version.change')}>
                    <Change change={row.change} />
                  </td>
                  <td className="whitespace-nowrap" data-label={t('createdAt')}>
                    {formats.dateTime(row.createdAt)} UTC
                  </td>
                  <td>
                    <Link
                      className="button button-quiet min-h-8! px-3! text-sm"
                      href={`/training/new?version=${row.id}`}
                    >
                      {t('version.train')}
                    </Link>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <FreezeForm datasetId={dataset.id} first={versionRows.length === 0} />
    </section>
  );
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

function Change({ change }: { change: VersionChange | null }) {
  const t = useTranslations('datasets.version');
  const formats = useFormats();
  if (!change) return <span className="muted">{t('first')}</span>;
  const parts = [
    { key: 'picturesAdded', n: change.picturesAdded },
    { key: 'picturesRemoved', n: change.picturesRemoved },
    { key: 'picturesRelabelled', n: change.picturesRelabelled },
    { key: 'boxesAdded', n: sum(change.boxesAdded) },
    { key: 'boxesRemoved', n: sum(change.boxesRemoved) },
  ] as const;
  const told = parts.filter(({ n }) => n > 0);
  return (
    <span className="text-[13px]">
      {told.length === 0
        ? t('noChange')
        : told.map(({ key, n }) => t(`changes.${key}`, { count: n, n: formats.count(n) })).join(' · ')}
    </span>
  );
}

function FreezeForm({ datasetId, first }: { datasetId: string; first: boolean }) {
  const t = useTranslations('datasets.freeze');
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [note, setNote] = useState('');
  const freeze = useMutation(
    trpc.datasets.freeze.mutationOptions({
      onSuccess: () => {
        setNote('');
        return queryClient.invalidateQueries({ queryKey: trpc.datasets.pathKey() });
      },
    }),
  );
  return (
    <form
      className="grid gap-3 border-t border-line px-4 py-3"
      onSubmit={(event) => {
        event.preventDefault();
        freeze.mutate({ datasetId, note });
      }}
    >
      <p className="text-[14px]">{first ? t('first') : t('next')}</p>
      <div className="flex flex-wrap items-end gap-3">
        <label className="form-row min-w-0 flex-1">
          <span>{t('note')}</span>
          <input
            className="field"
            name="note"
            maxLength={500}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </label>
        <button type="submit" className="button" disabled={freeze.isPending}>
          {t('submit')}
        </button>
      </div>
      <FailureNotice failure={freeze.error} />
    </form>
  );
}
