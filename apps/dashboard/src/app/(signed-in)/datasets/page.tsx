import type { Metadata } from 'next';
import { getServerTranslator } from '../../../i18n/server.ts';
import { RolePage } from '../../../shell/role-page.tsx';
import { getApi } from '../../../trpc/server.ts';
import { DatasetsScreen } from './datasets-screen.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getServerTranslator();
  return { title: t('datasets.title') };
}

async function renderDatasets() {
  const api = await getApi();
  return <DatasetsScreen initial={await api.datasets.list()} />;
}

export default function DatasetsPage() {
  return <RolePage role="researcher" render={renderDatasets} />;
}
