'use client';
import type { Overview } from '@natiu/contracts';
import { VIEW_STALE_AFTER_MS } from '@natiu/domain';
import { Banner } from '@natiu/ui';
import { useTranslations } from 'next-intl';
import { splitAge } from '../../../format/ago.ts';
import { useNow } from '../../../format/use-ago.ts';
import { RefreshNotice } from '../../../shell/refresh-notice.tsx';
import type { ApiError } from '../../../shell/refresh-notice.tsx';

/** What a person must know before believing the figures below. */
export function OverviewNotices({ overview, error }: { overview: Overview; error: ApiError | null }) {
  const t = useTranslations('overview');
  const tAge = useTranslations('age');
  const now = useNow();
  const ageMs = overview.lastCountAt && now ? now - Date.parse(overview.lastCountAt) : 0;
  const age = splitAge(ageMs);
  const kinds = new Set(overview.models.map((model) => model.dataKind));
  return (
    <>
      <RefreshNotice error={error} />
      {ageMs > VIEW_STALE_AFTER_MS && (
        <Banner kind="attention">{t('stale', { age: tAge(age.unit, { n: age.n }) })}</Banner>
      )}
      {overview.lastCountAt === null && (
        <Banner kind="note">
          <strong>{t('empty.waitingTitle')}.</strong> {t('empty.waitingText')}
        </Banner>
      )}
      {kinds.has('rendered') && <Banner kind="note">{t('rendered')}</Banner>}
      {kinds.has('unregistered') && <Banner kind="attention">{t('unregistered')}</Banner>}
    </>
  );
}
