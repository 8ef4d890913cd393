'use client';
import type { PictureFilter } from '@natiu/contracts';
import { Dialog } from '@natiu/ui';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { FailureNotice } from '../../../learn/failure-notice.tsx';
import { useFormats } from '../../../learn/use-formats.ts';
import { useTRPC } from '../../../trpc/client.tsx';

type Props = { datasetId: string; filter: PictureFilter; onDone: () => void };

/** Accept all above, or reject all below a confidence; says first how many that are, and can be undone at once. */
export function BulkCard({ datasetId, filter, onDone }: Props) {
  const t = useTranslations('review.bulk');
  const trpc = useTRPC();
  const formats = useFormats();
  const queryClient = useQueryClient();
  const [action, setAction] = useState<'accept' | 'reject'>('accept');
  const [edge, setEdge] = useState(0.9);
  const [asking, setAsking] = useState(false);
  const bound = Number.isNaN(edge) ? 1 : edge;
  const wanted = {
    ...filter,
    ...(action === 'accept' ? { minConfidence: bound } : { maxConfidence: bound }),
  };
  const { data: count } = useQuery(
    trpc.reviews.bulkCount.queryOptions(
      { datasetId, filter: wanted },
      { placeholderData: keepPreviousData, select: (answer) => answer.count },
    ),
  );
  const bulk = useMutation(
    trpc.reviews.bulk.mutationOptions({
      onSuccess: () => {
        setAsking(false);
        onDone();
        return queryClient.invalidateQueries({ queryKey: trpc.reviews.pathKey() });
      },
    }),
  );
  const n = formats.count(count ?? 0);
  return (
    <section className="card grid gap-3 p-4" aria-labelledby="bulk-title">
      <h2 id="bulk-title" className="font-semibold">
        {t('title')}
      </h2>
      <div className="flex flex-wrap items-end gap-3">
        <div className="segmented" role="group" aria-label={t('action')}>
          {(['accept', 'reject'] as const).map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={action === name}
              onClick={() => {
                setAction(name);
                setEdge(name === 'accept' ? 0.9 : 0.1);
              }}
            >
              {t(name)}
            </button>
          ))}
        </div>
        <label className="filter">
          <span>{t(`${action}Edge`)}</span>
          <input
            className="field w-28!"
            type="number"
            min={0}
            max={1}
            step={0.05}
            value={Number.isNaN(edge) ? '' : edge}
            onChange={(event) => setEdge(Math.min(1, Math.max(0, event.target.valueAsNumber)))}
          />
        </label>
        <button
          type="button"
          className="button button-quiet"
          disabled={!count}
          onClick={() => setAsking(true)}
        >
          {t('submit', { count: count ?? 0, n })}
        </button>
      </div>
      <Dialog
        open={asking}
        title={t(`${action}Title`)}
        closeLabel={t('cancel')}
        onClose={() => setAsking(false)}
      >
        <div className="grid gap-3">
          <p>{t(`${action}Effect`, { count: count ?? 0, n })}</p>
          <FailureNotice failure={bulk.error} />
          <div>
            <button
              type="button"
              className="button"
              disabled={bulk.isPending}
              onClick={() => bulk.mutate({ datasetId, filter: wanted, action, expected: count ?? 0 })}
            >
              {t('confirm', { count: count ?? 0, n })}
            </button>
          </div>
        </div>
      </Dialog>
    </section>
  );
}
