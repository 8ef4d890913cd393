import { EnvironmentError } from '@natiu/errors';
import { readLastLines } from './log-file.ts';
import { signalGroup, spawnNode } from './supervised-process.ts';
import type { ProcessPlan } from './supervised-process.ts';

/**
 * Runs a program of ours to its end; what it prints goes to its log.
 * @throws EnvironmentError with the last lines of the log when it fails; the signal's reason when aborted
 */
export async function runTool(plan: ProcessPlan, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const child = spawnNode(plan);
  const onAbort = () => signalGroup(child, 'SIGKILL');
  signal.addEventListener('abort', onAbort, { once: true });
  const reason = await new Promise<string | undefined>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, name) => resolve(code === 0 ? undefined : (name ?? `exit ${code}`)));
  });
  signal.removeEventListener('abort', onAbort);
  signal.throwIfAborted();
  if (reason !== undefined) {
    throw new EnvironmentError(
      `${plan.name} failed (${reason}). Its log ${plan.logFile} ends with:\n${readLastLines(plan.logFile, 20)}`,
    );
  }
}
