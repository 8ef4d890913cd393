import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openDatabase, sql } from '@natiu/db';
import { afterEach, describe, expect, it } from 'vitest';
import { startPostgres, startTestPostgres } from '../index.ts';
import { readCommandLine, readProcessStart } from '../process/process-start.ts';

const folders: string[] = [];
const makeFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'natiu-postgres-'));
  folders.push(folder);
  return folder;
};

afterEach(() => {
  for (const folder of folders.splice(0)) {
    const note = join(folder, 'postgres', 'location');
    if (existsSync(note)) rmSync(readFileSync(note, 'utf8').trim(), { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  }
});

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const database = await openDatabase(url, { max: 1 });
  try {
    return [...(await database.db.execute(sql.raw(text)))] as Record<string, unknown>[];
  } finally {
    await database.close();
  }
}

/** A process of its own that starts the server and then waits to be killed. */
async function startInChild(dataDir: string): Promise<{ pid: number; postgresPid: number; url: string }> {
  const door = fileURLToPath(new URL('../index.ts', import.meta.url));
  const program =
    `import { startPostgres } from ${JSON.stringify(door)};` +
    `const running = await startPostgres({ dataDir: ${JSON.stringify(dataDir)} });` +
    `console.log(JSON.stringify({ pid: process.pid, postgresPid: running.pid, url: running.url }));` +
    `setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const chunk of child.stdout) return JSON.parse(String(chunk));
  throw new Error('the child said nothing');
}

async function waitUntilGone(pid: number): Promise<void> {
  for (let i = 0; i < 200 && readProcessStart(pid) !== undefined; i++) await sleep(50);
  expect(readProcessStart(pid)).toBeUndefined();
}

/** Ends the shell that would stop the server: what happens when a whole process tree is killed but PostgreSQL. */
function killParentWatch(postgresPid: number): void {
  const watches = readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 1 && readCommandLine(pid).includes(`sh ${postgresPid} `));
  expect(watches).not.toEqual([]);
  for (const pid of watches) process.kill(pid, 'SIGKILL');
}

describe('startPostgres', () => {
  it('keeps the data over a stop and a second start, with fsync on and the password in a private file', async () => {
    const dataDir = join(makeFolder(), 'postgres');
    const first = await startPostgres({ dataDir });
    await query(first.url, 'create table kept (n int)');
    await query(first.url, 'insert into kept values (42)');
    expect(await query(first.url, 'show fsync')).toEqual([{ fsync: 'on' }]);
    await first.stop();
    expect(statSync(join(dataDir, 'password')).mode & 0o777).toBe(0o600);
    const second = await startPostgres({ dataDir });
    expect(await query(second.url, 'select n from kept')).toEqual([{ n: 42 }]);
    await second.stop();
  });

  it('refuses a wrong password and listens on the loopback address only', async () => {
    const running = await startTestPostgres();
    const wrong = new URL(running.url);
    wrong.password = 'wrong';
    await expect(query(wrong.href, 'select 1')).rejects.toThrow();
    expect(await query(running.url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    await running.stop();
  });

  it('names the process when the same folder is in use', async () => {
    const dataDir = join(makeFolder(), 'postgres');
    const running = await startPostgres({ dataDir });
    await expect(startPostgres({ dataDir })).rejects.toThrow(String(process.pid));
    await running.stop();
  });

  it('ends when its parent is killed with -9, and the data is there at the next start', async () => {
    const dataDir = join(makeFolder(), 'postgres');
    const child = await startInChild(dataDir);
    await query(child.url, 'create table kept as select 7 as n');
    process.kill(child.pid, 'SIGKILL');
    await waitUntilGone(child.postgresPid);
    const next = await startPostgres({ dataDir });
    expect(await query(next.url, 'select n from kept')).toEqual([{ n: 7 }]);
    await next.stop();
  });

  it('replaces a server that is still running after its parent was killed with -9', async () => {
    const dataDir = join(makeFolder(), 'postgres');
    const child = await startInChild(dataDir);
    await query(child.url, 'create table kept as select 8 as n');
    killParentWatch(child.postgresPid);
    process.kill(child.pid, 'SIGKILL');
    await waitUntilGone(child.pid);
    expect(readProcessStart(child.postgresPid)).toBeDefined();
    const next = await startPostgres({ dataDir });
    expect(next.pid).not.toBe(child.postgresPid);
    expect(await query(next.url, 'select n from kept')).toEqual([{ n: 8 }]);
    await next.stop();
  });

  it('starts after the server itself was killed with -9 and left its pid file', async () => {
    const dataDir = join(makeFolder(), 'postgres');
    let reason = '';
    const first = await startPostgres({ dataDir, onUnexpectedExit: (text) => (reason = text) });
    await query(first.url, 'create table kept as select 9 as n');
    process.kill(first.pid, 'SIGKILL');
    await waitUntilGone(first.pid);
    await sleep(100);
    expect(reason).toContain('SIGKILL');
    const next = await startPostgres({ dataDir });
    expect(await query(next.url, 'select n from kept')).toEqual([{ n: 9 }]);
    await next.stop();
  });

  it('starts in a folder that only its owner may enter', async () => {
    const folder = makeFolder();
    chmodSync(folder, 0o700);
    const running = await startPostgres({ dataDir: join(folder, 'postgres') });
    expect(await query(running.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await running.stop();
  });

  it('removes a throw-away cluster', async () => {
    const running = await startTestPostgres();
    const [{ data_directory: directory }] = (await query(running.url, 'show data_directory')) as [
      { data_directory: string },
    ];
    await running.stop();
    expect(existsSync(directory)).toBe(false);
  });
});
