import { join } from 'node:path';
import { checkSource } from '@natiu/dataset';
import type { CheckReport } from '@natiu/dataset';
import { printJsonLine, renderTable } from '@natiu/terminal';
import type { Command } from '@natiu/terminal';
import { createPhaseProgress } from '../dataset/phase-progress.ts';
import { addSourceOptions, toInspectOptions } from '../dataset/source-options.ts';
import type { SourceOptions } from '../dataset/source-options.ts';

interface CheckCommandOptions extends SourceOptions {
  readonly source: string;
  readonly out?: string;
}

function describe(report: CheckReport, out: string | undefined): string {
  const { classNames, splits, warnings } = report;
  const rows = splits.map(({ split, pictures, background, groups, boxes }) => [
    ...[split, pictures, background, groups],
    ...classNames.map((name) => boxes[name]),
  ]);
  const lines = [
    `Form: ${report.form}${report.isRoboflow ? ' (Roboflow export)' : ''}; ${report.pictures} pictures, ` +
      `${report.refused} files refused`,
    renderTable(['Split', 'Pictures', 'Background', 'Sources', ...classNames], rows),
    ...(warnings.length === 0 ? ['Nothing to complain about.'] : warnings.map((text) => `- ${text}`)),
    ...(out === undefined ? [] : [`With pictures: ${join(out, 'report.html')}`]),
  ];
  return `${lines.join('\n')}\n`;
}

async function runCheck(options: CheckCommandOptions): Promise<void> {
  const progress = createPhaseProgress({ reading: 'Reading' });
  try {
    const report = await checkSource(options.source, {
      ...toInspectOptions(options),
      ...(options.out === undefined ? {} : { out: options.out }),
      onProgress: (done, total) => progress.report('reading', done, total),
    });
    progress.finish();
    if (options.json) printJsonLine(report);
    else process.stdout.write(describe(report, options.out));
  } finally {
    progress.finish();
  }
}

/** `trainer dataset check`: what is wrong with a set before anybody trains on it. */
export function registerDatasetCheck(parent: Command): void {
  const command = parent
    .command('check')
    .description('look at every picture and label: unreadable, equal, torn between splits, class balance')
    .requiredOption('--source <path>', 'folder or archive in any known form')
    .option('--out <dir>', 'folder for report.html (with pictures) and report.json')
    .option('--json', 'print the whole report as one JSON object on the last line');
  addSourceOptions(command).action((options: CheckCommandOptions) => runCheck(options));
}
