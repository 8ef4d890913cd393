'use client';
import { LaunchRunInput, TRAINING_KINDS, TrainingRunSettings } from '@natiu/contracts';
import type { DatasetVersionRow, TrainingKind } from '@natiu/contracts';
import { EmptyState } from '@natiu/ui';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { FailureNotice } from '../../../../learn/failure-notice.tsx';
import { PageHead } from '../../../../learn/page-head.tsx';
import { useFormats } from '../../../../learn/use-formats.ts';
import { useTRPC } from '../../../../trpc/client.tsx';
import { EstimateLine } from './estimate-line.tsx';
import { SettingsFields } from './settings-fields.tsx';

type Props = { versions: readonly DatasetVersionRow[]; firstVersionId: string | undefined };

export function LaunchScreen({ versions, firstVersionId }: Props) {
  const t = useTranslations('launch');
  const tRuns = useTranslations('runs');
  const head = (
    <PageHead title={t('title')} intro={t('intro')} back={{ href: '/training', label: tRuns('title') }} />
  );
  if (!firstVersionId) {
    const action = (
      <Link className="button" href="/datasets">
        {t('toDatasets')}
      </Link>
    );
    return (
      <div className="grid gap-4">
        {head}
        <EmptyState title={t('empty.title')} text={t('empty.text')} action={action} />
      </div>
    );
  }
  return (
    <div className="grid gap-4">
      {head}
      <LaunchForm versions={versions} firstVersionId={firstVersionId} />
    </div>
  );
}

function LaunchForm({ versions, firstVersionId }: { versions: Props['versions']; firstVersionId: string }) {
  const t = useTranslations('launch');
  const trpc = useTRPC();
  const router = useRouter();
  const formats = useFormats();
  const [kind, setKind] = useState<TrainingKind>('distilled-retrained');
  const [datasetVersionId, setVersionId] = useState(firstVersionId);
  const [modelName, setModelName] = useState('mosquito-n');
  const [title, setTitle] = useState('');
  const [settings, setSettings] = useState<TrainingRunSettings>(() => TrainingRunSettings.parse({}));
  const launch = useMutation(
    trpc.runs.launch.mutationOptions({ onSuccess: (run) => router.push(`/training/${run.id}`) }),
  );
  const parsed = LaunchRunInput.safeParse({ kind, datasetVersionId, modelName, title, settings });
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (parsed.success) launch.mutate(parsed.data);
      }}
    >
      <fieldset className="card grid gap-3 p-4">
        <legend className="sr-only">{t('kind')}</legend>
        <p className="font-semibold">{t('kind')}</p>
        <div className="grid gap-3 md:grid-cols-3">
          {TRAINING_KINDS.map((name) => (
            <label key={name} className="choice-card" data-chosen={kind === name}>
              <input
                type="radio"
                name="kind"
                value={name}
                checked={kind === name}
                onChange={() => setKind(name)}
              />
              <span>
                <strong>{t(`kinds.${name}.title`)}</strong>
                <span className="muted block text-[13px]">{t(`kinds.${name}.text`)}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <div className="card grid gap-4 p-4 sm:grid-cols-2 lg:grid-cols-3">
        <label className="form-row">
          <span>{t('version')}</span>
          <select
            className="field"
            name="version"
            value={datasetVersionId}
            onChange={(event) => setVersionId(event.target.value)}
          >
            {versions.map((row) => (
              <option key={row.id} value={row.id}>
                {row.datasetName} v{row.version} ({formats.count(row.counts.pictures)})
              </option>
            ))}
          </select>
        </label>
        <label className="form-row">
          <span>{t('modelName')}</span>
          <input
            className="field"
            name="modelName"
            required
            maxLength={60}
            pattern="[A-Za-z0-9][A-Za-z0-9._\-]*"
            title={t('modelNameHint')}
            value={modelName}
            onChange={(event) => setModelName(event.target.value)}
          />
        </label>
        <label className="form-row">
          <span>{t('runTitle')}</span>
          <input
            className="field"
            name="title"
            maxLength={120}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
          />
        </label>
      </div>
      <SettingsFields kind={kind} settings={settings} onChange={setSettings} />
      <div className="card flex flex-wrap items-center gap-4 p-4">
        <EstimateLine input={parsed.success ? parsed.data : undefined} />
        <button type="submit" className="button ml-auto" disabled={!parsed.success || launch.isPending}>
          {t('submit')}
        </button>
      </div>
      {!parsed.success && <p className="text-[14px]">{t('invalid')}</p>}
      <FailureNotice failure={launch.error} />
    </form>
  );
}
