'use client';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { splitAge } from './ago.ts';

/** The present, again every second; null until the page runs in the browser, so that both render the same. */
export function useNow(): number | null {
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    const first = setTimeout(() => setNow(Date.now()), 0);
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => {
      clearTimeout(first);
      clearInterval(timer);
    };
  }, []);
  return now;
}

/** "12 s ago" in the person's language. */
export function useAgo(): (atMs: number, nowMs: number) => string {
  const t = useTranslations('ago');
  return (atMs, nowMs) => {
    const { unit, n } = splitAge(nowMs - atMs);
    return unit === 'seconds' && n < 1 ? t('now') : t(unit, { n });
  };
}
