import { Command, runCli } from '@natiu/terminal';
import { registerEvaluateCommand } from './commands/evaluate.ts';
import { registerExportCommand } from './commands/export.ts';
import { registerPredictCommand } from './commands/predict.ts';
import { registerRenderCommand } from './commands/render.ts';
import { registerTrainCommand } from './commands/train.ts';
import { registerVerifyCommand } from './commands/verify.ts';

const program = new Command('trainer').description(
  'Makes the small model that traps run: train, evaluate, export.',
);
registerTrainCommand(program);
registerEvaluateCommand(program);
registerPredictCommand(program);
registerExportCommand(program);
registerRenderCommand(program);
registerVerifyCommand(program);
await runCli(program);
