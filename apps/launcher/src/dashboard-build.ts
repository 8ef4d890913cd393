import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { acquireLock, findLockHolder } from '@natiu/local-stack';
import { DASHBOARD_DIR, REPOSITORY_ROOT, programPath } from './layout.ts';
import { runTool } from './process/run-tool.ts';

const STAMP = join(DASHBOARD_DIR, '.next', 'natiu-build-hash');
const SKIPPED = new Set(['node_modules', '.next', 'e2e', 'next-env.d.ts', 'migrations', 'public', '.cache']);
const NOT_BUILT = /\.(test|int\.test)\.tsx?$|\.tsbuildinfo$/;

function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !SKIPPED.has(entry.name) && !NOT_BUILT.test(entry.name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return listFiles(path);
      return entry.isFile() ? [path] : [];
    });
}

/** The libraries that the dashboard reaches, by their own declarations. */
function listLibraries(packageDir: string, seen = new Set<string>()): Set<string> {
  const text = readFileSync(join(packageDir, 'package.json'), 'utf8');
  const { dependencies = {} } = JSON.parse(text) as { dependencies?: Record<string, string> };
  for (const name of Object.keys(dependencies)) {
    const folder = join(REPOSITORY_ROOT, 'libs', name.replace('@natiu/', ''));
    if (!name.startsWith('@natiu/') || seen.has(folder)) continue;
    seen.add(folder);
    listLibraries(folder, seen);
  }
  return seen;
}

/** Changes whenever anything that goes into the dashboard's build does. */
export function hashDashboardSources(): string {
  const files = [DASHBOARD_DIR, ...listLibraries(DASHBOARD_DIR)].flatMap(listFiles);
  files.push(join(REPOSITORY_ROOT, 'package-lock.json'), join(REPOSITORY_ROOT, 'tsconfig.base.json'));
  const hash = createHash('sha256');
  for (const file of files.sort()) {
    hash.update(`${relative(REPOSITORY_ROOT, file)}\0`);
    hash.update(createHash('sha256').update(readFileSync(file)).digest());
  }
  return hash.digest('hex');
}

function isBuilt(hash: string): boolean {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8').trim() === hash;
}

/** Two launchers of one checkout share one build. */
async function lockBuild(signal: AbortSignal) {
  const file = join(REPOSITORY_ROOT, '.cache', 'dashboard-build.lock');
  while (findLockHolder(file) !== undefined) await sleep(500, undefined, { signal });
  return acquireLock(file, 'The build of the dashboard');
}

/** Builds the dashboard unless the last build is of exactly these sources. Returns whether it had to. */
export async function buildDashboard(logFile: string, signal: AbortSignal): Promise<boolean> {
  const lock = await lockBuild(signal);
  try {
    const hash = hashDashboardSources();
    if (isBuilt(hash)) return false;
    await runTool(
      {
        name: 'the build of the dashboard',
        args: [programPath('node_modules', 'next', 'dist', 'bin', 'next'), 'build', DASHBOARD_DIR],
        cwd: DASHBOARD_DIR,
        env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
        logFile,
      },
      signal,
    );
    writeFileSync(STAMP, `${hash}\n`);
    return true;
  } finally {
    lock.release();
  }
}
