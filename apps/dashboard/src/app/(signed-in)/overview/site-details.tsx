'use client';
import type { SiteSummary } from '@natiu/contracts';
import { CLASS_NAMES, femaleShare, totalCount } from '@natiu/domain';
import { SexKey, SiteMark } from '@natiu/ui';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import type { Formats } from '../../../format/formats.ts';

const KEY_OF = {
  Female: 'female',
  Incomplete: 'unsexed',
  Male: 'male',
  'Out of Focus': 'unsexed',
  Undefined: 'unsexed',
} as const;

const STATE_WORDS = { caught: 'caught', none: 'none', 'not-observed': 'notObserved' } as const;

/** One site: every class, also the empty ones, and the effort behind them. */
export function SiteDetails(props: {
  site: SiteSummary;
  formats: Formats;
  takesFocus: boolean;
  onClose: () => void;
}) {
  const { site, formats } = props;
  const t = useTranslations('site');
  const share = femaleShare(site.counts);
  const total = totalCount(site.counts);
  const close = useRef<HTMLButtonElement>(null);
  const { takesFocus } = props;
  useEffect(() => {
    if (takesFocus) close.current?.focus();
    // Only when it opens.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return (
    <div
      className="flex min-h-0 flex-col overflow-auto"
      data-testid="site-details"
      aria-label={t('details', { site: site.name })}
      role="group"
      onKeyDown={(event) => event.key === 'Escape' && props.onClose()}
    >
      <div className="flex items-start gap-3 border-b border-line px-4 py-3">
        <span className="pt-1">
          <SiteMark site={site} largestCount={1} radius={9} />
        </span>
        <div className="flex-1">
          <h2 className="font-semibold">{site.name}</h2>
          <p className="muted text-[13px]">{site.area}</p>
        </div>
        <button
          ref={close}
          type="button"
          className="button button-quiet min-h-8! px-3! text-sm"
          onClick={props.onClose}
        >
          {t('close')}
        </button>
      </div>
      <div className="grid gap-3 px-4 py-4">
        <p>
          <span className="text-2xl font-semibold">
            {site.state === 'caught'
              ? t('total', { count: total, n: formats.count(total) })
              : t(STATE_WORDS[site.state])}
          </span>
          <span className="muted block">
            {share === undefined ? t('noShare') : t('femaleShare', { share: formats.share(share) })}
          </span>
        </p>
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">{t('class')}</th>
              <th scope="col" className="number">
                {t('count')}
              </th>
            </tr>
          </thead>
          <tbody>
            {CLASS_NAMES.map((name) => (
              <tr key={name}>
                <th scope="row">
                  <span className="flex items-center gap-2">
                    <SexKey sex={KEY_OF[name]} /> {t(`classes.${name}`)}
                  </span>
                </th>
                <td className="number">{formats.count(site.counts[name])}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <p className="muted text-sm">
          {t('traps', { count: site.trapIds.length })} {site.trapIds.join(', ')}
          <br />
          {t('effort', { nights: formats.nights(site.trapNights) })}
        </p>
      </div>
    </div>
  );
}
