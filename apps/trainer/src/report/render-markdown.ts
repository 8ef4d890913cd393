import { PICTURES_FOLDER, fileNameOf } from './report-document.ts';
import type { ReportBlock, ReportDocument } from './report-document.ts';

/** Signs that Markdown would take as its own. */
const escapeText = (text: string) => text.replace(/([\\`*_<>|[\]])/g, '\\$1').replace(/\r?\n/g, ' ');

function renderTable(headers: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) =>
    `| ${cells.map((cell) => escapeText(String(cell))).join(' | ')} |`;
  return [line(headers), line(headers.map(() => '---')), ...rows.map(line)].join('\n');
}

function renderBlock(block: ReportBlock): string {
  if (block.kind === 'text') return escapeText(block.text);
  if (block.kind === 'list') return block.items.map((item) => `- ${escapeText(item)}`).join('\n');
  if (block.kind === 'table') return renderTable(block.headers, block.rows);
  const caption = escapeText(block.caption);
  return `![${caption}](${PICTURES_FOLDER}/${fileNameOf(block)})\n\n${caption}`;
}

/** Markdown whose pictures lie in the folder beside it. */
export function renderMarkdown(report: ReportDocument): string {
  const sections = report.sections.map(
    ({ heading, blocks }) => `## ${escapeText(heading)}\n\n${blocks.map(renderBlock).join('\n\n')}`,
  );
  return `# ${escapeText(report.title)}\n\n${escapeText(report.summary)}\n\n${sections.join('\n\n')}\n`;
}
