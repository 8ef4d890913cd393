'use client';
import type { RunView } from '../../../../learn/wire-types.ts';
import { useTranslations } from 'next-intl';
import { FIGURES, pickFigure } from '../../../../learn/metric-series.ts';
import { useFormats } from '../../../../learn/use-formats.ts';

type Props = { stages: RunView['metrics']; stageName: (stage: string) => string };

/** The curves' figures, the latest epoch first. */
export function MetricsTable({ stages, stageName }: Props) {
  const t = useTranslations('runs');
  const formats = useFormats();
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={t('curves.title')}>
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">{t('stage')}</th>
            <th scope="col" className="number">
              {t('epoch')}
            </th>
            {FIGURES.map((figure) => (
              <th key={figure} scope="col" className="number">
                {t(`curves.${figure}Axis`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...stages].reverse().flatMap(({ stage, points }) =>
            [...points].reverse().map((point) => (
              <tr key={`${stage} ${point.epoch}`}>
                <th scope="row">{stageName(stage)}</th>
                <td className="number">{formats.count(point.epoch)}</td>
                {FIGURES.map((figure) => {
                  const value = pickFigure(point, figure);
                  return (
                    <td key={figure} className="number">
                      {value === null ? '–' : formats.metric(value)}
                    </td>
                  );
                })}
              </tr>
            )),
          )}
        </tbody>
      </table>
    </div>
  );
}
