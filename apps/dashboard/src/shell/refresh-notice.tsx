'use client';
import { Banner } from '@natiu/ui';
import { useTranslations } from 'next-intl';

/** A failure as the api reports it; `data` is absent when the server could not be reached. */
export type ApiError = { data?: { reference?: string | undefined } | null | undefined };

/** Over figures that are on the screen but could not be read again. */
export function RefreshNotice({ error }: { error: ApiError | null }) {
  const t = useTranslations('error');
  if (!error) return null;
  return (
    <Banner kind="attention">
      {t('refreshFailed')} {error.data?.reference && t('reference', { reference: error.data.reference })}
    </Banner>
  );
}
