'use client';
import type { RunView } from '../../../../learn/wire-types.ts';
import { useTranslations } from 'next-intl';
import { z } from 'zod';
import { formatDuration } from '../../../../learn/format-duration.ts';
import { linkToArtefact } from '../../../../learn/link-to-artefact.ts';
import { useFormats } from '../../../../learn/use-formats.ts';

const Settings = z.record(z.string(), z.unknown());

function formatValue(value: unknown): string {
  if (Array.isArray(value)) return value.map(formatValue).join(', ');
  if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  return String(value);
}

/** Settings, times, files: what somebody needs who wants to repeat the run. */
export function FactsCard({ run }: { run: RunView }) {
  const t = useTranslations('runs');
  const tSettings = useTranslations('launch.settings');
  const formats = useFormats();
  const settings = Object.entries(Settings.safeParse(run.settings).data ?? {});
  const nameOf = (key: string) => (tSettings.has(key as 'epochs') ? tSettings(key as 'epochs') : key);
  const when = (at: string | null) => (at ? `${formats.dateTime(at)} UTC` : '–');
  return (
    <details className="card px-4 py-3">
      <summary className="cursor-pointer font-semibold">{t('facts.title')}</summary>
      <div className="mt-3 grid gap-6 md:grid-cols-2">
        <dl className="fact-list">
          <Fact name={t('facts.by')} value={run.createdBy ?? '–'} />
          <Fact name={t('facts.created')} value={when(run.createdAt)} />
          <Fact name={t('facts.started')} value={when(run.startedAt)} />
          <Fact name={t('facts.finished')} value={when(run.finishedAt)} />
          <Fact name={t('facts.worker')} value={run.worker ?? '–'} />
          <Fact name={t('facts.attempt')} value={formats.count(run.attempt)} />
          {Object.entries(run.timings).map(([stage, seconds]) => (
            <Fact
              key={stage}
              name={t.has(`stages.${stage as 'teacher'}`) ? t(`stages.${stage as 'teacher'}`) : stage}
              value={formatDuration(seconds)}
            />
          ))}
        </dl>
        <dl className="fact-list">
          {settings.map(([key, value]) => (
            <Fact key={key} name={nameOf(key)} value={formatValue(value)} />
          ))}
        </dl>
      </div>
      {run.artefacts.length > 0 && (
        <>
          <h3 className="mt-4 mb-1 text-[14px] font-semibold">{t('facts.files')}</h3>
          <ul className="flex flex-wrap gap-x-5 gap-y-1 text-[14px]">
            {run.artefacts.map((file) => (
              <li key={file.name}>
                <a className="underline underline-offset-2" href={linkToArtefact(run.id, file.name)}>
                  {file.name}
                </a>{' '}
                <span className="muted">{formats.count(Math.ceil(file.bytes / 1000))} kB</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </details>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
