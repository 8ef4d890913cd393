'use client';
import { useTranslations } from 'next-intl';
import { useFormats } from '../../../../learn/use-formats.ts';
import type { VersionView } from '../../../../learn/wire-types.ts';
import { AliasBadges } from '../alias-badges.tsx';

/** Who promoted which version when, and why. */
export function HistoryTable({ version }: { version: VersionView }) {
  const t = useTranslations('registry.history');
  const formats = useFormats();
  if (version.history.length === 0) return null;
  return (
    <section className="card overflow-x-auto" aria-labelledby="promotions-title">
      <h2 id="promotions-title" className="px-4 pt-3 font-semibold">
        {t('title')}
      </h2>
      <table className="data-table stack-table">
        <thead>
          <tr>
            {(['when', 'what', 'version', 'who', 'note'] as const).map((key) => (
              <th key={key} scope="col">
                {t(key)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {version.history.map((event) => (
            <tr key={`${event.alias} ${event.version} ${event.at}`}>
              <td className="whitespace-nowrap" data-label={t('when')}>
                {formats.dateTime(event.at)} UTC
              </td>
              <td data-label={t('what')}>
                <AliasBadges aliases={[event.alias]} />
              </td>
              <td data-label={t('version')}>v{event.version}</td>
              <td data-label={t('who')}>{event.by ?? '–'}</td>
              <td data-label={t('note')}>{event.note ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
