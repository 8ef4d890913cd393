'use client';
import type { ModelVersionRow } from '@natiu/contracts';
import { Banner } from '@natiu/ui';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { PageHead } from '../../../../learn/page-head.tsx';
import { useFormats } from '../../../../learn/use-formats.ts';
import { useRunsLive } from '../../../../learn/use-runs-live.ts';
import type { VersionView } from '../../../../learn/wire-types.ts';
import { RefreshNotice } from '../../../../shell/refresh-notice.tsx';
import { useTRPC } from '../../../../trpc/client.tsx';
import { AliasBadges } from '../alias-badges.tsx';
import { RegistryTable } from '../registry-table.tsx';
import { CompareCard } from './compare-card.tsx';
import { HistoryTable } from './history-table.tsx';
import { ParityCard } from './parity-card.tsx';
import { PromoteCard } from './promote-card.tsx';

type Props = { initial: VersionView; others: readonly ModelVersionRow[] };

/** One version: is the file what was trained, is it better than the champion, and what may be done with it. */
export function VersionScreen({ initial, others }: Props) {
  const t = useTranslations('registry');
  const tModels = useTranslations('models');
  const trpc = useTRPC();
  const formats = useFormats();
  const { pollMs } = useRunsLive();
  const { data: version, error } = useQuery(
    trpc.models.get.queryOptions(
      { versionId: initial.id },
      { initialData: initial, refetchInterval: pollMs },
    ),
  );
  return (
    <div className="grid gap-4" data-testid="model-version">
      <PageHead
        title={`${version.name} v${version.version}`}
        intro={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <AliasBadges aliases={version.aliases} />
            <span>
              {version.architecture} · {version.imageSize} px · {formats.count(version.bytes / 1000)} kB ·{' '}
              <code title={version.sha256}>{version.sha256.slice(0, 12)}</code>
            </span>
          </span>
        }
        back={{ href: '/models', label: tModels('title') }}
      >
        {version.runId && (
          <Link className="button button-quiet" href={`/training/${version.runId}`}>
            {t('toRun')}
          </Link>
        )}
      </PageHead>
      <RefreshNotice error={error} />
      {version.dataKind === 'rendered' && <Banner kind="note">{tModels('dataNote')}</Banner>}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <ParityCard version={version} />
        <PromoteCard version={version} />
      </div>
      <CompareCard version={version} others={others} />
      <HistoryTable version={version} />
      {others.length > 0 && (
        <>
          <h2 className="font-semibold">{t('otherVersions', { name: version.name })}</h2>
          <RegistryTable versions={others} />
        </>
      )}
    </div>
  );
}
