import type { SiteSummary } from '@natiu/contracts';
import { femaleShare, totalCount } from '@natiu/domain';
import { useId } from 'react';
import { colorOfShare } from '../colors.ts';
import { radiusOfCount } from './mark-size.ts';

export type MarkSite = Pick<SiteSummary, 'counts' | 'state'>;

/** Filled = caught, hollow = observed with none, hatched = not observed. */
export function SiteMark({
  site,
  largestCount,
  radius,
}: {
  site: MarkSite;
  largestCount: number;
  radius?: number;
}) {
  const hatchId = useId();
  const r = radius ?? radiusOfCount(totalCount(site.counts), largestCount);
  const size = 2 * (r + 2);
  const center = size / 2;
  return (
    <svg
      width={size}
      height={size}
      viewBox={`0 0 ${size} ${size}`}
      aria-hidden="true"
      data-state={site.state}
    >
      {site.state === 'not-observed' && (
        <defs>
          <pattern
            id={hatchId}
            width="4"
            height="4"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="4" height="4" fill="var(--surface)" />
            <line x1="0" y1="0" x2="0" y2="4" stroke="var(--muted)" strokeWidth="2" />
          </pattern>
        </defs>
      )}
      <circle cx={center} cy={center} r={r} {...paintOf(site, hatchId)} />
    </svg>
  );
}

function paintOf(site: MarkSite, hatchId: string) {
  if (site.state === 'not-observed') {
    return { fill: `url(#${hatchId})`, stroke: 'var(--muted)', strokeWidth: 1.2, strokeDasharray: '3 2' };
  }
  if (site.state === 'none') return { fill: 'var(--surface)', stroke: 'var(--ink)', strokeWidth: 2 };
  return {
    fill: colorOfShare(femaleShare(site.counts)),
    fillOpacity: 0.92,
    stroke: 'var(--mark-edge)',
    strokeWidth: 1.5,
  };
}
