'use client';
import type { LaunchRunInput } from '@natiu/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { formatDuration } from '../../../../learn/format-duration.ts';
import { useTRPC } from '../../../../trpc/client.tsx';

/** How long it will take, before anybody starts it. */
export function EstimateLine({ input }: { input: LaunchRunInput | undefined }) {
  const t = useTranslations('launch.estimate');
  const tStages = useTranslations('runs.stages');
  const trpc = useTRPC();
  const options = trpc.runs.estimate.queryOptions(
    // Never asked for while the form is not valid.
    input ?? ({} as LaunchRunInput),
    { enabled: input !== undefined, placeholderData: keepPreviousData },
  );
  const { data } = useQuery(options);
  if (!data) return <p className="muted text-[14px]">{t('unknown')}</p>;
  const name = (stage: string) => (tStages.has(stage as 'teacher') ? tStages(stage as 'teacher') : stage);
  return (
    <div aria-live="polite" data-testid="estimate">
      <p className="text-lg font-semibold">{t('about', { time: formatDuration(data.seconds) })}</p>
      <p className="muted text-[13px]">
        {data.stages.map((stage) => `${name(stage.name)} ${formatDuration(stage.seconds)}`).join(' · ')}
        {' · '}
        {t(data.basis)}
      </p>
    </div>
  );
}
