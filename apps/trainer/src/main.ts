import { Command, runCli } from '@natiu/terminal';
import { registerCompareCommand } from './commands/compare.ts';
import { registerDatasetCommand } from './commands/dataset.ts';
import { registerEvaluateCommand } from './commands/evaluate.ts';
import { registerExportCommand } from './commands/export.ts';
import { registerPredictCommand } from './commands/predict.ts';
import { registerQuantiseCommand } from './commands/quantise.ts';
import { registerRenderCommand } from './commands/render.ts';
import { registerTrainCommand } from './commands/train.ts';
import { registerVerifyCommand } from './commands/verify.ts';

const program = new Command('trainer').description(
  'Makes the small model that traps run: train, evaluate, export.',
);
registerTrainCommand(program);
registerDatasetCommand(program);
registerEvaluateCommand(program);
registerCompareCommand(program);
registerPredictCommand(program);
registerExportCommand(program);
registerQuantiseCommand(program);
registerRenderCommand(program);
registerVerifyCommand(program);
await runCli(program);
