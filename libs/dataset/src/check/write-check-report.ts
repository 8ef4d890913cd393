import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspectSource } from '../import/inspect-source.ts';
import type { InspectOptions } from '../import/inspect-source.ts';
import { checkPictures } from './check-pictures.ts';
import type { CheckReport } from './check-report.ts';
import { renderCheckReport } from './report-html.ts';

export interface CheckOptions extends InspectOptions {
  /** Folder for `report.json` and `report.html`; without it only the report comes back. */
  readonly out?: string;
}

/** Checks a folder or archive in any known form and writes what was found, with pictures to look at. */
export async function checkSource(path: string, options: CheckOptions = {}): Promise<CheckReport> {
  const source = await inspectSource(path, options);
  try {
    const report = checkPictures(source);
    if (options.out !== undefined) {
      await mkdir(options.out, { recursive: true });
      await writeFile(join(options.out, 'report.json'), `${JSON.stringify(report, null, 1)}\n`);
      await writeFile(join(options.out, 'report.html'), await renderCheckReport(report, source));
    }
    return report;
  } finally {
    await source.close();
  }
}
