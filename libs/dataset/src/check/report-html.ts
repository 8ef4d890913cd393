import type { InspectedPicture } from '../import/inspect-picture.ts';
import type { InspectedSource } from '../import/inspect-source.ts';
import type { CheckReport, ReportedPicture } from './check-report.ts';
import { makeThumbnail } from './thumbnail.ts';

const PICTURES_PER_SECTION = 24;

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1c2430}
h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2.2rem;border-bottom:1px solid #d5dae1}
table{border-collapse:collapse}td,th{padding:.2rem .8rem;text-align:right;border-bottom:1px solid #e6e9ee}
td:first-child,th:first-child{text-align:left}.row{display:flex;flex-wrap:wrap;gap:.8rem}
figure{margin:0;max-width:150px}figcaption{font-size:.75rem;overflow-wrap:anywhere;color:#556}
.set{display:flex;gap:.4rem;border:1px solid #d5dae1;border-radius:6px;padding:.4rem;flex-wrap:wrap}
.warn{background:#fff6e0;border-left:4px solid #d08a00;padding:.4rem .8rem;margin:.3rem 0}
.good{background:#e9f6ec;border-left:4px solid #2b8a3e;padding:.4rem .8rem}.more{color:#667}
li{overflow-wrap:anywhere}`;

/** One HTML file with small pictures inside; nothing is loaded from elsewhere. */
export async function renderCheckReport(report: CheckReport, source: InspectedSource): Promise<string> {
  const byPath = new Map(source.pictures.map((picture) => [picture.path, picture]));
  const sections = [
    ...renderSummary(report),
    renderBalance(report),
    renderRefusals(report),
    await renderSets('Nearly equal pictures in different splits', nearSets(report, true), byPath),
    await renderSets('Equal pictures', exactSets(report), byPath),
    await renderSets('Nearly equal pictures in one split', nearSets(report, false), byPath),
    await renderSets('Sources in more than one split', tornSets(report), byPath),
    await renderFindings(report, byPath),
    await renderBackgrounds(report, byPath),
    renderRules(report),
  ];
  return (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">' +
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">` +
    '<meta name="viewport" content="width=device-width,initial-scale=1">' +
    `<title>Check of ${escapeHtml(report.source)}</title><style>${STYLE}</style></head><body>${sections.join('\n')}</body></html>\n`
  );
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

function renderSummary(report: CheckReport): string[] {
  const { pictures, refused, boxes, background, groups, form, isRoboflow } = report;
  const warnings = report.warnings.map((text) => `<p class="warn">${escapeHtml(text)}</p>`).join('');
  return [
    `<h1>Check of ${escapeHtml(report.source)}</h1>`,
    `<p>Form: ${form}${isRoboflow ? ' (Roboflow export)' : ''}. ${pictures} pictures with ${boxes} boxes, ` +
      `${background} without any, from ${groups} sources; ${refused} files refused.</p>`,
    warnings === '' ? '<p class="good">Nothing to complain about.</p>' : warnings,
  ];
}

function renderBalance({ splits, classNames, sizes }: CheckReport): string {
  const head = ['Split', 'Pictures', 'Background', 'Sources', ...classNames].map(
    (name) => `<th>${escapeHtml(name)}</th>`,
  );
  const rows = splits.map(({ split, pictures, background, groups, boxes }) => {
    const cells = [split, pictures, background, groups, ...classNames.map((name) => boxes[name])];
    return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  });
  const sizeList = sizes
    .slice(0, 8)
    .map(({ width, height, pictures }) => `${width} x ${height}: ${pictures}`);
  return (
    `<h2>Class balance</h2><table><tr>${head.join('')}</tr>${rows.join('')}</table>` +
    `<p>Sizes in pixels: ${sizeList.join(', ')}${sizes.length > 8 ? ` and ${sizes.length - 8} more` : ''}</p>`
  );
}

function renderRefusals({ refusals }: CheckReport): string {
  if (refusals.length === 0) return '';
  const items = refusals.map(
    ({ path, reason }) => `<li><b>${escapeHtml(path)}</b>: ${escapeHtml(reason)}</li>`,
  );
  return `<h2>Refused (${refusals.length})</h2><ul>${items.slice(0, 500).join('')}</ul>${more(items.length, 500)}`;
}

interface PictureSet {
  readonly caption: string;
  readonly pictures: readonly ReportedPicture[];
}

function nearSets({ nearDuplicates }: CheckReport, isAcross: boolean): PictureSet[] {
  return nearDuplicates
    .filter((pair) => pair.isAcrossSplits === isAcross)
    .map(({ pictures, similarity, isTurned }) => ({
      pictures,
      caption: `correlation ${similarity.toFixed(3)}${isTurned ? ', mirrored or turned' : ''}`,
    }));
}

function exactSets({ duplicates }: CheckReport): PictureSet[] {
  return duplicates.map(({ pictures, hasSameLabels }) => ({
    pictures,
    caption: hasSameLabels ? 'same boxes' : 'different boxes',
  }));
}

function tornSets({ groupsAcrossSplits }: CheckReport): PictureSet[] {
  return groupsAcrossSplits.map(({ group, pictures }) => ({ pictures, caption: group }));
}

type Known = ReadonlyMap<string, InspectedPicture>;

async function renderSets(title: string, sets: readonly PictureSet[], known: Known): Promise<string> {
  if (sets.length === 0) return '';
  const shown: string[] = [];
  for (const { caption, pictures } of sets.slice(0, PICTURES_PER_SECTION)) {
    const figures = await Promise.all(pictures.slice(0, 4).map((picture) => renderFigure(picture, known)));
    shown.push(`<div><div class="set">${figures.join('')}</div><small>${escapeHtml(caption)}</small></div>`);
  }
  return section(title, sets.length, shown);
}

async function renderFindings({ findings }: CheckReport, known: Known): Promise<string> {
  if (findings.length === 0) return '';
  const shown = await Promise.all(
    findings
      .slice(0, PICTURES_PER_SECTION)
      .map(({ path, message }) =>
        renderFigure({ path, split: known.get(path)?.split ?? 'none' }, known, message),
      ),
  );
  return section('Put right, or worth a look', findings.length, shown);
}

async function renderBackgrounds({ backgrounds }: CheckReport, known: Known): Promise<string> {
  if (backgrounds.length === 0) return '';
  const shown = await Promise.all(
    backgrounds.slice(0, PICTURES_PER_SECTION).map((picture) => renderFigure(picture, known)),
  );
  return section('Without insects: is that so?', backgrounds.length, shown);
}

async function renderFigure({ path, split }: ReportedPicture, known: Known, text?: string): Promise<string> {
  const picture = known.get(path);
  const image = picture === undefined ? '' : `<img alt="" src="${await makeThumbnail(picture)}">`;
  const caption = `${path} (${split})${text === undefined ? '' : `: ${text}`}`;
  return `<figure>${image}<figcaption>${escapeHtml(caption)}</figcaption></figure>`;
}

function section(title: string, total: number, shown: readonly string[]): string {
  return `<h2>${escapeHtml(title)} (${total})</h2><div class="row">${shown.join('')}</div>${more(total, shown.length)}`;
}

function more(total: number, shown: number): string {
  return total > shown ? `<p class="more">and ${total - shown} more: see report.json</p>` : '';
}

function renderRules({ thresholds, notes }: CheckReport): string {
  const rules = Object.entries(thresholds).map(([name, value]) => `<li>${escapeHtml(name)}: ${value}</li>`);
  const remarks = notes.map((note) => `<li>${escapeHtml(note)}</li>`);
  return `<h2>Rules that were used</h2><ul>${rules.join('')}${remarks.join('')}</ul>`;
}
