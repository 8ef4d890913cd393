'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { FailureNotice } from '../../../learn/failure-notice.tsx';
import { useFormats } from '../../../learn/use-formats.ts';
import { useTRPC } from '../../../trpc/client.tsx';

const CONTROLS = 20;

/** How often reviewers said of known pictures what is known. */
export function AgreementCard({ datasetId }: { datasetId: string }) {
  const t = useTranslations('review.agreement');
  const trpc = useTRPC();
  const formats = useFormats();
  const queryClient = useQueryClient();
  const [seed] = useState(() => Math.floor(Math.random() * 1_000_000));
  const { data } = useQuery(trpc.reviews.agreement.queryOptions({ datasetId }));
  const create = useMutation(
    trpc.reviews.createControls.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries({ queryKey: trpc.reviews.pathKey() }),
    }),
  );
  return (
    <section className="card grid gap-3 p-4" aria-labelledby="agreement-title">
      <h2 id="agreement-title" className="font-semibold">
        {t('title')}
      </h2>
      <p className="muted text-[14px]">{t('text')}</p>
      {data && data.reviewers.length > 0 && (
        <table className="data-table stack-table" data-testid="agreement">
          <thead>
            <tr>
              <th scope="col">{t('reviewer')}</th>
              <th scope="col" className="number">
                {t('decisions')}
              </th>
              <th scope="col" className="number">
                {t('known')}
              </th>
              <th scope="col" className="number">
                {t('rate')}
              </th>
            </tr>
          </thead>
          <tbody>
            {data.reviewers.map((row) => (
              <tr key={row.userId}>
                <th scope="row">{row.name}</th>
                <td className="number" data-label={t('decisions')}>
                  {formats.count(row.decisions)}
                </td>
                <td className="number" data-label={t('known')}>
                  {formats.count(row.agreed)} / {formats.count(row.known)}
                </td>
                <td className="number" data-label={t('rate')}>
                  {row.rate === null || row.low === null || row.high === null
                    ? '–'
                    : `${formats.share(row.rate)} (${formats.share(row.low)}–${formats.share(row.high)})`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {data && data.shared > 0 && (
        <p className="text-[14px]">
          {t('shared', { unanimous: formats.count(data.unanimous), shared: formats.count(data.shared) })}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-3">
        <button
          type="button"
          className="button button-quiet"
          disabled={create.isPending}
          onClick={() => create.mutate({ datasetId, count: CONTROLS, seed })}
        >
          {t('create', { count: CONTROLS })}
        </button>
        {create.data && <span className="text-[14px]">{t('created', { count: create.data.created })}</span>}
      </div>
      <FailureNotice failure={create.error} />
    </section>
  );
}
