'use client';
import { PictureKind } from '@natiu/contracts';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { FailureNotice } from '../../../learn/failure-notice.tsx';
import { useTRPC } from '../../../trpc/client.tsx';

export function CreateDatasetForm({ autoFocus = false }: { autoFocus?: boolean }) {
  const t = useTranslations('datasets.create');
  const tKinds = useTranslations('models.dataKinds');
  const trpc = useTRPC();
  const router = useRouter();
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [kind, setKind] = useState<PictureKind>('mosquitoes');
  const create = useMutation(
    trpc.datasets.create.mutationOptions({ onSuccess: (row) => router.push(`/datasets/${row.id}`) }),
  );
  return (
    <form
      className="grid w-full max-w-xl gap-3 text-left"
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate({ name, description, kind });
      }}
    >
      <label className="form-row">
        <span>{t('name')}</span>
        <input
          className="field"
          name="name"
          required
          pattern="[\p{L}\p{N}][\p{L}\p{N} ._\-]*"
          title={t('nameHint')}
          maxLength={80}
          autoFocus={autoFocus}
          placeholder={t('nameExample')}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <label className="form-row">
        <span>{t('kind')}</span>
        <select
          className="field"
          name="kind"
          value={kind}
          onChange={(event) => setKind(PictureKind.parse(event.target.value))}
        >
          {PictureKind.options.map((option) => (
            <option key={option} value={option}>
              {tKinds(option)}
            </option>
          ))}
        </select>
      </label>
      <label className="form-row">
        <span>{t('description')}</span>
        <input
          className="field"
          name="description"
          maxLength={500}
          value={description}
          onChange={(event) => setDescription(event.target.value)}
        />
      </label>
      <FailureNotice failure={create.error} />
      <div>
        <button type="submit" className="button" disabled={create.isPending}>
          {t('submit')}
        </button>
      </div>
    </form>
  );
}
