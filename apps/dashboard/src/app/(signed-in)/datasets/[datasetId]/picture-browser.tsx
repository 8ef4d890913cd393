'use client';
import type { PictureFilter, PictureRow } from '@natiu/contracts';
import { BoxedPicture, Dialog } from '@natiu/ui';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { FailureNotice } from '../../../../learn/failure-notice.tsx';
import { useFormats } from '../../../../learn/use-formats.ts';
import type { DatasetView } from '../../../../learn/wire-types.ts';
import { useTRPC, useTRPCClient } from '../../../../trpc/client.tsx';
import { filterToQuery } from './filter-query.ts';
import { PictureDetails } from './picture-details.tsx';
import { PictureFilters } from './picture-filters.tsx';
import type { FilterOptions } from './picture-filters.tsx';

const PAGE = 48;

type Props = {
  dataset: DatasetView;
  options: FilterOptions;
  versionId: string | undefined;
  firstFilter: PictureFilter;
};

/** The filter lives in the link, beside the version that is shown. */
function useFilter({ dataset, versionId, firstFilter }: Props) {
  const [filter, setFilter] = useState(firstFilter);
  const change = (next: PictureFilter) => {
    setFilter(next);
    const query = filterToQuery(next);
    if (versionId) query.set('version', versionId);
    window.history.replaceState(null, '', `/datasets/${dataset.id}?${query}`);
  };
  return [filter, change] as const;
}

/** Pictures with their boxes, as they are now or as a version froze them. */
export function PictureBrowser(props: Props) {
  const t = useTranslations('datasets');
  const trpc = useTRPC();
  const client = useTRPCClient();
  const formats = useFormats();
  const [filter, setFilter] = useFilter(props);
  const [opened, setOpened] = useState<PictureRow>();
  const { dataset, versionId } = props;
  const input = { datasetId: dataset.id, filter, limit: PAGE, ...(versionId ? { versionId } : {}) };
  const query = useInfiniteQuery({
    queryKey: [...trpc.datasets.browse.pathKey(), input],
    queryFn: ({ pageParam: cursor }) =>
      client.datasets.browse.query({ ...input, ...(cursor ? { cursor } : {}) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
  const pages = query.data?.pages ?? [];
  const pictures = pages.flatMap((page) => page.pictures);
  const version = dataset.versionRows.find((row) => row.id === versionId);
  return (
    <section className="card grid gap-4 p-4" aria-labelledby="browse-title">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <h2 id="browse-title" className="font-semibold">
          {version ? t('browse.frozen', { version: version.version }) : t('browse.now')}
        </h2>
        <span className="muted text-[13px]" aria-live="polite">
          {pages[0] && t('browse.found', { count: pages[0].total, n: formats.count(pages[0].total) })}
        </span>
      </div>
      <PictureFilters
        filter={filter}
        options={props.options}
        frozen={version !== undefined}
        onChange={setFilter}
      />
      <FailureNotice failure={query.error} />
      {pages.length > 0 && pictures.length === 0 ? (
        <div className="flex flex-wrap items-center gap-4 py-6">
          <p>{t('browse.none')}</p>
          <button type="button" className="button button-quiet" onClick={() => setFilter({})}>
            {t('browse.clear')}
          </button>
        </div>
      ) : (
        <ul className="picture-grid" data-testid="pictures" data-busy={query.isPlaceholderData}>
          {pictures.map((picture) => (
            <li key={picture.id}>
              <button type="button" onClick={() => setOpened(picture)}>
                <BoxedPicture
                  src={`/api/pictures/${picture.id}`}
                  alt={t('browse.alt', { name: picture.name, count: picture.boxes.length })}
                  width={picture.width}
                  height={picture.height}
                  boxes={picture.boxes}
                />
                <span className="picture-name">{picture.name}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {query.hasNextPage && (
        <div>
          <button
            type="button"
            className="button button-quiet"
            disabled={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t('browse.more')}
          </button>
        </div>
      )}
      <Dialog
        open={opened !== undefined}
        title={opened?.name ?? ''}
        closeLabel={t('browse.close')}
        onClose={() => setOpened(undefined)}
      >
        {opened && <PictureDetails picture={opened} />}
      </Dialog>
    </section>
  );
}
