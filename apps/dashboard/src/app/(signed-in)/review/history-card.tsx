'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useFormats } from '../../../learn/use-formats.ts';
import { useTRPC } from '../../../trpc/client.tsx';

const LAST = 50;

/** Who decided what and when; read only when somebody opens it. */
export function HistoryCard({ datasetId }: { datasetId: string }) {
  const t = useTranslations('review.history');
  const trpc = useTRPC();
  const formats = useFormats();
  const [open, setOpen] = useState(false);
  const { data: events } = useQuery(
    trpc.reviews.history.queryOptions({ datasetId, limit: LAST }, { enabled: open }),
  );
  return (
    <details className="card px-4 py-3" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="cursor-pointer font-semibold">{t('title')}</summary>
      {events?.length === 0 && <p className="muted mt-2">{t('none')}</p>}
      {events && events.length > 0 && (
        <div className="table-scroll mt-2" tabIndex={0} role="region" aria-label={t('title')}>
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">{t('when')}</th>
                <th scope="col">{t('who')}</th>
                <th scope="col">{t('what')}</th>
              </tr>
            </thead>
            <tbody>
              {events.map((event) => (
                <tr key={event.id}>
                  <td className="whitespace-nowrap">{formats.dateTime(event.at)} UTC</td>
                  <td>{event.userName}</td>
                  <td>
                    {t(`actions.${event.action}`)}
                    {event.undone && <span className="muted"> · {t('undone')}</span>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}
