import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../training/checkpoint.ts';
import { PICTURES_FOLDER, fileNameOf } from './report-document.ts';
import type { ReportDocument } from './report-document.ts';
import { renderHtml } from './render-html.ts';
import { renderMarkdown } from './render-markdown.ts';

export interface WrittenReport {
  readonly html: string;
  readonly markdown: string;
}

/** Writes `report.html` (self-contained), `report.md` and the pictures that it shows; an older report is replaced. */
export async function writeReport(dir: string, report: ReportDocument): Promise<WrittenReport> {
  await mkdir(join(dir, PICTURES_FOLDER), { recursive: true });
  for (const block of report.sections.flatMap((section) => section.blocks)) {
    if (block.kind !== 'chart' && block.kind !== 'picture') continue;
    const content = block.kind === 'chart' ? block.svg : block.jpeg;
    await writeAtomically(join(dir, PICTURES_FOLDER, fileNameOf(block)), content);
  }
  const paths = { html: join(dir, 'report.html'), markdown: join(dir, 'report.md') };
  await writeAtomically(paths.markdown, renderMarkdown(report));
  await writeAtomically(paths.html, renderHtml(report));
  return paths;
}
