'use client';
import { ErrorNotice } from '@natiu/ui';
import { useTranslations } from 'next-intl';

/** `digest` is what the server's log has for this failure; its message stays there. */
export default function ErrorScreen({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  const t = useTranslations('error');
  return (
    <ErrorNotice
      title={t('title')}
      text={t('text')}
      reference={error.digest && t('reference', { reference: error.digest })}
      action={
        <button type="button" className="button" onClick={reset}>
          {t('retry')}
        </button>
      }
    />
  );
}
