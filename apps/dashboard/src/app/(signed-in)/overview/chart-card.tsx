'use client';
import type { Overview } from '@natiu/contracts';
import { findWeek } from '@natiu/domain';
import { CountsChart, CountsTable, SexKey, seriesToCsv } from '@natiu/ui';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Formats } from '../../../format/formats.ts';

const STEP_KEYS: Record<Overview['period'], 'm2' | 'h1' | 'h6' | 'd1' | 'w1'> = {
  '1h': 'm2',
  '24h': 'h1',
  '7d': 'h6',
  '30d': 'd1',
  '12w': 'w1',
};

/** Buckets of six hours are named by their day; elsewhere the chart picks evenly. */
function ticksOf({ period, series }: Overview): string[] | undefined {
  if (period !== '7d') return undefined;
  return series.filter((_, index) => index % 4 === 0).map((point) => point.startUtc);
}

/** Which week begins with a bucket, by the person's system. */
function useWeekNames({ weeks }: Overview, formats: Formats) {
  const t = useTranslations('weeks');
  const find = (startUtc: string) => findWeek(formats.localDay(startUtc), weeks);
  return {
    tick: (startUtc: string) => t(`short.${weeks}`, { week: find(startUtc).week }),
    full: (startUtc: string) => {
      const { week, year } = find(startUtc);
      return t(`long.${weeks}`, { week, year: String(year), day: formats.date(startUtc) });
    },
    csv: (startUtc: string) => {
      const { week, year } = find(startUtc);
      return `${weeks} ${year}-${String(week).padStart(2, '0')}`;
    },
  };
}

function saveCsv(overview: Overview, nameWeek: ((startUtc: string) => string) | undefined): void {
  const csv = seriesToCsv(overview.series, overview.bucketMinutes, nameWeek);
  const url = URL.createObjectURL(new Blob([csv], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `natiu-${overview.area ?? 'all'}-${overview.period}-${overview.toUtc.slice(0, 16)}.csv`
    .replaceAll(/[^\w.-]+/g, '-')
    .toLowerCase();
  link.click();
  URL.revokeObjectURL(url);
}

export function ChartCard({ overview, formats }: { overview: Overview; formats: Formats }) {
  const t = useTranslations();
  const [view, setView] = useState<'chart' | 'table'>('chart');
  const sexes = { female: t('overview.females'), male: t('overview.males'), unsexed: t('overview.unsexed') };
  const caption = t('chart.caption', { period: t(`overview.periodNames.${overview.period}`) });
  const weekNames = useWeekNames(overview, formats);
  const byWeek = overview.period === '12w';
  const byDay = overview.period === '30d';
  const formatTime = byWeek ? weekNames.full : byDay ? formats.date : formats.dateTime;
  return (
    <section className="card p-4" aria-labelledby="chart-title">
      <div className="mb-3 flex flex-wrap items-center gap-x-5 gap-y-2">
        <h2 id="chart-title" className="font-semibold">
          {t('overview.chartTitle')}
        </h2>
        <ul className="mr-auto flex flex-wrap gap-x-4 text-[13px]">
          {(['female', 'male', 'unsexed'] as const).map((sex) => (
            <li key={sex} className="flex items-center gap-1.5">
              <SexKey sex={sex} /> {sexes[sex]}
            </li>
          ))}
          <li className="muted flex items-center gap-1.5">
            <span aria-hidden="true" className="gap-key" /> {t('chart.gap')}
          </li>
        </ul>
        <div className="segmented" role="group" aria-label={t('chart.view')}>
          {(['chart', 'table'] as const).map((name) => (
            <button key={name} type="button" aria-pressed={view === name} onClick={() => setView(name)}>
              {name === 'chart' ? t('chart.asChart') : t('chart.asTable')}
            </button>
          ))}
        </div>
        <button
          type="button"
          className="button button-quiet text-sm"
          onClick={() => saveCsv(overview, byWeek ? weekNames.csv : undefined)}
        >
          {t('chart.download')}
        </button>
      </div>
      {view === 'chart' ? (
        <CountsChart
          series={overview.series}
          ticks={ticksOf(overview)}
          formatTick={byWeek ? weekNames.tick : formats.tick}
          formatTime={formatTime}
          formatCount={formats.count}
          labels={{
            ...sexes,
            caption,
            gap: t('chart.gap'),
            modelChange: t('chart.modelChange'),
            yAxis: t('chart.yAxis', { step: t(`chart.steps.${STEP_KEYS[overview.period]}`) }),
          }}
        />
      ) : (
        <CountsTable
          series={overview.series}
          formatTime={formatTime}
          formatCount={formats.count}
          formatNights={formats.nights}
          labels={{
            ...sexes,
            caption,
            time: t('chart.time'),
            total: t('chart.total'),
            trapNights: t('chart.trapNights'),
            notObserved: t('chart.gap'),
          }}
        />
      )}
      <p className="muted mt-1 text-[12px]">{t('chart.partial')}</p>
    </section>
  );
}
