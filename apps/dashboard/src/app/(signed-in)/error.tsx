'use client';
import { ErrorNotice } from '@natiu/ui';
import { useTranslations } from 'next-intl';
import { useRouter } from 'next/navigation';
import { startTransition } from 'react';

/** `digest` is what the server's log has for this failure; its message stays there. */
export default function ErrorScreen({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  const t = useTranslations('error');
  const router = useRouter();
  // What failed on the server is asked for again; `reset` alone would only draw the same failure.
  const retry = () =>
    startTransition(() => {
      router.refresh();
      reset();
    });
  return (
    <ErrorNotice
      title={t('title')}
      text={t('text')}
      reference={error.digest && t('reference', { reference: error.digest })}
      action={
        <button type="button" className="button" onClick={retry}>
          {t('retry')}
        </button>
      }
    />
  );
}
