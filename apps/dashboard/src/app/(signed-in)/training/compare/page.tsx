import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { z } from 'zod';
import { getServerTranslator } from '../../../../i18n/server.ts';
import { RolePage } from '../../../../shell/role-page.tsx';
import { orNotFound } from '../../../../trpc/or-not-found.ts';
import { getApi } from '../../../../trpc/server.ts';
import { CompareScreen } from './compare-screen.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getServerTranslator();
  return { title: t('compare.title') };
}

/** As many as lines can be told apart. */
const MOST = 6;
const RunIds = z.array(z.uuid()).min(1);

type Search = Promise<Record<string, string | string[] | undefined>>;

export default async function ComparePage({ searchParams }: { searchParams: Search }) {
  const { runs } = await searchParams;
  const ids = RunIds.safeParse(typeof runs === 'string' ? [...new Set(runs.split(','))].slice(0, MOST) : []);
  if (!ids.success) notFound();
  const render = async () => {
    const api = await getApi();
    const details = await Promise.all(ids.data.map((runId) => orNotFound(api.runs.get({ runId }))));
    return <CompareScreen initial={details} />;
  };
  return <RolePage role="researcher" render={render} />;
}
