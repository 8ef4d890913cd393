import type { Metadata } from 'next';
import { getServerTranslator } from '../../../i18n/server.ts';
import { RolePage } from '../../../shell/role-page.tsx';
import { getApi } from '../../../trpc/server.ts';
import { FleetScreen } from './fleet-screen.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getServerTranslator();
  return { title: t('fleet.title') };
}

async function renderFleet() {
  const api = await getApi();
  return <FleetScreen initial={await api.fleet.traps()} />;
}

export default function FleetPage() {
  return <RolePage role="viewer" render={renderFleet} />;
}
