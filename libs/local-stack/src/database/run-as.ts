import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { EnvironmentError } from '@natiu/errors';

/** PostgreSQL refuses to run as root; then it runs as this user. `undefined`: as whoever we are. */
export interface RunAs {
  name: string;
  uid: number;
  gid: number;
}

/** In this order: our own, Debian's PostgreSQL's, and (after trying to make our own) the one every system has. */
const CANDIDATES = ['natiu', 'postgres'];
const LAST_RESORT = 'nobody';

function findUser(name: string): RunAs | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid && gid && Number(uid) > 0 ? { name, uid: Number(uid), gid: Number(gid) } : undefined;
}

function makeUser(name: string): RunAs | undefined {
  spawnSync(
    'useradd',
    ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', '--user-group', name],
    {
      stdio: 'ignore',
    },
  );
  return findUser(name);
}

/** @throws EnvironmentError when we are root and the system has no other user */
export function chooseRunAs(): RunAs | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of CANDIDATES) {
    const user = findUser(name);
    if (user) return user;
  }
  const user = makeUser(CANDIDATES[0]!) ?? findUser(LAST_RESORT);
  if (user) return user;
  throw new EnvironmentError(
    'PostgreSQL does not run as root, and no other user could be found or made. Add one: useradd --system natiu',
  );
}

export function spawnIdentity(runAs: RunAs | undefined): { uid?: number; gid?: number } {
  return runAs ? { uid: runAs.uid, gid: runAs.gid } : {};
}

/** Whether that user may enter and write the folder, asked of the kernel and not guessed from mode bits. */
export function canUse(directory: string, runAs: RunAs | undefined): boolean {
  const answer = spawnSync('/bin/sh', ['-c', 'cd "$1" && test -w .', 'sh', directory], {
    stdio: 'ignore',
    cwd: '/',
    ...spawnIdentity(runAs),
  });
  return answer.status === 0;
}
