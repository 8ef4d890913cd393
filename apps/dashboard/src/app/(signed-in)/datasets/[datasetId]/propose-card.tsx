'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { FailureNotice } from '../../../../learn/failure-notice.tsx';
import { useTRPC } from '../../../../trpc/client.tsx';

const DEFAULT_CONFIDENCE = 0.1;

/** A registered model proposes boxes on pictures without labels; people then review them. */
export function ProposeCard({ datasetId }: { datasetId: string }) {
  const t = useTranslations('datasets.propose');
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data: models = [] } = useQuery(trpc.models.list.queryOptions({}));
  const [chosen, setChosen] = useState<string>();
  const [confidence, setConfidence] = useState(DEFAULT_CONFIDENCE);
  const propose = useMutation(
    trpc.datasets.propose.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries({ queryKey: trpc.datasets.pathKey() }),
    }),
  );
  const modelVersionId = chosen ?? models[0]?.id;
  return (
    <details className="card px-4 py-3">
      <summary className="cursor-pointer font-semibold">{t('title')}</summary>
      <p className="muted mt-1 text-[14px]">{models.length === 0 ? t('noModel') : t('text')}</p>
      {models.length > 0 && (
        <form
          className="mt-3 flex flex-wrap items-end gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            if (modelVersionId) propose.mutate({ datasetId, modelVersionId, confidence });
          }}
        >
          <label className="form-row">
            <span>{t('model')}</span>
            <select
              className="field"
              value={modelVersionId}
              onChange={(event) => setChosen(event.target.value)}
            >
              {models.map((model) => (
                <option key={model.id} value={model.id}>
                  {model.name} v{model.version}
                </option>
              ))}
            </select>
          </label>
          <label className="form-row">
            <span>{t('confidence')}</span>
            <input
              className="field"
              type="number"
              min={0.01}
              max={1}
              step={0.01}
              required
              value={Number.isNaN(confidence) ? '' : confidence}
              onChange={(event) => setConfidence(event.target.valueAsNumber)}
            />
          </label>
          <button type="submit" className="button" disabled={propose.isPending}>
            {t('submit')}
          </button>
        </form>
      )}
      <FailureNotice failure={propose.error} />
      {propose.isSuccess && <p className="mt-2 text-[14px]">{t('queued')}</p>}
    </details>
  );
}
