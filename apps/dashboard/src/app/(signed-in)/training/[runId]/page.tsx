import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { z } from 'zod';
import { getServerTranslator } from '../../../../i18n/server.ts';
import { RolePage } from '../../../../shell/role-page.tsx';
import { orNotFound } from '../../../../trpc/or-not-found.ts';
import { getApi } from '../../../../trpc/server.ts';
import { RunScreen } from './run-screen.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getServerTranslator();
  return { title: t('runs.run') };
}

export default async function RunPage({ params }: { params: Promise<{ runId: string }> }) {
  const { runId } = await params;
  if (!z.uuid().safeParse(runId).success) notFound();
  const render = async () => {
    const api = await getApi();
    return <RunScreen initial={await orNotFound(api.runs.get({ runId }))} />;
  };
  return <RolePage role="researcher" render={render} />;
}
