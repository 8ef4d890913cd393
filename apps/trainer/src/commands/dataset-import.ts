import { importPictures } from '@natiu/dataset';
import type { Provenance } from '@natiu/dataset';
import { printJsonLine } from '@natiu/terminal';
import type { Command } from '@natiu/terminal';
import { createPhaseProgress } from '../dataset/phase-progress.ts';
import { addMapOption, addSourceOptions, toInspectOptions } from '../dataset/source-options.ts';
import type { SourceOptions } from '../dataset/source-options.ts';

interface ImportCommandOptions extends SourceOptions {
  readonly source: string;
  readonly out: string;
  readonly keepClasses?: boolean;
}

const LISTED = 10;

function summarise({ source, pictures, quarantine, classMap }: Provenance, out: string) {
  const splits = { train: 0, valid: 0, test: 0, none: 0 };
  for (const { split } of pictures) splits[split ?? 'none']++;
  const groups = new Set(pictures.map(({ group }) => group)).size;
  return {
    out,
    ...source,
    pictures: pictures.length,
    splits,
    groups,
    classMap,
    quarantined: quarantine.length,
  };
}

function describe(provenance: Provenance, out: string): string {
  const { form, isRoboflow, pictures, groups, splits } = summarise(provenance, out);
  const parts = Object.entries(splits).filter(([, count]) => count > 0);
  const refused = provenance.quarantine;
  const lines = [
    `Form: ${form}${isRoboflow ? ' (Roboflow export)' : ''}`,
    `${pictures} pictures from ${groups} sources in ${out}: ${parts.map(([name, count]) => `${name} ${count}`).join(', ')}`,
    ...provenance.notes,
  ];
  if (refused.length > 0) {
    lines.push(`${refused.length} file(s) refused, kept in ${out}/quarantine:`);
    lines.push(...refused.slice(0, LISTED).map(({ originalPath, reason }) => `  ${originalPath}: ${reason}`));
    if (refused.length > LISTED)
      lines.push(`  ... and ${refused.length - LISTED} more in quarantine/reasons.txt`);
  }
  return `${lines.join('\n')}\n`;
}

async function runImport(options: ImportCommandOptions): Promise<void> {
  const progress = createPhaseProgress({ reading: 'Reading' });
  try {
    const provenance = await importPictures(options.source, {
      ...toInspectOptions(options),
      out: options.out,
      ...(options.map === undefined ? {} : { map: options.map }),
      ...(options.keepClasses === undefined ? {} : { keepClasses: options.keepClasses }),
      onProgress: (done, total) => progress.report('reading', done, total),
    });
    progress.finish();
    if (options.json)
      printJsonLine({
        ...summarise(provenance, options.out),
        notes: provenance.notes,
        quarantine: provenance.quarantine,
      });
    else process.stdout.write(describe(provenance, options.out));
  } finally {
    progress.finish();
  }
}

/** `trainer dataset import`: any known form becomes one YOLO folder. */
export function registerDatasetImport(parent: Command): void {
  const command = parent
    .command('import')
    .description('take over a folder or archive: YOLO, COCO, Pascal VOC, Roboflow export')
    .requiredOption('--source <path>', 'folder, .zip, .tar, .tar.gz or .tgz')
    .requiredOption('--out <dir>', 'folder to write; must be empty or not exist')
    .option('--keep-classes', 'keep the classes as the source names them; map them when a version is made')
    .option('--json', 'print one JSON object on the last line');
  addMapOption(addSourceOptions(command)).action((options: ImportCommandOptions) => runImport(options));
}
