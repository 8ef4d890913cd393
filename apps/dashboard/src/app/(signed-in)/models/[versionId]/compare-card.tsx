'use client';
import type { ModelVersionRow } from '@natiu/contracts';
import { useTranslations } from 'next-intl';
import { useFormats } from '../../../../learn/use-formats.ts';
import type { ComparisonView, VersionView } from '../../../../learn/wire-types.ts';
import { CompareForm } from './compare-form.tsx';
import { judgeDifference } from './judge-difference.ts';
import { readFigureName } from './read-figure-name.ts';

type Props = { version: VersionView; others: readonly ModelVersionRow[] };

/** This version and another on the same pictures, with the interval in which the true difference lies. */
export function CompareCard({ version, others }: Props) {
  const t = useTranslations('registry.compare');
  const rivals = [version, ...others];
  const nameOf = (id: string) => {
    const row = rivals.find((one) => one.id === id);
    return row ? `${row.name} v${row.version}` : id.slice(0, 8);
  };
  return (
    <section className="card grid gap-4 p-4" aria-labelledby="model-compare-title">
      <div>
        <h2 id="model-compare-title" className="font-semibold">
          {t('title')}
        </h2>
        <p className="muted text-[14px]">{t('text')}</p>
      </div>
      {version.comparisons.length === 0 && <p className="text-[14px]">{t('none')}</p>}
      {version.comparisons.map((comparison) => (
        <ComparisonTable key={comparison.id} comparison={comparison} nameOf={nameOf} />
      ))}
      {others.length > 0 ? (
        <CompareForm version={version} others={others} />
      ) : (
        <p className="muted text-[14px]">{t('alone')}</p>
      )}
    </section>
  );
}

type TableProps = { comparison: ComparisonView; nameOf: (versionId: string) => string };

function ComparisonTable({ comparison, nameOf }: TableProps) {
  const t = useTranslations('registry.compare');
  const tClasses = useTranslations('site.classes');
  const formats = useFormats();
  const sayFigure = (name: string) => {
    const read = readFigureName(name);
    if (read.kind === 'other') return read.name;
    if (read.kind === 'countError') return t('countError');
    const { measure, scope } = read;
    const where = scope === 'bothSexes' || scope === 'allClasses' ? t(`scopes.${scope}`) : tClasses(scope);
    return `${measure}, ${where}`;
  };
  const metric = (value: number | null) => (value === null ? '–' : formats.metric(value));
  const signed = (value: number | null) =>
    value === null ? '–' : `${value > 0 ? '+' : ''}${formats.metric(value)}`;
  return (
    <div className="grid gap-1" data-testid="comparison">
      <p className="text-[14px]">
        {t('of', {
          champion: nameOf(comparison.championVersionId),
          candidate: nameOf(comparison.candidateVersionId),
        })}{' '}
        <span className="muted">
          {t('pictures', { count: comparison.pictures, n: formats.count(comparison.pictures) })} ·{' '}
          {formats.dateTime(comparison.at)} UTC
        </span>
      </p>
      <div className="overflow-x-auto">
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">{t('figure')}</th>
              <th scope="col" className="number">
                {nameOf(comparison.championVersionId)}
              </th>
              <th scope="col" className="number">
                {nameOf(comparison.candidateVersionId)}
              </th>
              <th scope="col" className="number">
                {t('difference')}
              </th>
              <th scope="col" className="number">
                {t('interval')}
              </th>
              <th scope="col">{t('verdict')}</th>
            </tr>
          </thead>
          <tbody>
            {comparison.figures.map((figure) => (
              <tr key={figure.name}>
                <th scope="row">{sayFigure(figure.name)}</th>
                <td className="number">{metric(figure.champion)}</td>
                <td className="number">{metric(figure.candidate)}</td>
                <td className="number">{signed(figure.difference)}</td>
                <td className="number whitespace-nowrap">
                  {figure.low === null || figure.high === null
                    ? '–'
                    : `${signed(figure.low)} … ${signed(figure.high)}`}
                </td>
                <td>{t(`verdicts.${judgeDifference(figure)}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
