'use client';
import type { Overview } from '@natiu/contracts';
import { useTranslations } from 'next-intl';
import { useAgo, useNow } from '../../../format/use-ago.ts';

/** Where the figures come from: effort, models, correction, last update. */
export function AboutFigures({ overview }: { overview: Overview }) {
  const t = useTranslations('overview');
  const tModels = useTranslations('models');
  const ago = useAgo();
  const now = useNow();
  const when = overview.lastCountAt && now !== null ? ago(Date.parse(overview.lastCountAt), now) : t('never');
  return (
    <details className="card px-4 py-3">
      <summary className="cursor-pointer font-semibold">{t('about')}</summary>
      <div className="mt-2 grid gap-1 text-sm">
        <p>{t('aboutRaw')}</p>
        <p>{t('aboutEffort')}</p>
        <p>{overview.models.length > 0 ? t('aboutModels') : t('aboutNone')}</p>
        <ul className="list-disc pl-5">
          {overview.models.map((model) => (
            <li key={model.sha256}>
              {model.name ?? tModels('unnamed')} · <code>{model.sha256.slice(0, 12)}</code> ·{' '}
              {tModels('data').toLowerCase()} {tModels(`dataKinds.${model.dataKind}`)}
            </li>
          ))}
        </ul>
        <p>{t('aboutUpdated', { when })}</p>
      </div>
    </details>
  );
}
