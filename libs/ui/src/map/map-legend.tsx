import { emptyCounts } from '@natiu/domain';
import { SHARE_GRADIENT } from '../colors.ts';
import { pickLegendCounts, radiusOfCount } from './mark-size.ts';
import { SiteMark } from './site-mark.tsx';

export type MapLegendProps = {
  largestCount: number;
  labels: Record<'size' | 'color' | 'male' | 'female' | 'none' | 'notObserved', string>;
  formatCount: (count: number) => string;
  formatShare: (share: number) => string;
};

export function MapLegend({ largestCount, labels, formatCount, formatShare }: MapLegendProps) {
  const counts = pickLegendCounts(largestCount);
  return (
    <div className="map-legend">
      <div>
        <p>{labels.color}</p>
        <div className="share-scale" style={{ background: SHARE_GRADIENT }} />
        <div className="share-ends">
          <span>
            {formatShare(0)} {labels.male}
          </span>
          <span>
            {formatShare(1)} {labels.female}
          </span>
        </div>
      </div>
      {counts.length > 0 && (
        <div>
          <p>{labels.size}</p>
          <div className="size-keys">
            {counts.map((count) => (
              <span key={count}>
                <SizeKey radius={radiusOfCount(count, largestCount)} />
                {formatCount(count)}
              </span>
            ))}
          </div>
        </div>
      )}
      <ul>
        <li>
          <SiteMark site={{ counts: emptyCounts(), state: 'none' }} largestCount={0} radius={6} />{' '}
          {labels.none}
        </li>
        <li>
          <SiteMark site={{ counts: emptyCounts(), state: 'not-observed' }} largestCount={0} radius={6} />{' '}
          {labels.notObserved}
        </li>
      </ul>
    </div>
  );
}

function SizeKey({ radius }: { radius: number }) {
  const size = 2 * radius + 2;
  return (
    <svg width={size} height={size} aria-hidden="true">
      <circle cx={size / 2} cy={size / 2} r={radius} fill="none" stroke="var(--muted)" strokeWidth="1.5" />
    </svg>
  );
}
