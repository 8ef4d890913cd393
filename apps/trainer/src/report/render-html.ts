import { escapeXml } from './chart-frame.ts';
import type { ReportBlock, ReportDocument } from './report-document.ts';

const STYLE = `
body{font:16px/1.5 system-ui,sans-serif;color:#1b1b1b;background:#fff;max-width:1240px;margin:0 auto;padding:1.5rem}
h1{font-size:1.7rem;margin:0 0 .3rem}h2{font-size:1.25rem;margin:2rem 0 .5rem;border-bottom:1px solid #ddd}
table{border-collapse:collapse;margin:.6rem 0;font-variant-numeric:tabular-nums}
th,td{border:1px solid #ccc;padding:.25rem .6rem;text-align:left}th{background:#f3f3f3}
td.number{text-align:right}figure{margin:.6rem 1rem .6rem 0;display:inline-block;vertical-align:top;max-width:100%}
figure svg,figure img{max-width:100%;height:auto}figcaption{font-size:.9rem;color:#444;max-width:36rem}
.wide{overflow-x:auto}`;

const isNumber = (cell: string | number) =>
  typeof cell === 'number' || /^[-+]?\d[\d.,]*( ?(%|ms|px))?( ?± ?\d[\d.]*)?$/.test(cell);

function renderTable(block: ReportBlock & { kind: 'table' }): string {
  const head = block.headers.map((header) => `<th scope="col">${escapeXml(header)}</th>`).join('');
  const rows = block.rows.map((row) => {
    const cells = row.map(
      (cell) => `<td${isNumber(cell) ? ' class="number"' : ''}>${escapeXml(String(cell))}</td>`,
    );
    return `<tr>${cells.join('')}</tr>`;
  });
  return `<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

function renderBlock(block: ReportBlock): string {
  if (block.kind === 'text') return `<p>${escapeXml(block.text)}</p>`;
  if (block.kind === 'list')
    return `<ul>${block.items.map((item) => `<li>${escapeXml(item)}</li>`).join('')}</ul>`;
  if (block.kind === 'table') return renderTable(block);
  const caption = escapeXml(block.caption);
  const picture =
    block.kind === 'chart'
      ? block.svg
      : `<img alt="${caption}" src="data:image/jpeg;base64,${Buffer.from(block.jpeg).toString('base64')}">`;
  return `<figure>${picture}<figcaption>${caption}</figcaption></figure>`;
}

/** One self-contained page: opens without a server or a network. */
export function renderHtml(report: ReportDocument): string {
  const sections = report.sections.map(
    ({ heading, blocks }) =>
      `<section><h2>${escapeXml(heading)}</h2>\n${blocks.map(renderBlock).join('\n')}</section>`,
  );
  return (
    `<!doctype html>\n<html lang="en"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width, initial-scale=1">` +
    `<title>${escapeXml(report.title)}</title><style>${STYLE}</style></head>\n<body>` +
    `<h1>${escapeXml(report.title)}</h1><p>${escapeXml(report.summary)}</p>\n` +
    `${sections.join('\n')}\n</body></html>\n`
  );
}
