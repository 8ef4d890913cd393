import { existsSync, readFileSync, rmSync } from 'node:fs';
import { EnvironmentError } from '@natiu/errors';
import { z } from 'zod';
import { REPOSITORY_ROOT, programPath } from '../layout.ts';
import type { DataLayout } from '../layout.ts';
import { readLastLines } from '../process/log-file.ts';
import { runTool } from '../process/run-tool.ts';
import { writePrivate } from '../secrets.ts';

const SignIn = z.object({ email: z.string(), password: z.string(), role: z.string() });
export type SignIn = z.infer<typeof SignIn>;
const SignIns = z.object({ users: z.array(SignIn) });

function parseSignIns(text: string): SignIn[] | undefined {
  try {
    return SignIns.parse(JSON.parse(text)).users;
  } catch {
    return undefined;
  }
}

function readKept(file: string): SignIn[] {
  return existsSync(file) ? (parseSignIns(readFileSync(file, 'utf8')) ?? []) : [];
}

/** What the program answered: the last line of its log that is such an answer. */
function findAnswer(logFile: string): SignIn[] | undefined {
  const lines = readLastLines(logFile, 50).split('\n').reverse();
  for (const line of lines) {
    const users = line.startsWith('{"users"') ? parseSignIns(line) : undefined;
    if (users) return users;
  }
  return undefined;
}

/** A later entry for the same person replaces an earlier one. */
export function mergeSignIns(...lists: readonly SignIn[][]): SignIn[] {
  return [...new Map(lists.flat().map((user) => [user.email, user])).values()];
}

/**
 * Makes the demonstration's people at the first start and remembers their random passwords, to show them again
 * at later starts.
 */
export async function ensureSignIns(
  layout: DataLayout,
  env: Record<string, string>,
  signal: AbortSignal,
): Promise<SignIn[]> {
  // The answer holds passwords: it goes through a private file that is kept, and not into the logs. One that
  // is still there is of a start that was killed before it could remember them.
  const answerFile = `${layout.signIns}.new`;
  const kept = mergeSignIns(readKept(layout.signIns), findAnswer(answerFile) ?? []);
  writePrivate(layout.signIns, `${JSON.stringify({ users: kept })}\n`);
  writePrivate(answerFile, '');
  await runTool(
    {
      name: "the making of the demonstration's people",
      args: [programPath('apps', 'dashboard', 'src', 'server', 'create-demo-users.ts')],
      cwd: REPOSITORY_ROOT,
      env,
      logFile: answerFile,
    },
    signal,
  );
  const made = findAnswer(answerFile);
  if (!made) throw new EnvironmentError(`The demonstration's people were not named in ${answerFile}.`);
  const users = mergeSignIns(kept, made);
  writePrivate(layout.signIns, `${JSON.stringify({ users })}\n`);
  rmSync(answerFile, { force: true });
  return users;
}
