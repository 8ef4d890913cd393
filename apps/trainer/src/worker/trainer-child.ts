import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { AppError } from '@natiu/errors';

const MAIN = join(import.meta.dirname, '..', 'main.ts');
/** A step of a large network on a slow machine, and saving its checkpoint. */
const SAVE_MS = 120_000;
const KEPT_ERROR_LINES = 12;

export interface ChildOptions {
  readonly args: readonly string[];
  /** Paths in `args` are relative to it. */
  readonly cwd: string;
  /** Aborted with `'lost'`: the child ends at once; with anything else it may save first. */
  readonly signal: AbortSignal;
  readonly onOutput: (line: string) => void;
  readonly onError: (line: string) => void;
}

/** The child ended by itself with a failure; the message is what it said. */
export class TrainerFailedError extends AppError {
  constructor(command: string, status: number | string, lines: readonly string[]) {
    const said = lines.filter((line) => line.startsWith('error:')).at(-1) ?? lines.join('\n');
    super('INPUT', `trainer ${command}: ${said.replace(/^error: /, '') || `ended with ${status}`}`);
  }
}

/**
 * Runs one command of the trainer as a process of its own, so that neither a crash nor a full memory takes the worker
 * along. It ends with the worker, whatever ends that one.
 * @throws TrainerFailedError; when `signal` was aborted it returns instead
 */
export function runTrainer(options: ChildOptions): Promise<void> {
  const { args, cwd, signal, onOutput, onError } = options;
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd,
    // A signal to the worker's group is the worker's to pass on; see exitWithParent for the end of it all.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, NATIU_EXIT_WITH_PARENT: '1' },
  });
  child.stdin.on('error', () => {});
  const errorLines: string[] = [];
  const readers = [
    createInterface({ input: child.stdout }).on('line', onOutput),
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (line.trim() === '') return;
      errorLines.push(line);
      if (errorLines.length > KEPT_ERROR_LINES) errorLines.shift();
      onError(line);
    }),
  ];
  let force: NodeJS.Timeout | undefined;
  const stop = () => {
    child.kill(signal.reason === 'lost' ? 'SIGKILL' : 'SIGINT');
    force = setTimeout(() => child.kill('SIGKILL'), SAVE_MS);
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  return new Promise<void>((resolve, reject) => {
    const finish = (status: number | string | null) => {
      clearTimeout(force);
      signal.removeEventListener('abort', stop);
      for (const reader of readers) reader.close();
      if (status === 0 || signal.aborted) resolve();
      else reject(new TrainerFailedError(args[0]!, status ?? 'an unknown end', errorLines));
    };
    child.once('error', (error) => finish(error.message));
    child.once('close', (code, by) => finish(code ?? by));
  });
}
