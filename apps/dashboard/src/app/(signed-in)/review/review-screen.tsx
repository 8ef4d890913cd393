'use client';
import type { DatasetRow, PictureFilter, ReviewProgress } from '@natiu/contracts';
import { EmptyState } from '@natiu/ui';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { useState } from 'react';
import { FailureNotice } from '../../../learn/failure-notice.tsx';
import { PageHead } from '../../../learn/page-head.tsx';
import { useTRPC } from '../../../trpc/client.tsx';
import { AgreementCard } from './agreement-card.tsx';
import { BulkCard } from './bulk-card.tsx';
import { HistoryCard } from './history-card.tsx';
import { ProgressLine } from './progress-line.tsx';
import { ReviewFilters } from './review-filters.tsx';
import { TaskPanel } from './task-panel.tsx';
import { useReview } from './use-review.ts';

type Props = { dataset: DatasetRow; filter: PictureFilter; progress: ReviewProgress };

export function ReviewScreen({ dataset, filter: firstFilter, progress: first }: Props) {
  const t = useTranslations('review');
  const trpc = useTRPC();
  const [filter, setFilter] = useState(firstFilter);
  const review = useReview(dataset.id, filter);
  const { data: progress } = useQuery(
    trpc.reviews.progress.queryOptions({ datasetId: dataset.id }, { initialData: first }),
  );
  const changeFilter = (next: PictureFilter) => {
    setFilter(next);
    review.restart();
  };
  return (
    <div className="grid gap-4">
      <PageHead title={t('title')} back={{ href: `/datasets/${dataset.id}`, label: dataset.name }}>
        <ReviewFilters filter={filter} onChange={changeFilter} />
      </PageHead>
      <ProgressLine progress={progress} />
      <FailureNotice failure={review.failure} />
      {review.task ? (
        <TaskPanel key={review.task.box.id} task={review.task} review={review} />
      ) : review.queue.dry ? (
        <NothingLeft
          datasetId={dataset.id}
          progress={progress}
          onAgain={review.restart}
          onUndo={review.undo}
        />
      ) : (
        <div className="skeleton" role="status" aria-label={t('loading')}>
          <div style={{ height: 420 }} />
        </div>
      )}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <BulkCard datasetId={dataset.id} filter={filter} onDone={review.restart} />
        <AgreementCard datasetId={dataset.id} />
      </div>
      <HistoryCard datasetId={dataset.id} />
    </div>
  );
}

function NothingLeft(props: {
  datasetId: string;
  progress: ReviewProgress;
  onAgain: () => void;
  onUndo: () => Promise<void>;
}) {
  const t = useTranslations('review.done');
  const started = props.progress.total > 0;
  const action = (
    <div className="flex flex-wrap justify-center gap-3">
      <Link className="button" href={`/datasets/${props.datasetId}`}>
        {started ? t('freeze') : t('propose')}
      </Link>
      <button type="button" className="button button-quiet" onClick={props.onAgain}>
        {t('again')}
      </button>
      {started && (
        <button type="button" className="button button-quiet" onClick={() => void props.onUndo()}>
          {t('undo')}
        </button>
      )}
    </div>
  );
  return (
    <EmptyState
      title={started ? t('title') : t('nothingTitle')}
      text={started ? t('text') : t('nothingText')}
      action={action}
    />
  );
}
