import { OverviewInput, Period } from '@natiu/contracts';
import { suggestPeriod } from '@natiu/services';
import type { Metadata } from 'next';
import { getServerTranslator } from '../../i18n/server.ts';
import { RolePage } from '../../shell/role-page.tsx';
import { getDatabase } from '../../server/database.ts';
import { getApi } from '../../trpc/server.ts';
import { OverviewScreen } from './overview/overview-screen.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getServerTranslator();
  return { title: t('nav.map') };
}

type Search = Promise<Record<string, string | string[] | undefined>>;

/** What the link asks for; words that mean nothing are treated as absent. */
async function readInput(search: Search): Promise<OverviewInput> {
  const { period, area, weeks } = await search;
  const parsed = Period.safeParse(period);
  const system = OverviewInput.shape.weeks.safeParse(weeks);
  return {
    period: parsed.success ? parsed.data : await suggestPeriod(getDatabase()),
    ...(system.data ? { weeks: system.data } : {}),
    ...(typeof area === 'string' && area !== '' ? { area: area.slice(0, 120) } : {}),
  };
}

export default function OverviewPage({ searchParams }: { searchParams: Search }) {
  const render = async () => {
    const api = await getApi();
    const input = await readInput(searchParams);
    return <OverviewScreen input={input} initial={await api.overview.read(input)} />;
  };
  return <RolePage role="viewer" render={render} />;
}
