import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { z } from 'zod';
import { getServerTranslator } from '../../../../i18n/server.ts';
import { RolePage } from '../../../../shell/role-page.tsx';
import { orNotFound } from '../../../../trpc/or-not-found.ts';
import { getApi } from '../../../../trpc/server.ts';
import { VersionScreen } from './version-screen.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getServerTranslator();
  return { title: t('models.name') };
}

export default async function ModelVersionPage({ params }: { params: Promise<{ versionId: string }> }) {
  const { versionId } = await params;
  if (!z.uuid().safeParse(versionId).success) notFound();
  const render = async () => {
    const api = await getApi();
    const version = await orNotFound(api.models.get({ versionId }));
    const versions = await api.models.list({ name: version.name });
    return <VersionScreen initial={version} others={versions.filter((row) => row.id !== versionId)} />;
  };
  return <RolePage role="researcher" render={render} />;
}
