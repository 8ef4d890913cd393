import { Banner, EmptyState } from '@natiu/ui';
import type { Metadata } from 'next';
import Link from 'next/link';
import { getServerTranslator } from '../../../i18n/server.ts';
import { PageHead } from '../../../learn/page-head.tsx';
import { RolePage } from '../../../shell/role-page.tsx';
import { getApi } from '../../../trpc/server.ts';
import { FleetModels } from './fleet-models.tsx';
import { RegistryTable } from './registry-table.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getServerTranslator();
  return { title: t('models.title') };
}

async function renderModels() {
  const [t, api] = await Promise.all([getServerTranslator(), getApi()]);
  const [versions, inFleet] = await Promise.all([api.models.list({}), api.fleet.models()]);
  const launch = (
    <Link className="button" href="/training/new">
      {t('runs.launch')}
    </Link>
  );
  if (versions.length === 0 && inFleet.length === 0) {
    return <EmptyState title={t('models.empty.title')} text={t('models.empty.text')} action={launch} />;
  }
  return (
    <div className="grid gap-4">
      <PageHead title={t('models.title')} intro={t('registry.intro')} />
      {inFleet.some((model) => model.dataKind === 'rendered') && (
        <Banner kind="note">{t('models.dataNote')}</Banner>
      )}
      <h2 className="font-semibold">{t('registry.title')}</h2>
      {versions.length === 0 ? (
        <div className="card flex flex-wrap items-center gap-4 p-5">
          <p className="mr-auto">{t('registry.empty')}</p>
          {launch}
        </div>
      ) : (
        <RegistryTable versions={versions} />
      )}
      <h2 className="mt-2 font-semibold">{t('registry.fleet')}</h2>
      <FleetModels models={inFleet} />
    </div>
  );
}

export default function ModelsPage() {
  return <RolePage role="researcher" render={renderModels} />;
}
