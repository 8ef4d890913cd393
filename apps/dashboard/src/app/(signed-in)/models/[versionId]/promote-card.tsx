'use client';
import type { ModelAlias } from '@natiu/contracts';
import { Dialog } from '@natiu/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { FailureNotice } from '../../../../learn/failure-notice.tsx';
import type { VersionView } from '../../../../learn/wire-types.ts';
import { useTRPC } from '../../../../trpc/client.tsx';
import { explainRefusal } from './explain-refusal.ts';

/** First candidate, then champion; a button that may not be pressed says why. */
export function PromoteCard({ version }: { version: VersionView }) {
  const t = useTranslations('registry.promote');
  const [asking, setAsking] = useState<ModelAlias>();
  const sayRefusal = (reason: string) => {
    const refusal = explainRefusal(reason);
    if (refusal.key === 'other') return refusal.reason;
    if (refusal.key === 'compareFirst') return t('refusals.compareFirst', { champion: refusal.champion });
    return t(`refusals.${refusal.key}`);
  };
  return (
    <section className="card grid gap-3 p-4" aria-labelledby="promote-title">
      <h2 id="promote-title" className="font-semibold">
        {t('title')}
      </h2>
      <p className="muted text-[14px]">{t('text')}</p>
      {(['candidate', 'champion'] as const).map((alias) => {
        const { allowed, reason } = version.promotion[alias];
        const held = version.aliases.includes(alias);
        return (
          <div key={alias} className="grid justify-items-start gap-1">
            <button
              type="button"
              className={alias === 'candidate' ? 'button' : 'button button-quiet'}
              disabled={!allowed || held}
              aria-describedby={`why-${alias}`}
              onClick={() => setAsking(alias)}
            >
              {t(alias)}
            </button>
            <p id={`why-${alias}`} className="muted text-[13px]">
              {held ? t(`${alias}Held`) : allowed ? t(`${alias}Hint`) : sayRefusal(reason ?? '')}
            </p>
          </div>
        );
      })}
      <Dialog
        open={asking !== undefined}
        title={asking ? t(`${asking}Title`, { model: `${version.name} v${version.version}` }) : ''}
        closeLabel={t('cancel')}
        onClose={() => setAsking(undefined)}
      >
        {asking && <ConfirmPromotion version={version} alias={asking} onDone={() => setAsking(undefined)} />}
      </Dialog>
    </section>
  );
}

type ConfirmProps = { version: VersionView; alias: ModelAlias; onDone: () => void };

function ConfirmPromotion({ version, alias, onDone }: ConfirmProps) {
  const t = useTranslations('registry.promote');
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [note, setNote] = useState('');
  const onSuccess = () => {
    onDone();
    return queryClient.invalidateQueries({ queryKey: trpc.models.pathKey() });
  };
  const toCandidate = useMutation(trpc.models.promoteToCandidate.mutationOptions({ onSuccess }));
  const toChampion = useMutation(trpc.models.promoteToChampion.mutationOptions({ onSuccess }));
  const promote = alias === 'candidate' ? toCandidate : toChampion;
  const words = note.trim();
  return (
    <form
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        promote.mutate({ versionId: version.id, ...(words ? { note: words } : {}) });
      }}
    >
      <p>{t(`${alias}Effect`, { model: `${version.name} v${version.version}` })}</p>
      <label className="form-row">
        <span>{t('note')}</span>
        <input
          className="field"
          name="note"
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </label>
      <FailureNotice failure={promote.error} />
      <div>
        <button type="submit" className="button" disabled={promote.isPending}>
          {t('confirm')}
        </button>
      </div>
    </form>
  );
}
