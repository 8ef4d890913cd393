import { notFound } from 'next/navigation';
import { z } from 'zod';
import { RolePage } from '../../../../shell/role-page.tsx';
import { getApi } from '../../../../trpc/server.ts';
import { orNotFound } from '../../../../trpc/or-not-found.ts';
import { DatasetScreen } from './dataset-screen.tsx';
import { filterFromQuery } from './filter-query.ts';

type Props = {
  params: Promise<{ datasetId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function DatasetPage({ params, searchParams }: Props) {
  const { datasetId } = await params;
  if (!z.uuid().safeParse(datasetId).success) notFound();
  const query = await searchParams;
  const { version } = query;
  const render = async () => {
    const api = await getApi();
    const dataset = await orNotFound(api.datasets.get({ datasetId }));
    const options = await api.datasets.filterOptions({ datasetId });
    const known = dataset.versionRows.some((row) => row.id === version);
    return (
      <DatasetScreen
        initial={dataset}
        options={options}
        versionId={known ? (version as string) : undefined}
        filter={filterFromQuery(query)}
      />
    );
  };
  return <RolePage role="researcher" render={render} />;
}
