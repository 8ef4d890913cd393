import { encodePicture, rasteriseSvg } from '@natiu/images';
import type { EpochMetrics } from './metrics-log.ts';

interface Series {
  readonly label: string;
  readonly colour: string;
  readonly values: readonly number[];
}

const WIDTH = 960;
const HEIGHT = 420;
const PANEL = { top: 50, height: 300, width: 380 } as const;

/** Losses and validation figures by epoch, as a PNG picture. */
export async function drawLossCurves(metrics: readonly EpochMetrics[], title: string): Promise<Uint8Array> {
  const losses: Series[] = [
    { label: 'box', colour: '#0077BB', values: metrics.map((line) => line.loss.box) },
    { label: 'class', colour: '#AA3377', values: metrics.map((line) => line.loss.cls) },
    { label: 'distribution', colour: '#228833', values: metrics.map((line) => line.loss.dfl) },
  ];
  if (metrics.some((line) => line.loss.distillation))
    losses.push({ label: 'teacher', colour: '#EE7733', values: metrics.map(teacherLoss) });
  const scores: Series[] = [
    { label: 'mAP50', colour: '#0077BB', values: metrics.map((line) => line.validation.map50) },
    { label: 'mAP50-95', colour: '#AA3377', values: metrics.map((line) => line.validation.map50To95) },
  ];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" font-family="sans-serif" font-size="13">
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="20" y="26" font-size="16">${escapeText(title)}</text>
${drawPanel(70, 'training loss (gains included)', losses)}
${drawPanel(550, 'validation split', scores)}
</svg>`;
  const { data } = await rasteriseSvg(svg, WIDTH, HEIGHT);
  const rgb = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let i = 0; i < WIDTH * HEIGHT; i += 1) rgb.set(data.subarray(i * 4, i * 4 + 3), i * 3);
  return encodePicture({ width: WIDTH, height: HEIGHT, data: rgb }, { format: 'png' });
}

function teacherLoss({ loss }: EpochMetrics): number {
  const { classes, boxes, features } = loss.distillation ?? { classes: 0, boxes: 0, features: 0 };
  return classes + boxes + features;
}

function drawPanel(left: number, title: string, series: readonly Series[]): string {
  const epochs = Math.max(1, series[0]!.values.length);
  const top = niceCeiling(Math.max(...series.flatMap((each) => each.values), 1e-6));
  const x = (index: number) => left + (epochs === 1 ? 0 : (index / (epochs - 1)) * PANEL.width);
  const y = (value: number) => PANEL.top + PANEL.height * (1 - value / top);
  const grid = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const value = share * top;
    return `<line x1="${left}" x2="${left + PANEL.width}" y1="${y(value)}" y2="${y(value)}" stroke="#dddddd"/>
<text x="${left - 8}" y="${y(value) + 4}" text-anchor="end" fill="#555555">${Number(value.toPrecision(2))}</text>`;
  });
  const lines = series.map((each, i) => {
    const points = each.values
      .map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`)
      .join(' ');
    return `<polyline fill="none" stroke="${each.colour}" stroke-width="2" points="${points}"/>
<text x="${left + 10 + i * 100}" y="${HEIGHT - 12}" fill="${each.colour}">${each.label}</text>`;
  });
  return `<text x="${left}" y="${PANEL.top - 10}" fill="#333333">${title}</text>
${grid.join('\n')}
<text x="${left + PANEL.width}" y="${PANEL.top + PANEL.height + 18}" text-anchor="end" fill="#555555">epoch ${epochs}</text>
<text x="${left}" y="${PANEL.top + PANEL.height + 18}" fill="#555555">1</text>
${lines.join('\n')}`;
}

/** The next of 1, 2, 2.5, 5, 10 times a power of ten. */
function niceCeiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((step) => step >= value)!;
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
