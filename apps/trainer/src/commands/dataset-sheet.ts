import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { renderPlanSheet } from '@natiu/dataset';
import type { PlanSheetOptions } from '@natiu/dataset';
import { encodePicture } from '@natiu/images';
import { Option, printJsonLine } from '@natiu/terminal';
import type { Command } from '@natiu/terminal';
import { parseWhole } from './parse-options.ts';

interface SheetCommandOptions extends Omit<PlanSheetOptions, 'cellPx' | 'augmentation'> {
  readonly data: string;
  readonly out: string;
  readonly size: number;
  readonly json?: boolean;
}

async function runSheet(options: SheetCommandOptions): Promise<void> {
  const { data, out, plan, pictures, variants, seed, size } = options;
  const sheet = await renderPlanSheet(data, { plan, pictures, variants, seed, cellPx: size });
  const format = out.toLowerCase().endsWith('.png') ? 'png' : 'jpeg';
  await mkdir(dirname(out), { recursive: true });
  await writeFile(out, await encodePicture(sheet, { format }));
  if (options.json)
    printJsonLine({ out, plan, pictures, variants, seed, width: sheet.width, height: sheet.height });
  else process.stdout.write(`${out}: ${sheet.width} x ${sheet.height} pixels\n`);
}

/** `trainer dataset sheet`: a picture of what an augmentation plan does. */
export function registerDatasetSheet(parent: Command): void {
  parent
    .command('sheet')
    .description('draw what an augmentation plan makes of training pictures, boxes included')
    .requiredOption('--data <dir>', 'folder in YOLO format')
    .requiredOption('--out <file>', '.jpg or .png to write')
    .addOption(
      new Option('--plan <plan>', 'offline variants of the study, or what the loader makes anew each epoch')
        .choices(['study', 'online', 'online-no-mosaic'])
        .default('study'),
    )
    .option('--pictures <n>', 'rows: pictures of the training split', parseWhole(1), 6)
    .option('--variants <n>', 'columns beside the original', parseWhole(1), 5)
    .option('--seed <n>', 'the same seed gives the same sheet', parseWhole(0), 1)
    .option('--size <px>', 'side of a cell', parseWhole(32), 224)
    .option('--json', 'print one JSON object on the last line')
    .action((options: SheetCommandOptions) => runSheet(options));
}
