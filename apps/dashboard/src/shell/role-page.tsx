import { mayActAs } from '@natiu/domain';
import type { Role } from '@natiu/domain';
import { EmptyState } from '@natiu/ui';
import { headers } from 'next/headers';
import Link from 'next/link';
import { redirect } from 'next/navigation';
import type { ReactNode } from 'react';
import { getServerTranslator } from '../i18n/server.ts';
import { readUser } from '../server/context.ts';

/** The page for those who may see it, a plain word for those who may not. The api refuses them as well. */
export async function RolePage(props: { role: Role; render: () => Promise<ReactNode> }) {
  const user = await readUser(await headers());
  if (!user) redirect('/sign-in');
  if (mayActAs(user.roles, props.role)) return props.render();
  const t = await getServerTranslator();
  const home = (
    <Link className="button" href="/">
      {t('error.home')}
    </Link>
  );
  return <EmptyState title={t('error.forbiddenTitle')} text={t('error.forbiddenText')} action={home} />;
}
