import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export type Person = { email: string; password: string; role: string };
export type Stack = {
  address: string;
  people: Person[];
  traps: string[];
  stop: () => Promise<number | null>;
};

const ROOT = resolve(import.meta.dirname, '../../..');
/** The first build on two slow cores, the first pictures and the first start of PostgreSQL. */
const START_MS = 6 * 60_000;
const STOP_MS = 30_000;

function findFreePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer().once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });
}

type Ready = { address: string; users: Person[]; traps: string[] };

/** The launcher's one line on standard output; its progress goes to standard error, where people see it. */
function waitForReady(child: ChildProcess): Promise<Ready> {
  return new Promise((done, fail) => {
    let output = '';
    const timer = setTimeout(
      () => fail(new Error(`npm start was not ready in ${START_MS / 1000} s`)),
      START_MS,
    );
    child.stdout!.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const line = output.split('\n').find((text) => text.startsWith('{') && text.endsWith('}'));
      if (!line) return;
      clearTimeout(timer);
      done(JSON.parse(line) as Ready);
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(new Error(`npm start ended with ${code} before it was ready`));
    });
  });
}

async function stopChild(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
  // As Ctrl-C does: the whole group hears it.
  process.kill(-child.pid!, 'SIGINT');
  const code = await Promise.race([ended, sleep(STOP_MS).then(() => 'late' as const)]);
  if (code !== 'late') return code;
  process.kill(-child.pid!, 'SIGKILL');
  throw new Error(`npm start did not stop within ${STOP_MS / 1000} s of Ctrl-C`);
}

/** The real thing, by the README's own command, in a folder that is thrown away. */
export async function startStack(): Promise<Stack> {
  const port = await findFreePort();
  const dataDir = mkdtempSync(join(tmpdir(), 'natiu-e2e-'));
  const child = spawn(
    'npm',
    ['start', '--silent', '--', '--json', '--port', String(port), '--data', dataDir],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    },
  );
  const stop = async () => {
    try {
      return await stopChild(child);
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  };
  try {
    const ready = await waitForReady(child);
    return { address: ready.address, people: ready.users, traps: ready.traps, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
