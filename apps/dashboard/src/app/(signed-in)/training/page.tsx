import { ListRunsInput } from '@natiu/contracts';
import type { Metadata } from 'next';
import { getServerTranslator } from '../../../i18n/server.ts';
import { RolePage } from '../../../shell/role-page.tsx';
import { getApi } from '../../../trpc/server.ts';
import { RunsScreen } from './runs-screen.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getServerTranslator();
  return { title: t('runs.title') };
}

async function renderRuns() {
  const api = await getApi();
  return <RunsScreen initial={await api.runs.list(ListRunsInput.parse({}))} />;
}

export default function RunsPage() {
  return <RolePage role="researcher" render={renderRuns} />;
}
