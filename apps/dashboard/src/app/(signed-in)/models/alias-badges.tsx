'use client';
import type { ModelAlias } from '@natiu/contracts';
import { useTranslations } from 'next-intl';

const SHAPES: Record<ModelAlias, string> = { champion: '★', candidate: '◆' };

/** What a version is for the fleet: the champion that it runs, or the candidate that may follow. */
export function AliasBadges({ aliases }: { aliases: readonly ModelAlias[] }) {
  const t = useTranslations('registry.aliases');
  if (aliases.length === 0) return null;
  return (
    <span className="inline-flex flex-wrap gap-1.5">
      {aliases.map((alias) => (
        <span key={alias} className="alias-badge" data-alias={alias}>
          <span aria-hidden="true">{SHAPES[alias]}</span> {t(alias)}
        </span>
      ))}
    </span>
  );
}
