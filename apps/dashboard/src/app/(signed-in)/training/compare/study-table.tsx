'use client';
import type { RunView } from '../../../../learn/wire-types.ts';
import { toCsv } from '@natiu/ui';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { readEvaluation } from '../../../../learn/evaluation-view.ts';
import { formatDuration } from '../../../../learn/format-duration.ts';
import { saveText } from '../../../../learn/save-text.ts';
import { useFormats } from '../../../../learn/use-formats.ts';
import { COLUMNS, bestOf, studyFigures, studyLines } from './study-figures.ts';

type Props = { runs: readonly RunView[]; nameOf: (run: RunView) => string };

/** As in the study: mAP50 and mAP50-95 of females and males, one line per run; the best of a column is marked. */
export function StudyTable({ runs, nameOf }: Props) {
  const t = useTranslations('compare');
  const tRuns = useTranslations('runs');
  const formats = useFormats();
  const rows = runs.map((run) => ({ run, figures: studyFigures(readEvaluation(run.result)) }));
  const best = Object.fromEntries(
    COLUMNS.map((column) => [column, bestOf(rows.map((row) => row.figures[column]))]),
  );
  return (
    <section className="card" aria-labelledby="study-title">
      <div className="flex flex-wrap items-center gap-3 px-4 py-3">
        <h2 id="study-title" className="mr-auto font-semibold">
          {t('table')}
        </h2>
        <button
          type="button"
          className="button button-quiet text-sm"
          onClick={() =>
            saveText(
              'natiu-runs.csv',
              toCsv(studyLines(rows.map((row) => ({ name: nameOf(row.run), ...row.figures })))),
            )
          }
        >
          {t('download')}
        </button>
      </div>
      <div className="overflow-x-auto" tabIndex={0} role="region" aria-label={t('table')}>
        <table className="data-table stack-table" data-testid="study-table">
          <thead>
            <tr>
              <th scope="col">{tRuns('run')}</th>
              {COLUMNS.map((column) => (
                <th key={column} scope="col" className="number">
                  {t(`columns.${column}`)}
                </th>
              ))}
              <th scope="col" className="number">
                {t('time')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ run, figures }) => (
              <tr key={run.id}>
                <th scope="row">
                  <span>
                    <Link
                      className="font-medium underline-offset-2 hover:underline"
                      href={`/training/${run.id}`}
                    >
                      {nameOf(run)}
                    </Link>
                    <span className="muted block text-[12px]">
                      {tRuns(`kinds.${run.kind}`)} · {run.datasetLabel} · {tRuns(`states.${run.state}`)}
                    </span>
                  </span>
                </th>
                {COLUMNS.map((column) => {
                  const value = figures[column];
                  const isBest = value !== undefined && value === best[column] && rows.length > 1;
                  return (
                    <td key={column} className="number" data-label={t(`columns.${column}`)}>
                      {value === undefined ? (
                        '–'
                      ) : isBest ? (
                        <strong title={t('best')}>{formats.metric(value)} ★</strong>
                      ) : (
                        formats.metric(value)
                      )}
                    </td>
                  );
                })}
                <td className="number whitespace-nowrap" data-label={t('time')}>
                  {formatDuration(Object.values(run.timings).reduce((sum, seconds) => sum + seconds, 0))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="muted px-4 py-2 text-[12px]">{t('note')}</p>
    </section>
  );
}
