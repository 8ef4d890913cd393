import { exitWithParent } from '@natiu/logger';
import { Command, runCli } from '@natiu/terminal';
import { registerCompareCommand } from './commands/compare.ts';
import { registerDatasetCommand } from './commands/dataset.ts';
import { registerEvaluateCommand } from './commands/evaluate.ts';
import { registerExportCommand } from './commands/export.ts';
import { registerPackageCommand } from './commands/package.ts';
import { registerPredictCommand } from './commands/predict.ts';
import { registerPseudoLabelCommand } from './commands/pseudo-label.ts';
import { registerQuantiseCommand } from './commands/quantise.ts';
import { registerRenderCommand } from './commands/render.ts';
import { registerSigningKeyCommand } from './commands/signing-key.ts';
import { registerStudyCommand } from './commands/study.ts';
import { registerTrainCommand } from './commands/train.ts';
import { registerVerifyCommand } from './commands/verify.ts';
import { registerWorkerCommand } from './commands/worker.ts';

const program = new Command('trainer').description(
  'Makes the small model that traps run: train, evaluate, export.',
);
registerTrainCommand(program);
registerDatasetCommand(program);
registerEvaluateCommand(program);
registerCompareCommand(program);
registerPredictCommand(program);
registerPseudoLabelCommand(program);
registerExportCommand(program);
registerQuantiseCommand(program);
registerRenderCommand(program);
registerPackageCommand(program);
registerSigningKeyCommand(program);
registerWorkerCommand(program);
registerStudyCommand(program);
registerVerifyCommand(program);
// A command that a worker started goes when the worker goes; a worker itself gives its run back first.
if (process.argv[2] !== 'worker') exitWithParent();
await runCli(program);
