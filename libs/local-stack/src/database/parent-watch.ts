import { spawn } from 'node:child_process';
import { join } from 'node:path';

/**
 * PostgreSQL knows nothing of its parent. A shell that holds our pipe waits for its end (which comes even when
 * this process is killed with -9) and then asks exactly this server to shut down. `$1` process id, `$2` its
 * pid file, `$3` a throw-away folder to remove afterwards, or empty.
 */
const SCRIPT = `
trap '' INT TERM HUP
cat >/dev/null
if [ "$(head -n 1 "$2" 2>/dev/null)" = "$1" ]; then
  kill -INT "$1" 2>/dev/null
  i=0
  while [ $i -lt 80 ] && kill -0 "$1" 2>/dev/null; do sleep 0.1; i=$((i + 1)); done
  kill -QUIT "$1" 2>/dev/null
fi
[ -z "$3" ] || rm -rf -- "$3"
`;

export interface ParentWatch {
  /** Call when the server has ended in order. */
  dismiss(): void;
}

export function watchParent(pid: number, clusterDir: string, throwAway = ''): ParentWatch {
  const shell = spawn(
    '/bin/sh',
    ['-c', SCRIPT, 'sh', String(pid), join(clusterDir, 'postmaster.pid'), throwAway],
    {
      cwd: '/',
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    },
  );
  shell.on('error', () => {});
  shell.stdin.on('error', () => {});
  shell.unref();
  (shell.stdin as unknown as { unref?: () => void }).unref?.();
  return {
    dismiss: () => {
      try {
        process.kill(-shell.pid!, 'SIGKILL');
      } catch {
        // Already gone.
      }
    },
  };
}
