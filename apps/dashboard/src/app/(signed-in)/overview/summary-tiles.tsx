'use client';
import type { Overview } from '@natiu/contracts';
import { femaleShare } from '@natiu/domain';
import { SexKey, StatTile, groupBySex } from '@natiu/ui';
import { useTranslations } from 'next-intl';
import type { Formats } from '../../../format/formats.ts';

export function SummaryTiles({ overview, formats }: { overview: Overview; formats: Formats }) {
  const t = useTranslations('overview');
  const { female, male, unsexed } = groupBySex(overview.counts);
  const share = femaleShare(overview.counts);
  const sexed = female + male;
  return (
    <dl className="grid grid-cols-2 gap-3 sm:grid-cols-3 xl:grid-cols-6">
      <StatTile
        testId="tile-female"
        mark={<SexKey sex="female" />}
        name={t('females')}
        value={formats.count(female)}
      />
      <StatTile
        testId="tile-male"
        mark={<SexKey sex="male" />}
        name={t('males')}
        value={formats.count(male)}
      />
      <StatTile
        testId="tile-unsexed"
        mark={<SexKey sex="unsexed" />}
        name={t('unsexed')}
        value={formats.count(unsexed)}
        hint={t('unsexedHint')}
      />
      <StatTile
        testId="tile-share"
        name={t('femaleShare')}
        value={share === undefined ? t('shareUndefined') : formats.share(share)}
        hint={
          share === undefined
            ? t('shareUndefinedHint')
            : t('femaleShareHint', { count: sexed, n: formats.count(sexed) })
        }
      />
      <StatTile
        testId="tile-online"
        name={t('trapsOnline')}
        value={formats.count(overview.trapsOnline)}
        unit={t('ofTraps', { total: formats.count(overview.trapsTotal) })}
      />
      <StatTile
        testId="tile-effort"
        name={t('effort')}
        value={formats.nights(overview.trapNights)}
        unit={t('trapNights')}
      />
    </dl>
  );
}
