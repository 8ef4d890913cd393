'use client';
import type { RunRow } from '@natiu/contracts';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { useFormats } from '../../../learn/use-formats.ts';
import { RunProgressLine } from './run-progress-line.tsx';
import { useRunName } from './use-run-name.ts';

type Props = { runs: readonly RunRow[]; chosen: readonly string[]; onToggle: (runId: string) => void };

export function RunTable({ runs, chosen, onToggle }: Props) {
  const t = useTranslations('runs');
  const formats = useFormats();
  const nameOf = useRunName();
  const metric = (value: number | null) => (value === null ? '–' : formats.metric(value));
  return (
    <div className="card overflow-x-auto">
      <table className="data-table stack-table" data-testid="run-table">
        <thead>
          <tr>
            <th scope="col">
              <span className="sr-only">{t('choose')}</span>
            </th>
            <th scope="col">{t('run')}</th>
            <th scope="col">{t('data')}</th>
            <th scope="col">{t('state')}</th>
            <th scope="col" className="number" title={t('onValidation')}>
              mAP50
            </th>
            <th scope="col" className="number" title={t('onValidation')}>
              mAP50-95
            </th>
            <th scope="col">{t('startedAt')}</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id} data-run={run.id} data-state={run.state}>
              <td data-label={t('choose')}>
                <input
                  type="checkbox"
                  className="size-5"
                  aria-label={t('chooseRun', { name: nameOf(run) })}
                  checked={chosen.includes(run.id)}
                  onChange={() => onToggle(run.id)}
                />
              </td>
              <th scope="row">
                <span>
                  <Link
                    className="font-medium underline-offset-2 hover:underline"
                    href={`/training/${run.id}`}
                  >
                    {nameOf(run)}
                  </Link>
                  <span className="muted block text-[12px]">
                    {t(`kinds.${run.kind}`)}
                    {run.modelName && ` · ${run.modelName}`}
                  </span>
                </span>
              </th>
              <td data-label={t('data')}>{run.datasetLabel ?? '–'}</td>
              <td data-label={t('state')}>
                <RunProgressLine run={run} />
              </td>
              <td className="number" data-label="mAP50">
                {metric(run.bestMap50)}
              </td>
              <td className="number" data-label="mAP50-95">
                {metric(run.bestMap50To95)}
              </td>
              <td className="whitespace-nowrap" data-label={t('startedAt')}>
                {formats.dateTime(run.startedAt ?? run.createdAt)} UTC
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
