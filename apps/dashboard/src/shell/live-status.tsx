'use client';
import { LiveDot } from '@natiu/ui';
import { useTranslations } from 'next-intl';
import { useAgo, useNow } from '../format/use-ago.ts';

/** "Live · updated 3 s ago". */
export function LiveStatus({
  live,
  updatedAtMs,
  pollMs,
}: {
  live: boolean;
  updatedAtMs: number;
  pollMs: number;
}) {
  const t = useTranslations('live');
  const ago = useAgo();
  const now = useNow();
  const line = live ? t('connected') : t('polling', { seconds: pollMs / 1000 });
  return (
    <LiveDot live={live}>
      {line}
      {now !== null && ` · ${t('updated', { when: ago(updatedAtMs, now) })}`}
    </LiveDot>
  );
}
