export type Cell = string | number;

/** Columns aligned with spaces: text to the left, numbers to the right. */
export function renderTable(headers: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const widths = headers.map((header, column) =>
    Math.max(header.length, ...rows.map((row) => String(row[column] ?? '').length)),
  );
  const numeric = headers.map(
    (_, column) =>
      rows.length > 0 && rows.every((row) => typeof row[column] === 'number' || isFigure(row[column])),
  );
  const line = (cells: readonly Cell[]) =>
    widths
      .map((width, column) => {
        const text = String(cells[column] ?? '');
        return numeric[column] ? text.padStart(width) : text.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [line(headers), rule, ...rows.map(line)].join('\n');
}

/** Figures that were already formatted: `0.871`, `-3`, `87.1 %`, `-`. */
function isFigure(cell: Cell | undefined): boolean {
  return typeof cell === 'string' && /^(-|[-+]?\d[\d.,]*( ?%| ms)?)$/.test(cell);
}
