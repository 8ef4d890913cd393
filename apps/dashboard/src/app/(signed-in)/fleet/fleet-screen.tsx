'use client';
import type { TrapRow } from '@natiu/contracts';
import { EmptyState } from '@natiu/ui';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { LiveStatus } from '../../../shell/live-status.tsx';
import { belongsElsewhere } from '../../../shell/read-keys.ts';
import { RefreshNotice } from '../../../shell/refresh-notice.tsx';
import { useLive } from '../../../shell/use-live.ts';
import { useTRPC } from '../../../trpc/client.tsx';
import { searchTraps } from './search-traps.ts';
import { TrapCards, TrapTable } from './trap-list.tsx';

/** `/` goes to the search, unless the person is writing somewhere. */
function useSearchKey() {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== '/' || belongsElsewhere(event)) return;
      event.preventDefault();
      field.current?.focus();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return field;
}

export function FleetScreen({ initial }: { initial: TrapRow[] }) {
  const t = useTranslations('fleet');
  const trpc = useTRPC();
  const { live, pollMs } = useLive();
  const query = useQuery(
    trpc.fleet.traps.queryOptions(undefined, { initialData: initial, refetchInterval: pollMs }),
  );
  const [words, setWords] = useState('');
  const field = useSearchKey();
  const traps = query.data;
  const found = searchTraps(traps, words);
  const online = traps.filter((trap) => trap.state === 'online').length;
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-end gap-x-4 gap-y-3">
        <div className="mr-auto">
          <h1 className="text-2xl font-semibold tracking-tight">{t('title')}</h1>
          <div className="flex flex-wrap items-center gap-x-3">
            <span className="text-[13px] font-medium" data-testid="fleet-summary">
              {t('summary', { online, total: traps.length })}
            </span>
            <LiveStatus live={live} pollMs={pollMs} updatedAtMs={query.dataUpdatedAt} />
          </div>
        </div>
        <input
          ref={field}
          type="search"
          className="field sm:w-80!"
          placeholder={t('search')}
          aria-label={t('searchLabel')}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
      </div>
      <RefreshNotice error={query.error} />
      {traps.length === 0 ? (
        <EmptyState title={t('empty.title')} text={t('empty.text')} command="npm start" />
      ) : found.length === 0 ? (
        <div className="card flex flex-wrap items-center gap-4 p-6">
          <p>{t('noMatch', { query: words })}</p>
          <button type="button" className="button button-quiet" onClick={() => setWords('')}>
            {t('clear')}
          </button>
        </div>
      ) : (
        <>
          <TrapTable traps={found} />
          <TrapCards traps={found} />
        </>
      )}
    </div>
  );
}
