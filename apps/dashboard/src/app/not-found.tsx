import { EmptyState } from '@natiu/ui';
import Link from 'next/link';
import { getServerTranslator } from '../i18n/server.ts';

export default async function NotFound() {
  const t = await getServerTranslator();
  const home = (
    <Link className="button" href="/">
      {t('error.home')}
    </Link>
  );
  return (
    <main className="p-4">
      <EmptyState title={t('error.notFoundTitle')} text={t('error.notFoundText')} action={home} />
    </main>
  );
}
