'use client';
import { CLASS_NAMES, isClassName } from '@natiu/domain';
import { ConfusionMatrix, LinesChart, styleOfBox } from '@natiu/ui';
import { useTranslations } from 'next-intl';
import { inClassOrder } from '../../../../learn/evaluation-view.ts';
import type { EvaluationView } from '../../../../learn/evaluation-view.ts';
import { useFormats } from '../../../../learn/use-formats.ts';

/** What the run's model can do on the test split, which took no part in any choice. */
export function EvaluationCard({ evaluation }: { evaluation: EvaluationView; runId: string }) {
  const t = useTranslations('runs.evaluation');
  return (
    <section className="card grid gap-5 p-4" aria-labelledby="evaluation-title" data-testid="evaluation">
      <div>
        <h2 id="evaluation-title" className="font-semibold">
          {t('title')}
        </h2>
        <p className="muted text-[13px]">{t('text')}</p>
      </div>
      <ClassTable evaluation={evaluation} />
      <div className="grid gap-5 xl:grid-cols-2">
        <Confusion evaluation={evaluation} />
        <PrecisionRecall evaluation={evaluation} />
      </div>
    </section>
  );
}

function useClassName() {
  const t = useTranslations('site.classes');
  return (name: string) => (isClassName(name) ? t(name) : name);
}

function ClassTable({ evaluation }: { evaluation: EvaluationView }) {
  const t = useTranslations('runs.evaluation');
  const nameOf = useClassName();
  const { metric } = useFormats();
  const rows = inClassOrder(evaluation.perClass);
  return (
    <div className="overflow-x-auto">
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">{t('class')}</th>
            <th scope="col" className="number">
              mAP50
            </th>
            <th scope="col" className="number">
              mAP50-95
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, figures]) => (
            <tr key={name}>
              <th scope="row">{nameOf(name)}</th>
              <td className="number">{metric(figures.ap50)}</td>
              <td className="number">{metric(figures.ap50To95)}</td>
            </tr>
          ))}
          <tr className="font-semibold">
            <th scope="row">{t('all')}</th>
            <td className="number">{metric(evaluation.map50)}</td>
            <td className="number">{metric(evaluation.map50To95)}</td>
          </tr>
        </tbody>
      </table>
    </div>
  );
}

function Confusion({ evaluation: { confusion } }: { evaluation: EvaluationView }) {
  const t = useTranslations('runs.evaluation');
  const nameOf = useClassName();
  const formats = useFormats();
  if (!confusion || confusion.length !== CLASS_NAMES.length + 1) return null;
  return (
    <div className="min-w-0">
      <h3 className="muted mb-1 text-[13px]">{t('confusion')}</h3>
      <ConfusionMatrix
        matrix={confusion}
        names={[...CLASS_NAMES.map(nameOf), t('background')]}
        labels={{ caption: t('confusion'), predicted: t('predicted'), truth: t('truth') }}
        formatCount={formats.count}
        formatShare={formats.share}
      />
    </div>
  );
}

function PrecisionRecall({ evaluation: { precisionRecall } }: { evaluation: EvaluationView }) {
  const t = useTranslations('runs.evaluation');
  const nameOf = useClassName();
  const formats = useFormats();
  const curves = inClassOrder(precisionRecall ?? {}).filter(([, points]) => points.length > 0);
  if (curves.length === 0) return null;
  return (
    <div className="min-w-0">
      <h3 className="muted mb-1 text-[13px]">{t('precisionRecall')}</h3>
      <LinesChart
        series={curves.map(([name, points]) => ({
          key: name,
          name: nameOf(name),
          points: points.map(({ recall, precision }) => ({ x: recall, y: precision })),
          ...styleOfBox(name),
        }))}
        caption={t('precisionRecall')}
        xLabel={t('recall')}
        yLabel={t('precision')}
        formatX={formats.share}
        formatY={formats.share}
        xDomain={[0, 1]}
        yDomain={[0, 1]}
      />
    </div>
  );
}
