import type { Metadata } from 'next';
import { getServerTranslator } from '../../../i18n/server.ts';
import { RolePage } from '../../../shell/role-page.tsx';
import { getApi } from '../../../trpc/server.ts';
import { filterFromQuery } from '../datasets/[datasetId]/filter-query.ts';
import { ChooseDataset } from './choose-dataset.tsx';
import { ReviewScreen } from './review-screen.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getServerTranslator();
  return { title: t('review.title') };
}

type Search = Promise<Record<string, string | string[] | undefined>>;

export default function ReviewPage({ searchParams }: { searchParams: Search }) {
  const render = async () => {
    const [api, query] = await Promise.all([getApi(), searchParams]);
    const datasets = await api.datasets.list();
    // With one data set there is nothing to choose.
    const wanted = query.dataset ?? (datasets.length === 1 ? datasets[0]!.id : undefined);
    const dataset = datasets.find((row) => row.id === wanted);
    if (!dataset) return <ChooseDataset datasets={datasets} />;
    const { dataset: _, ...words } = query;
    return (
      <ReviewScreen
        key={dataset.id}
        dataset={dataset}
        filter={filterFromQuery(words)}
        progress={await api.reviews.progress({ datasetId: dataset.id })}
      />
    );
  };
  return <RolePage role="researcher" render={render} />;
}
