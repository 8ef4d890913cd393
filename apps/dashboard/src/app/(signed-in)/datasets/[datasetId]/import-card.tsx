'use client';
import { CLASS_NAMES } from '@natiu/domain';
import { ProgressBar } from '@natiu/ui';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { FailureNotice } from '../../../../learn/failure-notice.tsx';
import { useTRPC } from '../../../../trpc/client.tsx';
import { ACCEPTED_FILES } from './upload-files.ts';
import { useImport } from './use-import.ts';

/** Pictures or an archive from this person's computer into the data set. */
export function ImportCard({ datasetId, open }: { datasetId: string; open: boolean }) {
  const t = useTranslations('datasets.import');
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const files = useRef<HTMLInputElement>(null);
  const [names, setNames] = useState<{ foreign: string; ours: string }[]>([]);
  const job = useImport(datasetId, () => {
    if (files.current) files.current.value = '';
    void queryClient.invalidateQueries({ queryKey: trpc.datasets.pathKey() });
  });
  return (
    <details className="card px-4 py-3" open={open}>
      <summary className="cursor-pointer font-semibold">{t('title')}</summary>
      <p className="muted mt-1 max-w-3xl text-[14px]">{t('text')}</p>
      <form
        className="mt-3 grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          const mapped = names.filter(({ foreign }) => foreign.trim() !== '');
          const classMap = Object.fromEntries(mapped.map(({ foreign, ours }) => [foreign.trim(), ours]));
          void job.start([...(files.current?.files ?? [])], classMap);
        }}
      >
        <label className="form-row">
          <span>{t('files')}</span>
          <input
            ref={files}
            className="field py-2!"
            type="file"
            name="files"
            multiple
            required
            accept={ACCEPTED_FILES}
          />
        </label>
        <ClassMapFields names={names} onChange={setNames} />
        <div className="flex flex-wrap items-center gap-4">
          <button type="submit" className="button" disabled={job.state.kind === 'uploading'}>
            {t('submit')}
          </button>
          {job.state.kind === 'uploading' && (
            <>
              <span className="text-[14px]" aria-live="polite">
                {t('uploading', { done: job.state.done, total: job.state.total })}
              </span>
              <div className="w-56 max-w-full">
                <ProgressBar share={job.state.share} label={t('submit')} />
              </div>
              <button type="button" className="button button-quiet" onClick={job.cancel}>
                {t('cancel')}
              </button>
            </>
          )}
          {job.state.kind === 'queued' && <span className="text-[14px]">{t('queued')}</span>}
        </div>
        <FailureNotice failure={job.state.kind === 'failed' ? job.state.failure : null} />
      </form>
    </details>
  );
}

type Names = { foreign: string; ours: string }[];

function ClassMapFields({ names, onChange }: { names: Names; onChange: (names: Names) => void }) {
  const t = useTranslations('datasets.import');
  const tClasses = useTranslations('site.classes');
  const set = (index: number, part: Partial<Names[number]>) =>
    onChange(names.map((row, i) => (i === index ? { ...row, ...part } : row)));
  return (
    <div className="grid gap-2">
      {names.map((row, index) => (
        <div key={index} className="flex flex-wrap items-center gap-2">
          <input
            className="field w-44!"
            aria-label={t('foreignName')}
            placeholder={t('foreignName')}
            value={row.foreign}
            onChange={(event) => set(index, { foreign: event.target.value })}
          />
          <span aria-hidden="true">→</span>
          <select
            className="field w-44!"
            aria-label={t('ourName')}
            value={row.ours}
            onChange={(event) => set(index, { ours: event.target.value })}
          >
            {CLASS_NAMES.map((name) => (
              <option key={name} value={name}>
                {tClasses(name)}
              </option>
            ))}
          </select>
        </div>
      ))}
      <div>
        <button
          type="button"
          className="text-[14px] underline underline-offset-2"
          onClick={() => onChange([...names, { foreign: '', ours: CLASS_NAMES[0] }])}
        >
          {t('mapClass')}
        </button>
      </div>
    </div>
  );
}
