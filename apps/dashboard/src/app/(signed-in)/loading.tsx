import { Skeleton } from '@natiu/ui';
import { getServerTranslator } from '../../i18n/server.ts';

export default async function Loading() {
  const t = await getServerTranslator();
  return <Skeleton label={t('loading')} blocks={[40, 92, 460, 300]} />;
}
