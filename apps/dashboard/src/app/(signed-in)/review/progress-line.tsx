'use client';
import type { ReviewProgress } from '@natiu/contracts';
import { ProgressBar } from '@natiu/ui';
import { useTranslations } from 'next-intl';
import { useFormats } from '../../../learn/use-formats.ts';

/** How much is decided, and how: what a reviewer wants to see at a glance. */
export function ProgressLine({ progress }: { progress: ReviewProgress }) {
  const t = useTranslations('review.progress');
  const formats = useFormats();
  const { total, decided, remaining } = progress;
  const parts = (['accepted', 'corrected', 'rejected', 'drawn'] as const).filter((key) => progress[key] > 0);
  return (
    <div className="grid gap-1" data-testid="review-progress">
      <ProgressBar share={total === 0 ? 0 : decided / total} label={t('label')} />
      <p className="flex flex-wrap gap-x-3 text-[14px]">
        <span className="font-medium" data-testid="review-remaining" data-remaining={remaining}>
          {t('summary', { decided: formats.count(decided), total: formats.count(total) })}
        </span>
        {parts.map((key) => (
          <span key={key} className="muted">
            {t(key, { n: formats.count(progress[key]) })}
          </span>
        ))}
      </p>
    </div>
  );
}
