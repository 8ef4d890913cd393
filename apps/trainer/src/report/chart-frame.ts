/** Told apart by people who do not see all colours (Paul Tol's bright and vibrant sets). */
export const COLOURS = ['#0077BB', '#AA3377', '#228833', '#EE7733', '#33BBEE', '#666666'] as const;

export const CHART = { width: 560, height: 380 } as const;
/** Where the data are drawn, in pixels of the chart. */
export const PLOT = { left: 62, top: 40, right: 540, bottom: 286 } as const;

export type Range = readonly [from: number, to: number];

export interface FrameOptions {
  readonly title: string;
  /** With the unit. */
  readonly xLabel: string;
  readonly yLabel: string;
  readonly yRange: Range;
}

export interface LegendEntry {
  readonly label: string;
  readonly colour: string;
  readonly dashed?: boolean;
}

export function escapeXml(text: string): string {
  return text.replace(/[<>&"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** The next of 1, 2, 2.5, 5, 10 times a power of ten. */
export function ceilNicely(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((step) => step >= value * (1 - 1e-9))!;
}

/** Round numbers inside the range, about five of them. */
export function chooseTicks([from, to]: Range): number[] {
  const step = ceilNicely((to - from) / 6);
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(10)));
}

export function placeY(value: number, [from, to]: Range): number {
  return PLOT.bottom - ((value - from) / (to - from)) * (PLOT.bottom - PLOT.top);
}

export function placeX(value: number, [from, to]: Range): number {
  return PLOT.left + ((value - from) / (to - from)) * (PLOT.right - PLOT.left);
}

export const pixel = (value: number) => Number(value.toFixed(1));

function drawYAxis({ yLabel, yRange }: FrameOptions): string {
  const middle = (PLOT.top + PLOT.bottom) / 2;
  const ticks = chooseTicks(yRange).map((value) => {
    const y = pixel(placeY(value, yRange));
    return (
      `<line x1="${PLOT.left}" x2="${PLOT.right}" y1="${y}" y2="${y}" stroke="#dddddd"/>` +
      `<text x="${PLOT.left - 8}" y="${y + 4}" text-anchor="end" fill="#444444">${value}</text>`
    );
  });
  return (
    ticks.join('') +
    `<text transform="translate(16 ${middle}) rotate(-90)" text-anchor="middle" fill="#222222">` +
    `${escapeXml(yLabel)}</text>`
  );
}

/** As many legend entries per line as fit, by the longest label. */
function countColumns(entries: readonly LegendEntry[]): number {
  const longest = Math.max(0, ...entries.map(({ label }) => label.length));
  return Math.max(
    1,
    Math.min(4, entries.length, Math.floor((PLOT.right - PLOT.left) / (36 + 6.2 * longest))),
  );
}

/** Legend below the axis. */
function drawLegend(entries: readonly LegendEntry[]): string {
  const columns = countColumns(entries);
  const width = (PLOT.right - PLOT.left) / columns;
  const parts = entries.map(({ label, colour, dashed }, i) => {
    const x = pixel(PLOT.left + (i % columns) * width);
    const y = PLOT.bottom + 60 + Math.floor(i / columns) * 18;
    return (
      `<line x1="${x}" x2="${x + 18}" y1="${y - 4}" y2="${y - 4}" stroke="${colour}" stroke-width="3"` +
      `${dashed ? ' stroke-dasharray="5 3"' : ''}/>` +
      `<text x="${x + 23}" y="${y}" fill="#222222">${escapeXml(label)}</text>`
    );
  });
  return parts.join('');
}

/** A whole chart: title, y axis, what is drawn inside, legend. The caller draws the x axis, which has many kinds. */
export function drawFrame(options: FrameOptions, body: string, legend: readonly LegendEntry[]): string {
  const lines = Math.ceil(legend.length / countColumns(legend));
  const height = PLOT.bottom + 50 + 18 * Math.max(1, lines) + 10;
  const middle = (PLOT.left + PLOT.right) / 2;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${CHART.width} ${height}" width="${CHART.width}" ` +
    `height="${height}" font-family="sans-serif" font-size="12" role="img" ` +
    `aria-label="${escapeXml(options.title)}"><rect width="100%" height="100%" fill="#ffffff"/>` +
    `<text x="${PLOT.left}" y="24" font-size="15" fill="#111111">${escapeXml(options.title)}</text>` +
    drawYAxis(options) +
    `<line x1="${PLOT.left}" x2="${PLOT.right}" y1="${PLOT.bottom}" y2="${PLOT.bottom}" stroke="#444444"/>` +
    `<text x="${middle}" y="${PLOT.bottom + 38}" text-anchor="middle" fill="#222222">` +
    `${escapeXml(options.xLabel)}</text>${body}${drawLegend(legend)}</svg>`
  );
}
