'use client';
import type { PictureFilter } from '@natiu/contracts';
import { SexKey, StatTile } from '@natiu/ui';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { inClassOrder } from '../../../../learn/evaluation-view.ts';
import { PageHead } from '../../../../learn/page-head.tsx';
import { useFormats } from '../../../../learn/use-formats.ts';
import { useRunsLive } from '../../../../learn/use-runs-live.ts';
import type { DatasetView } from '../../../../learn/wire-types.ts';
import { RefreshNotice } from '../../../../shell/refresh-notice.tsx';
import { useTRPC } from '../../../../trpc/client.tsx';
import { ImportCard } from './import-card.tsx';
import { JobList } from './job-list.tsx';
import { PictureBrowser } from './picture-browser.tsx';
import type { FilterOptions } from './picture-filters.tsx';
import { ProposeCard } from './propose-card.tsx';
import { VersionsCard } from './versions-card.tsx';

export function DatasetScreen(props: {
  initial: DatasetView;
  options: FilterOptions;
  versionId: string | undefined;
  filter: PictureFilter;
}) {
  const t = useTranslations('datasets');
  const trpc = useTRPC();
  const { pollMs } = useRunsLive();
  const { data: dataset, error } = useQuery(
    trpc.datasets.get.queryOptions(
      { datasetId: props.initial.id },
      { initialData: props.initial, refetchInterval: pollMs },
    ),
  );
  const empty = dataset.counts.pictures === 0;
  return (
    <div className="grid gap-4">
      <PageHead
        title={dataset.name}
        intro={dataset.description}
        back={{ href: '/datasets', label: t('title') }}
      >
        {dataset.counts.proposed > 0 && (
          <Link className="button" href={`/review?dataset=${dataset.id}`}>
            {t('toReview', { count: dataset.counts.proposed })}
          </Link>
        )}
      </PageHead>
      <RefreshNotice error={error} />
      {!empty && <DatasetTiles dataset={dataset} />}
      <JobList jobs={dataset.jobs} />
      <ImportCard datasetId={dataset.id} open={empty} />
      {!empty && (
        <>
          <VersionsCard dataset={dataset} />
          <ProposeCard datasetId={dataset.id} />
          <PictureBrowser
            key={props.versionId ?? 'now'}
            dataset={dataset}
            options={props.options}
            versionId={props.versionId}
            firstFilter={props.filter}
          />
        </>
      )}
    </div>
  );
}

const KEY_OF: Record<string, 'female' | 'male' | 'unsexed'> = { Female: 'female', Male: 'male' };

function DatasetTiles({ dataset }: { dataset: DatasetView }) {
  const t = useTranslations('datasets');
  const tClasses = useTranslations('site.classes');
  const formats = useFormats();
  const { bySplit, boxes, pictures } = dataset.counts;
  const splits = (['train', 'valid', 'test', 'none'] as const).filter((split) => bySplit[split] > 0);
  const nameOf = (name: string) => (tClasses.has(name as 'Female') ? tClasses(name as 'Female') : name);
  return (
    <dl className="grid grid-cols-2 gap-3 sm:grid-cols-3 xl:grid-cols-6">
      <StatTile
        testId="tile-pictures"
        name={t('pictures')}
        value={formats.count(pictures)}
        hint={splits.map((split) => `${t(`splits.${split}`)} ${formats.count(bySplit[split])}`).join(' · ')}
      />
      {inClassOrder(boxes).map(([name, count]) => (
        <StatTile
          key={name}
          mark={<SexKey sex={KEY_OF[name] ?? 'unsexed'} />}
          name={nameOf(name)}
          value={formats.count(count)}
        />
      ))}
    </dl>
  );
}
