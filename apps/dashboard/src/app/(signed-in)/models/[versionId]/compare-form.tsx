'use client';
import type { ModelVersionRow } from '@natiu/contracts';
import { useMutation, useQueries, useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { useState } from 'react';
import { FailureNotice } from '../../../../learn/failure-notice.tsx';
import type { VersionView } from '../../../../learn/wire-types.ts';
import { useTRPC } from '../../../../trpc/client.tsx';

type Props = { version: VersionView; others: readonly ModelVersionRow[] };

/** Every frozen version of every data set. */
function useDatasetVersions() {
  const trpc = useTRPC();
  const { data: datasets = [] } = useQuery(trpc.datasets.list.queryOptions());
  const details = useQueries({
    queries: datasets
      .filter((dataset) => dataset.versions > 0)
      .map((dataset) => trpc.datasets.get.queryOptions({ datasetId: dataset.id })),
  });
  return details.flatMap((query) => query.data?.versionRows ?? []);
}

/** The other version is the champion of the comparison; this one stands against it. */
export function CompareForm({ version, others }: Props) {
  const t = useTranslations('registry.compare');
  const trpc = useTRPC();
  const versions = useDatasetVersions();
  const champion = others.find((row) => row.aliases.includes('champion')) ?? others[0]!;
  const [championVersionId, setChampion] = useState(champion.id);
  const [chosenData, setData] = useState<string>();
  const compare = useMutation(trpc.models.compare.mutationOptions());
  const datasetVersionId = chosenData ?? versions[0]?.id;
  if (!datasetVersionId) return <p className="muted text-[14px]">{t('noData')}</p>;
  return (
    <form
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        compare.mutate({ championVersionId, candidateVersionId: version.id, datasetVersionId });
      }}
    >
      <div className="flex flex-wrap items-end gap-3">
        <label className="form-row">
          <span>{t('against')}</span>
          <select
            className="field"
            value={championVersionId}
            onChange={(event) => setChampion(event.target.value)}
          >
            {others.map((row) => (
              <option key={row.id} value={row.id}>
                {row.name} v{row.version}
              </option>
            ))}
          </select>
        </label>
        <label className="form-row">
          <span>{t('data')}</span>
          <select
            className="field"
            value={datasetVersionId}
            onChange={(event) => setData(event.target.value)}
          >
            {versions.map((row) => (
              <option key={row.id} value={row.id}>
                {row.datasetName} v{row.version}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" className="button" disabled={compare.isPending}>
          {t('submit')}
        </button>
      </div>
      <FailureNotice failure={compare.error} />
      {compare.data && (
        <p className="text-[14px]">
          {t('queued')}{' '}
          <Link className="underline" href={`/training/${compare.data.runId}`}>
            {t('toRun')}
          </Link>
        </p>
      )}
    </form>
  );
}
