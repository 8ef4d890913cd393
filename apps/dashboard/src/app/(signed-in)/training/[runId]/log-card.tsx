'use client';
import type { RunLogLine } from '@natiu/contracts';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useTRPC } from '../../../../trpc/client.tsx';

const LINES = 1_000;

/** What the worker wrote; read only while somebody looks at it. */
export function LogCard({ runId, open: openFirst }: { runId: string; open: boolean }) {
  const t = useTranslations('runs.log');
  const trpc = useTRPC();
  const [open, setOpen] = useState(openFirst);
  const { data: lines = [] } = useQuery(
    trpc.runs.log.queryOptions(
      { runId, after: 0, limit: LINES },
      { enabled: open, refetchInterval: open ? 10_000 : false },
    ),
  );
  return (
    <details
      className="card px-4 py-3"
      open={openFirst}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className="cursor-pointer font-semibold">{t('title')}</summary>
      {lines.length === 0 ? (
        <p className="muted mt-2 text-[14px]">{t('none')}</p>
      ) : (
        <pre className="log-lines" tabIndex={0} role="region" aria-label={t('title')}>
          {lines.map((line: RunLogLine) => `${line.at.slice(11, 19)} ${line.stage} ${line.line}`).join('\n')}
        </pre>
      )}
    </details>
  );
}
