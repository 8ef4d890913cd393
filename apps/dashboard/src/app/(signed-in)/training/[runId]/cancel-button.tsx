'use client';
import type { RunView } from '../../../../learn/wire-types.ts';
import { Dialog } from '@natiu/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { FailureNotice } from '../../../../learn/failure-notice.tsx';
import { useTRPC } from '../../../../trpc/client.tsx';

export function CancelButton({ run }: { run: RunView }) {
  const t = useTranslations('runs.cancel');
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const cancel = useMutation(
    trpc.runs.cancel.mutationOptions({
      onSuccess: () => {
        setAsking(false);
        return queryClient.invalidateQueries({ queryKey: trpc.runs.pathKey() });
      },
    }),
  );
  return (
    <>
      <button
        type="button"
        className="button button-quiet"
        disabled={run.cancelRequested}
        onClick={() => setAsking(true)}
      >
        {t('button')}
      </button>
      <Dialog open={asking} title={t('title')} closeLabel={t('keep')} onClose={() => setAsking(false)}>
        <div className="grid gap-3">
          <p>{t('effect', { epochs: run.progress?.epoch ?? 0 })}</p>
          <FailureNotice failure={cancel.error} />
          <div>
            <button
              type="button"
              className="button"
              disabled={cancel.isPending}
              onClick={() => cancel.mutate({ runId: run.id })}
            >
              {t('confirm')}
            </button>
          </div>
        </div>
      </Dialog>
    </>
  );
}
