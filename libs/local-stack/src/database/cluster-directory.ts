import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EnvironmentError } from '@natiu/errors';
import { SYSTEM_STATE_DIR } from './locate-binaries.ts';
import { canUse } from './run-as.ts';
import type { RunAs } from './run-as.ts';

function makeFolderFor(directory: string, runAs: RunAs | undefined): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (runAs) chownSync(directory, runAs.uid, runAs.gid);
  chmodSync(directory, 0o700);
}

/**
 * The folder of the cluster itself: inside `dataDir` where PostgreSQL's user may enter it, else beside the
 * system's other state, under a name that `dataDir` keeps. The name is random: a new checkout in the place of
 * an old one starts with a new database.
 */
export function prepareClusterDirectory(dataDir: string, runAs: RunAs | undefined): string {
  mkdirSync(dataDir, { recursive: true });
  const note = join(dataDir, 'location');
  const kept = existsSync(note) ? readFileSync(note, 'utf8').trim() : undefined;
  if (kept) {
    makeFolderFor(kept, runAs);
    return kept;
  }
  const inside = join(dataDir, 'cluster');
  makeFolderFor(inside, runAs);
  if (canUse(inside, runAs)) return inside;
  if (!runAs) throw new EnvironmentError(`The folder ${inside} cannot be written.`);
  if (existsSync(join(inside, 'PG_VERSION'))) {
    throw new EnvironmentError(
      `The database in ${inside} exists, but the user ${runAs.name} may no longer enter the folders above it.`,
    );
  }
  const outside = join(SYSTEM_STATE_DIR, randomBytes(8).toString('hex'));
  mkdirSync(SYSTEM_STATE_DIR, { recursive: true });
  chmodSync(SYSTEM_STATE_DIR, 0o755);
  makeFolderFor(outside, runAs);
  if (!canUse(outside, runAs)) {
    throw new EnvironmentError(`The user ${runAs.name} may write neither ${inside} nor ${outside}.`);
  }
  writeFileSync(note, `${outside}\n`);
  return outside;
}
