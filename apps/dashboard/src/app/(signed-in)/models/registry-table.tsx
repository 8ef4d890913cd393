'use client';
import type { ModelVersionRow } from '@natiu/contracts';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { useFormats } from '../../../learn/use-formats.ts';
import { AliasBadges } from './alias-badges.tsx';

/** Signed versions, newest first, each under its name. */
export function RegistryTable({ versions }: { versions: readonly ModelVersionRow[] }) {
  const t = useTranslations('registry');
  const tModels = useTranslations('models');
  const tClasses = useTranslations('site.classes');
  const formats = useFormats();
  return (
    <div className="card overflow-x-auto">
      <table className="data-table stack-table" data-testid="registry">
        <thead>
          <tr>
            <th scope="col">{tModels('name')}</th>
            <th scope="col">{t('alias')}</th>
            <th scope="col">{tModels('data')}</th>
            <th scope="col" className="number">
              {tModels('map50')}
            </th>
            <th scope="col" className="number">
              {tModels('map5095')}
            </th>
            <th scope="col" className="number">
              {tClasses('Female')}
            </th>
            <th scope="col" className="number">
              {tClasses('Male')}
            </th>
            <th scope="col">{t('parity')}</th>
            <th scope="col">{tModels('seen')}</th>
          </tr>
        </thead>
        <tbody>
          {versions.map((row) => (
            <tr key={row.id} data-version={row.id}>
              <th scope="row">
                <span>
                  <Link className="font-medium underline-offset-2 hover:underline" href={`/models/${row.id}`}>
                    {row.name} v{row.version}
                  </Link>
                  <span className="muted block text-[12px]">
                    {row.architecture} · {row.imageSize} px ·{' '}
                    <code title={row.sha256}>{row.sha256.slice(0, 8)}</code>
                  </span>
                </span>
              </th>
              <td data-label={t('alias')}>
                <AliasBadges aliases={row.aliases} />
              </td>
              <td data-label={tModels('data')}>{tModels(`dataKinds.${row.dataKind}`)}</td>
              <td className="number" data-label={tModels('map50')}>
                {formats.metric(row.map50)}
              </td>
              <td className="number" data-label={tModels('map5095')}>
                {formats.metric(row.map50To95)}
              </td>
              {(['Female', 'Male'] as const).map((sex) => {
                const figures = row.perClass[sex];
                return (
                  <td key={sex} className="number" data-label={tClasses(sex)}>
                    {figures ? formats.metric(figures.ap50To95) : '–'}
                  </td>
                );
              })}
              <td data-label={t('parity')}>{row.parity.passed ? t('passed') : t('failed')}</td>
              <td className="whitespace-nowrap" data-label={tModels('seen')}>
                {formats.date(row.registeredAt)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
