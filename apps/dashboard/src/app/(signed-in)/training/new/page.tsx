import type { Metadata } from 'next';
import { getServerTranslator } from '../../../../i18n/server.ts';
import { RolePage } from '../../../../shell/role-page.tsx';
import { getApi } from '../../../../trpc/server.ts';
import { LaunchScreen } from './launch-screen.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getServerTranslator();
  return { title: t('launch.title') };
}

type Search = Promise<Record<string, string | string[] | undefined>>;

export default function LaunchPage({ searchParams }: { searchParams: Search }) {
  const render = async () => {
    const [api, { version }] = await Promise.all([getApi(), searchParams]);
    const datasets = await api.datasets.list();
    const withVersions = datasets.filter((dataset) => dataset.versions > 0);
    const details = await Promise.all(
      withVersions.map((dataset) => api.datasets.get({ datasetId: dataset.id })),
    );
    const versions = details.flatMap((dataset) => dataset.versionRows);
    const wanted = versions.find((row) => row.id === version) ?? versions[0];
    return <LaunchScreen versions={versions} firstVersionId={wanted?.id} />;
  };
  return <RolePage role="researcher" render={render} />;
}
