'use client';
import { linkToArtefact } from '../../../../learn/link-to-artefact.ts';
import type { RunView } from '../../../../learn/wire-types.ts';
import { useTranslations } from 'next-intl';
import Link from 'next/link';

/** To the version of the model that came out of the run. */
export function ModelLink({ run }: { run: RunView }) {
  const t = useTranslations('runs');
  if (!run.modelVersionId) return null;
  return (
    <Link className="button" href={`/models/${run.modelVersionId}`}>
      {t('toModel')}
    </Link>
  );
}

/** The page that the trainer wrote about it: curves, thresholds, example errors, or what an import found. */
export function ReportLink({ run }: { run: RunView }) {
  const t = useTranslations('runs');
  const report = run.artefacts.find(({ name }) => name.endsWith('report.html'));
  if (!report) return null;
  return (
    <a className="button button-quiet" href={linkToArtefact(run.id, report.name)}>
      {t('toReport')}
    </a>
  );
}
