import { escapeXml } from './chart-frame.ts';

export interface HeatMapOptions {
  readonly title: string;
  readonly rowLabel: string;
  readonly columnLabel: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** [rows][columns] whole numbers, written into the cells; colour is the share within the column. */
  readonly counts: readonly (readonly number[])[];
}

const CELL = { width: 78, height: 34, left: 130, top: 70 } as const;

/** Counts in a grid, such as a confusion matrix; an SVG document. */
export function drawHeatMap(options: HeatMapOptions): string {
  const { rows, columns, counts } = options;
  const width = CELL.left + columns.length * CELL.width + 16;
  const height = CELL.top + rows.length * CELL.height + 24;
  const sums = columns.map((_, c) => counts.reduce((sum, row) => sum + (row[c] ?? 0), 0));
  const cells = counts.flatMap((row, r) =>
    row.map((count, c) => {
      const share = sums[c] === 0 ? 0 : count / sums[c]!;
      const x = CELL.left + c * CELL.width;
      const y = CELL.top + r * CELL.height;
      return (
        `<rect x="${x}" y="${y}" width="${CELL.width}" height="${CELL.height}" fill="#0077BB" ` +
        `fill-opacity="${Number((0.04 + 0.9 * share).toFixed(2))}" stroke="#ffffff"/>` +
        `<text x="${x + CELL.width / 2}" y="${y + 21}" text-anchor="middle" ` +
        `fill="${share > 0.55 ? '#ffffff' : '#111111'}">${count}</text>`
      );
    }),
  );
  const names = [
    ...columns.map(
      (name, c) =>
        `<text x="${CELL.left + (c + 0.5) * CELL.width}" y="${CELL.top - 8}" text-anchor="middle">${escapeXml(name)}</text>`,
    ),
    ...rows.map(
      (name, r) =>
        `<text x="${CELL.left - 8}" y="${CELL.top + r * CELL.height + 21}" text-anchor="end">${escapeXml(name)}</text>`,
    ),
  ];
  const { title, rowLabel, columnLabel } = options;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
    `font-family="sans-serif" font-size="11" fill="#222222" role="img" aria-label="${escapeXml(title)}">` +
    `<rect width="100%" height="100%" fill="#ffffff"/>` +
    `<text x="12" y="22" font-size="15" fill="#111111">${escapeXml(title)}</text>` +
    `<text x="${CELL.left}" y="42">${escapeXml(columnLabel)} &#8594;</text>` +
    `<text x="12" y="${CELL.top - 8}">${escapeXml(rowLabel)} &#8595;</text>` +
    `${cells.join('')}${names.join('')}</svg>`
  );
}
