import type { Command } from '@natiu/terminal';
import { registerDatasetCheck } from './dataset-check.ts';
import { registerDatasetImport } from './dataset-import.ts';
import { registerDatasetSheet } from './dataset-sheet.ts';
import { registerDatasetVerify, registerDatasetVersion } from './dataset-version.ts';

/** `trainer dataset ...`: bring pictures, look at them, freeze them. */
export function registerDatasetCommand(program: Command): void {
  const dataset = program
    .command('dataset')
    .description('bring pictures, check them, freeze versions, see what augmentation does');
  registerDatasetImport(dataset);
  registerDatasetCheck(dataset);
  registerDatasetVersion(dataset);
  registerDatasetVerify(dataset);
  registerDatasetSheet(dataset);
}
