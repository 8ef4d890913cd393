import type { SeriesPoint } from '@natiu/contracts';
import { totalCount } from '@natiu/domain';
import { groupBySex } from '../colors.ts';

export type CountsTableProps = {
  series: readonly SeriesPoint[];
  labels: Record<
    'caption' | 'time' | 'female' | 'male' | 'unsexed' | 'total' | 'trapNights' | 'notObserved',
    string
  >;
  formatTime: (startUtc: string) => string;
  formatCount: (count: number) => string;
  formatNights: (nights: number) => string;
};

/** The chart's figures, newest first. */
export function CountsTable({ series, labels, formatTime, formatCount, formatNights }: CountsTableProps) {
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={labels.caption}>
      <table className="data-table">
        <caption className="sr-only">{labels.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{labels.time}</th>
            {(['female', 'male', 'unsexed', 'total', 'trapNights'] as const).map((key) => (
              <th key={key} scope="col" className="number">
                {labels[key]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...series].reverse().map((point) => (
            <tr key={point.startUtc}>
              <th scope="row">{formatTime(point.startUtc)}</th>
              {point.counts ? (
                <>
                  {Object.entries(groupBySex(point.counts)).map(([sex, count]) => (
                    <td key={sex} className="number">
                      {formatCount(count)}
                    </td>
                  ))}
                  <td className="number">{formatCount(totalCount(point.counts))}</td>
                </>
              ) : (
                <td colSpan={4} className="number muted">
                  {labels.notObserved}
                </td>
              )}
              <td className="number">{formatNights(point.trapNights)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
