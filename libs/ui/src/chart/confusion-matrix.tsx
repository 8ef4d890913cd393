export type ConfusionMatrixProps = {
  /** [classes + 1][classes + 1]: rows predicted, columns true, the last one is background. */
  matrix: readonly (readonly number[])[];
  /** Names of rows and columns, background last. */
  names: readonly string[];
  labels: { caption: string; predicted: string; truth: string };
  formatCount: (count: number) => string;
  formatShare: (share: number) => string;
};

/** Share of each true class (column) that was predicted as each row; background is not a class that was found. */
export function normaliseColumns(matrix: readonly (readonly number[])[]): (number | null)[][] {
  const sums = matrix.map((_, column) => matrix.reduce((sum, row) => sum + (row[column] ?? 0), 0));
  return matrix.map((row) => row.map((value, column) => (sums[column]! > 0 ? value / sums[column]! : null)));
}

/** Counts with the share of their column behind them as a shade; the diagonal is what was right. */
export function ConfusionMatrix({ matrix, names, labels, formatCount, formatShare }: ConfusionMatrixProps) {
  const shares = normaliseColumns(matrix);
  return (
    <div className="table-scroll confusion" tabIndex={0} role="region" aria-label={labels.caption}>
      <table className="data-table">
        <caption className="sr-only">{labels.caption}</caption>
        <thead>
          <tr>
            <th scope="col">
              {labels.predicted} ↓ · {labels.truth} →
            </th>
            {names.map((name) => (
              <th key={name} scope="col" className="number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {matrix.map((row, r) => (
            <tr key={names[r]}>
              <th scope="row">{names[r]}</th>
              {row.map((value, c) => {
                const share = shares[r]![c]!;
                const shade = Math.round((share ?? 0) * 55);
                return (
                  <td
                    key={names[c]}
                    className="number"
                    data-right={r === c}
                    style={{ background: `color-mix(in srgb, var(--accent) ${shade}%, transparent)` }}
                  >
                    {formatCount(value)}
                    <small>{share === null || value === 0 ? '' : formatShare(share)}</small>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
