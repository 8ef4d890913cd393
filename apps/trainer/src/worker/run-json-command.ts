import { AppError } from '@natiu/errors';
import { runTrainer } from './trainer-child.ts';
import { throwIfStopped } from './work.ts';
import type { Work } from './work.ts';

/** One command of the trainer with --json: its answer is the last line. */
export async function runJsonCommand(work: Work, stage: string, args: readonly string[]): Promise<unknown> {
  let last = '';
  await runTrainer({
    args,
    cwd: work.dir,
    signal: work.signal,
    onOutput: (line) => {
      if (line.startsWith('{')) last = line;
      else work.log.add(stage, line);
    },
    onError: (line) => work.log.add(stage, line),
  });
  throwIfStopped(work);
  try {
    return JSON.parse(last) as unknown;
  } catch (cause) {
    throw new AppError('INTERNAL', `trainer ${args[0]} gave no answer that can be read.`, { cause });
  }
}
