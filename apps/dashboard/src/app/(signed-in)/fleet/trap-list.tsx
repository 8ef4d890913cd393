'use client';
import type { TrapRow } from '@natiu/contracts';
import { SexKey, StatusBadge, groupBySex } from '@natiu/ui';
import { useLocale, useTranslations } from 'next-intl';
import { useAgo, useNow } from '../../../format/use-ago.ts';
import { FORMAT_LOCALE } from '../../../i18n/locale.ts';

function useWords() {
  const t = useTranslations('fleet');
  const ago = useAgo();
  const now = useNow();
  const count = new Intl.NumberFormat(FORMAT_LOCALE[useLocale()]);
  return {
    t,
    count: (value: number) => count.format(value),
    lastSeen: (trap: TrapRow) => {
      if (trap.lastHeardAt === null) return t('neverSeen');
      return now === null ? '…' : ago(Date.parse(trap.lastHeardAt), now);
    },
  };
}

function TodayCounts({ trap, count }: { trap: TrapRow; count: (value: number) => string }) {
  const t = useTranslations('overview');
  const tSite = useTranslations('site');
  if (!trap.countsToday) return <span className="muted">{tSite('notObserved')}</span>;
  const groups = groupBySex(trap.countsToday);
  const names = { female: t('females'), male: t('males'), unsexed: t('unsexed') };
  return (
    <span className="inline-flex gap-3">
      {(['female', 'male', 'unsexed'] as const).map((sex) => (
        <span key={sex} className="inline-flex items-center gap-1.5" title={names[sex]}>
          <SexKey sex={sex} />
          <span className="sr-only">{names[sex]}</span>
          {count(groups[sex])}
        </span>
      ))}
    </span>
  );
}

function ModelCell({ trap }: { trap: TrapRow }) {
  const t = useTranslations('fleet');
  const tKinds = useTranslations('models.dataKinds');
  if (trap.modelHash === null) return <span className="muted">{t('noModel')}</span>;
  return (
    <span>
      {trap.modelName ?? t('unnamedModel')}{' '}
      <code className="muted" title={trap.modelHash}>
        {trap.modelHash.slice(0, 8)}
      </code>
      {trap.dataKind && trap.dataKind !== 'mosquitoes' && (
        <span className="muted block text-[12px]">{tKinds(trap.dataKind)}</span>
      )}
    </span>
  );
}

export function TrapTable({ traps }: { traps: readonly TrapRow[] }) {
  const { t, count, lastSeen } = useWords();
  return (
    <div className="card hidden overflow-x-auto md:block" tabIndex={0} role="region" aria-label={t('title')}>
      <table className="data-table" data-testid="trap-table">
        <thead>
          <tr>
            <th scope="col">{t('trap')}</th>
            <th scope="col">{t('site')}</th>
            <th scope="col">{t('state')}</th>
            <th scope="col">{t('lastSeen')}</th>
            <th scope="col">{t('model')}</th>
            <th scope="col" className="number" title={t('outboxHint')}>
              {t('outbox')}
            </th>
            <th scope="col" title={t('todayHint')}>
              {t('today')}
            </th>
          </tr>
        </thead>
        <tbody>
          {traps.map((trap) => (
            <tr key={trap.trapId} data-trap={trap.trapId} className="hover:bg-hover">
              <th scope="row">
                <span className="font-medium">{trap.trapId}</span>
              </th>
              <td>
                {trap.site ? (
                  <>
                    {trap.site.name}
                    <span className="muted block text-[12px]">{trap.site.area}</span>
                  </>
                ) : (
                  <span className="muted">{t('noSite')}</span>
                )}
              </td>
              <td>
                <StatusBadge state={trap.state} word={t(`states.${trap.state}`)} />
              </td>
              <td className="whitespace-nowrap">{lastSeen(trap)}</td>
              <td>
                <ModelCell trap={trap} />
              </td>
              <td className="number">{trap.outboxDepth === null ? '–' : count(trap.outboxDepth)}</td>
              <td>
                <TodayCounts trap={trap} count={count} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The same rows where there is no room for a table. */
export function TrapCards({ traps }: { traps: readonly TrapRow[] }) {
  const { t, count, lastSeen } = useWords();
  return (
    <ul className="grid grid-cols-1 gap-3 md:hidden" data-testid="trap-cards">
      {traps.map((trap) => (
        <li key={trap.trapId} className="card grid grid-cols-1 gap-2 p-4">
          <div className="flex items-start justify-between gap-3">
            <div className="min-w-0">
              <p className="truncate font-semibold">{trap.trapId}</p>
              <p className="muted text-sm">
                {trap.site ? `${trap.site.name}, ${trap.site.area}` : t('noSite')}
              </p>
            </div>
            <StatusBadge state={trap.state} word={t(`states.${trap.state}`)} />
          </div>
          <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
            <dt className="muted">{t('lastSeen')}</dt>
            <dd>{lastSeen(trap)}</dd>
            <dt className="muted">{t('model')}</dt>
            <dd>
              <ModelCell trap={trap} />
            </dd>
            <dt className="muted">{t('outbox')}</dt>
            <dd>{trap.outboxDepth === null ? '–' : count(trap.outboxDepth)}</dd>
            <dt className="muted">{t('today')}</dt>
            <dd>
              <TodayCounts trap={trap} count={count} />
            </dd>
          </dl>
        </li>
      ))}
    </ul>
  );
}
