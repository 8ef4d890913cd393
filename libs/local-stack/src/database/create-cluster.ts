import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EnvironmentError } from '@natiu/errors';
import type { PostgresBinaries } from './locate-binaries.ts';
import { spawnIdentity } from './run-as.ts';
import type { RunAs } from './run-as.ts';

export const DATABASE_USER = 'natiu';

interface ClusterPlan {
  directory: string;
  passwordFile: string;
  database: string;
  binaries: PostgresBinaries;
  runAs: RunAs | undefined;
  /** Off only for throw-away clusters. */
  durable: boolean;
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-6).join('\n');
}

function runTool(
  program: string,
  args: string[],
  options: { input?: string; runAs: RunAs | undefined },
): void {
  const answer = spawnSync(program, args, {
    encoding: 'utf8',
    cwd: '/',
    input: options.input ?? '',
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
    ...spawnIdentity(options.runAs),
  });
  if (answer.status === 0 && !/^.*(FATAL|PANIC):/m.test(answer.stderr)) return;
  throw new EnvironmentError(
    `PostgreSQL's ${program.split('/').at(-1)} failed (exit ${answer.status ?? answer.signal}):\n` +
      lastLines(answer.stderr || answer.stdout || String(answer.error)),
  );
}

/** Written only when everything before it succeeded: a cluster without it was interrupted and is made anew. */
const COMPLETE_MARK = 'natiu-complete';

export function isComplete(directory: string): boolean {
  return existsSync(join(directory, COMPLETE_MARK));
}

/** Makes the cluster unless it is there. Returns the password. */
export function ensureCluster(plan: ClusterPlan): string {
  if (isComplete(plan.directory)) {
    if (!existsSync(plan.passwordFile)) {
      throw new EnvironmentError(
        `The database in ${plan.directory} exists, but its password file ${plan.passwordFile} is gone.`,
      );
    }
    return readFileSync(plan.passwordFile, 'utf8').trim();
  }
  for (const entry of readdirSync(plan.directory)) {
    rmSync(join(plan.directory, entry), { recursive: true, force: true });
  }
  const password = randomBytes(24).toString('base64url');
  writeFileSync(plan.passwordFile, `${password}\n`, { mode: 0o600 });
  initialise(plan, password);
  const create = `CREATE DATABASE "${plan.database.replaceAll('"', '""')}"\n`;
  runTool(plan.binaries.postgres, ['--single', '-D', plan.directory, 'postgres'], {
    input: create,
    runAs: plan.runAs,
  });
  writeFileSync(join(plan.directory, COMPLETE_MARK), '');
  return password;
}

function initialise(plan: ClusterPlan, password: string): void {
  // initdb reads the password from a file that its own user may open.
  const handOver = `${plan.directory}.password`;
  writeFileSync(handOver, `${password}\n`, { mode: 0o600 });
  if (plan.runAs) chownSync(handOver, plan.runAs.uid, plan.runAs.gid);
  try {
    const args = ['-D', plan.directory, '-U', DATABASE_USER, '-E', 'UTF8', '-A', 'scram-sha-256'];
    args.push('--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', `--pwfile=${handOver}`);
    if (!plan.durable) args.push('--no-sync');
    runTool(plan.binaries.initdb, args, { runAs: plan.runAs });
  } finally {
    rmSync(handOver, { force: true });
  }
}
