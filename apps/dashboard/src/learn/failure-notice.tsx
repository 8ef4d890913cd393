'use client';
import { Banner } from '@natiu/ui';
import { useTranslations } from 'next-intl';

/** As the api reports it; `data` is absent when the server could not be reached. */
export type Failure = {
  message: string;
  data?: { code?: string; reference?: string | undefined } | null | undefined;
};

/** Codes whose message was written for the person who acts. */
const SPOKEN = new Set(['BAD_REQUEST', 'CONFLICT', 'NOT_FOUND', 'FORBIDDEN']);

/** What did not work, in the server's own words where they are meant for people. */
export function FailureNotice({ failure }: { failure: Failure | null | undefined }) {
  const t = useTranslations('learn.failure');
  const tError = useTranslations('error');
  if (!failure) return null;
  const code = failure.data?.code;
  const text = code === undefined ? t('unreachable') : SPOKEN.has(code) ? failure.message : t('unknown');
  return (
    <div role="alert">
      <Banner kind="attention">
        {text} {failure.data?.reference && tError('reference', { reference: failure.data.reference })}
      </Banner>
    </div>
  );
}
