'use client';
import type { Overview, OverviewInput } from '@natiu/contracts';
import { EmptyState } from '@natiu/ui';
import { useQuery } from '@tanstack/react-query';
import { useLocale, useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { createFormats } from '../../../format/formats.ts';
import { FORMAT_LOCALE } from '../../../i18n/locale.ts';
import { useLive } from '../../../shell/use-live.ts';
import { useTRPC } from '../../../trpc/client.tsx';
import { AboutFigures } from './about-figures.tsx';
import { ChartCard } from './chart-card.tsx';
import { OverviewHeader } from './overview-header.tsx';
import { OverviewNotices } from './overview-notices.tsx';
import { SitesCard } from './sites-card.tsx';
import { SummaryTiles } from './summary-tiles.tsx';

export function OverviewScreen({ input, initial }: { input: OverviewInput; initial: Overview }) {
  const t = useTranslations('overview');
  const trpc = useTRPC();
  const { live, pollMs } = useLive();
  const query = useQuery(
    trpc.overview.read.queryOptions(input, { initialData: initial, refetchInterval: pollMs }),
  );
  const overview = query.data;
  const locale = FORMAT_LOCALE[useLocale()];
  const formats = useMemo(
    () => createFormats(locale, overview.timeZone, overview.period),
    [locale, overview.timeZone, overview.period],
  );
  return (
    <div className="grid gap-4">
      <OverviewHeader overview={overview} live={{ live, pollMs, updatedAtMs: query.dataUpdatedAt }} />
      {overview.trapsTotal === 0 && overview.area === null ? (
        <EmptyState title={t('empty.title')} text={t('empty.text')} command="npm start" />
      ) : (
        <>
          <OverviewNotices overview={overview} error={query.error} />
          <div className="order-1 md:order-none">
            <SummaryTiles overview={overview} formats={formats} />
          </div>
          <SitesCard overview={overview} formats={formats} />
          <div className="order-2 grid gap-4 md:order-none">
            <ChartCard overview={overview} formats={formats} />
            <AboutFigures overview={overview} />
          </div>
        </>
      )}
    </div>
  );
}
