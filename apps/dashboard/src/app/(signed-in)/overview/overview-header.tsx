'use client';
import { PERIODS } from '@natiu/contracts';
import type { Overview } from '@natiu/contracts';
import { WEEK_SYSTEMS } from '@natiu/domain';
import type { WeekSystem } from '@natiu/domain';
import { useLocale, useTranslations } from 'next-intl';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { nameZone } from '../../../format/formats.ts';
import { FORMAT_LOCALE } from '../../../i18n/locale.ts';
import { LiveStatus } from '../../../shell/live-status.tsx';

type View = { period: string; area: string | null; weeks: WeekSystem };

/** The whole view is in the link: whoever gets it sees the same. */
function linkTo({ period, area, weeks }: View): string {
  const query = new URLSearchParams({
    period,
    ...(area ? { area } : {}),
    ...(weeks === 'epi' ? {} : { weeks }),
  });
  return `/?${query}`;
}

export function OverviewHeader(props: {
  overview: Overview;
  live: { live: boolean; pollMs: number; updatedAtMs: number };
}) {
  const { period, area, areas, timeZone, weeks } = props.overview;
  const t = useTranslations('overview');
  const tWeeks = useTranslations('weeks');
  const router = useRouter();
  const locale = FORMAT_LOCALE[useLocale()];
  return (
    <div className="flex flex-wrap items-end gap-x-4 gap-y-3">
      <div className="mr-auto">
        <h1 className="text-2xl font-semibold tracking-tight">{t('title')}</h1>
        <div className="flex flex-wrap items-center gap-x-3">
          <LiveStatus {...props.live} />
          <span className="muted text-[13px]">{nameZone(locale, timeZone)}</span>
        </div>
      </div>
      {areas.length > 1 && (
        <label className="max-w-full">
          <span className="sr-only">{t('area')}</span>
          <select
            className="field min-h-[40px]! w-auto! max-w-full text-sm"
            value={area ?? ''}
            onChange={(event) => router.push(linkTo({ period, weeks, area: event.target.value || null }))}
          >
            <option value="">{t('allAreas')}</option>
            {areas.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      )}
      {period === '12w' && (
        <label className="max-w-full">
          <span className="sr-only">{tWeeks('setting')}</span>
          <select
            className="field min-h-[40px]! w-auto! max-w-full text-sm"
            value={weeks}
            onChange={(event) =>
              router.push(linkTo({ period, area, weeks: event.target.value as WeekSystem }))
            }
          >
            {WEEK_SYSTEMS.map((system) => (
              <option key={system} value={system}>
                {tWeeks(`names.${system}`)}
              </option>
            ))}
          </select>
        </label>
      )}
      <div className="segmented" role="group" aria-label={t('period')}>
        {PERIODS.map((name) => (
          <Link
            key={name}
            href={linkTo({ period: name, area, weeks })}
            aria-current={name === period ? 'true' : undefined}
            scroll={false}
          >
            {t(`periods.${name}`)}
          </Link>
        ))}
      </div>
    </div>
  );
}
