'use client';
import type { Overview, SiteSummary } from '@natiu/contracts';
import { femaleShare, totalCount } from '@natiu/domain';
import { MapLegend, SiteMap, SiteMark } from '@natiu/ui';
import { useLocale, useTranslations } from 'next-intl';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import type { Formats } from '../../../format/formats.ts';
import { useThemeKey } from '../../../shell/use-theme-key.ts';
import { SiteDetails } from './site-details.tsx';

const STATE_WORDS = { caught: 'caught', none: 'none', 'not-observed': 'notObserved' } as const;

function useDescribeSite(formats: Formats) {
  const t = useTranslations('site');
  return (site: SiteSummary) => {
    const share = femaleShare(site.counts);
    const total = totalCount(site.counts);
    const shareText = share === undefined ? t('noShare') : t('femaleShare', { share: formats.share(share) });
    const caught = site.state === 'caught';
    const detail = caught
      ? `${formats.count(total)}${share === undefined ? '' : ` · ${formats.share(share)} ♀`}`
      : t(STATE_WORDS[site.state]);
    const spoken = caught
      ? `${site.name}: ${t('total', { count: total, n: formats.count(total) })}, ${shareText}`
      : `${site.name}: ${t(STATE_WORDS[site.state])}`;
    return { title: site.name, detail, spoken, shareText, total: formats.count(total) };
  };
}

const LIST_ID = 'site-list';

/** Gives the focus back to a site's line, once the list is there again. */
function focusInList(siteId: string): void {
  requestAnimationFrame(() =>
    document.querySelector<HTMLElement>(`#${LIST_ID} [data-site="${CSS.escape(siteId)}"]`)?.focus(),
  );
}

/** The map and the same sites as a list; one selection for both, kept in the link. */
export function SitesCard({ overview, formats }: { overview: Overview; formats: Formats }) {
  const t = useTranslations();
  const locale = useLocale();
  const search = useSearchParams();
  const themeKey = useThemeKey();
  const describe = useDescribeSite(formats);
  const { sites } = overview;
  const largestCount = Math.max(0, ...sites.map((site) => totalCount(site.counts)));
  // List and details take each other's place: the focus follows, but a mark on the map keeps it.
  const [openedInList, setOpenedInList] = useState(false);
  const selected = sites.find((site) => site.siteId === search.get('site'));
  const select = (siteId: string | undefined) => {
    const next = new URLSearchParams(search);
    if (siteId) next.set('site', siteId);
    else next.delete('site');
    // The server has nothing to add: only the link changes.
    window.history.replaceState(null, '', `/?${next}`);
  };
  const openFromList = (siteId: string) => {
    setOpenedInList(true);
    select(siteId);
  };
  return (
    <section className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_340px]" aria-label={t('overview.mapTitle')}>
      <div className="card flex flex-col overflow-hidden">
        <div
          className="relative h-[52vh] min-h-[330px] lg:h-[520px]"
          aria-label={t('map.label')}
          role="group"
        >
          <SiteMap
            sites={sites}
            selectedId={selected?.siteId}
            onSelect={select}
            describe={describe}
            locale={locale}
            themeKey={themeKey}
            assetsUrl="/map"
            labels={{
              label: t('map.label'),
              zoomIn: t('map.zoomIn'),
              zoomOut: t('map.zoomOut'),
              attribution: t('map.attribution'),
              failed: t('map.failed'),
            }}
          />
        </div>
        <div className="border-t border-line px-4 py-2.5">
          <MapLegend
            largestCount={largestCount}
            formatCount={formats.count}
            formatShare={formats.share}
            labels={{
              size: t('map.legendSize'),
              color: t('map.legendColor'),
              male: t('map.male'),
              female: t('map.female'),
              none: t('map.none'),
              notObserved: t('map.notObserved'),
            }}
          />
        </div>
      </div>
      <div className="card flex min-h-0 flex-col lg:max-h-[620px]">
        {selected ? (
          <SiteDetails
            key={selected.siteId}
            site={selected}
            formats={formats}
            takesFocus={openedInList}
            onClose={() => {
              select(undefined);
              setOpenedInList(false);
              focusInList(selected.siteId);
            }}
          />
        ) : (
          <>
            <h2 className="flex items-baseline justify-between border-b border-line px-4 py-3 font-semibold">
              <span>
                {t('overview.sitesTitle')}{' '}
                <span className="muted text-[13px] font-normal">{formats.count(sites.length)}</span>
              </span>
              <span className="muted text-[13px] font-normal">{t('site.unit')}</span>
            </h2>
            <ul id={LIST_ID} className="min-h-0 overflow-auto" data-testid="site-list">
              {[...sites]
                .sort((a, b) => totalCount(b.counts) - totalCount(a.counts) || a.name.localeCompare(b.name))
                .map((site) => (
                  <SiteItem key={site.siteId} {...{ site, largestCount, describe }} select={openFromList} />
                ))}
            </ul>
          </>
        )}
      </div>
    </section>
  );
}

function SiteItem(props: {
  site: SiteSummary;
  largestCount: number;
  describe: ReturnType<typeof useDescribeSite>;
  select: (siteId: string) => void;
}) {
  const { site } = props;
  const { detail, shareText, total } = props.describe(site);
  return (
    <li className="border-b border-line last:border-0">
      <button
        type="button"
        data-site={site.siteId}
        className="flex w-full cursor-pointer items-center gap-3 px-4 py-2 text-left -outline-offset-2 hover:bg-hover"
        onClick={() => props.select(site.siteId)}
      >
        <span className="grid w-9 flex-none place-items-center">
          <SiteMark site={site} largestCount={props.largestCount} radius={9} />
        </span>
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">{site.name}</span>
          <span className="muted block truncate text-[13px]">{site.area}</span>
        </span>
        <span className="text-right">
          {site.state === 'caught' ? (
            <>
              <span className="block font-semibold">{total}</span>
              <span className="muted block text-[13px]">{shareText}</span>
            </>
          ) : (
            <span className="muted text-[13px]">{detail}</span>
          )}
        </span>
      </button>
    </li>
  );
}
