import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createLogger } from './index.ts';

describe('createLogger', () => {
  it('writes one JSON object per line, with the level as a word and an ISO time', () => {
    const lines: string[] = [];
    const logger = createLogger(
      { name: 'ingest', level: 'info' },
      { write: (line) => void lines.push(line) },
    );
    logger.info({ trap: 'sl-01' }, 'committed');
    logger.debug('not shown');
    expect(lines).toHaveLength(1);
    const entry = JSON.parse(lines[0]!);
    expect(entry).toMatchObject({ level: 'info', name: 'ingest', trap: 'sl-01', msg: 'committed' });
    expect(new Date(entry.time).toISOString()).toBe(entry.time);
  });

  it('hides secrets', () => {
    const lines: string[] = [];
    const logger = createLogger({ name: 'x', level: 'info' }, { write: (line) => void lines.push(line) });
    logger.info({ password: 'hunter2', user: { token: 'abc' } }, 'sign-in');
    expect(lines.join('')).not.toMatch(/hunter2|abc/);
  });
});

describe('exitWithParent', () => {
  const program = (body: string) =>
    `import { exitWithParent } from ${JSON.stringify(fileURLToPath(new URL('./index.ts', import.meta.url)))};` +
    `setInterval(() => {}, 1000);${body}`;
  const start = (body: string, watch: boolean) =>
    spawn(process.execPath, ['--input-type=module', '-e', program(body)], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, NATIU_EXIT_WITH_PARENT: watch ? '1' : '0' },
    });

  it('lets the child finish its work and then ends it when the pipe from its parent closes', async () => {
    const child = start(
      `exitWithParent(async () => { console.log('flushed'); }); console.log('ready');`,
      true,
    );
    let output = '';
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.stdout.on('data', (chunk) => {
      output += chunk;
      if (output.includes('ready')) child.stdin.end();
    });
    expect(await exited).toBe(0);
    expect(output).toContain('flushed');
  });

  it('leaves a process alone that was not started by a launcher', async () => {
    const child = start(`console.log(exitWithParent()); setTimeout(() => process.exit(7), 300);`, false);
    child.stdin.end();
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(7);
  });
});
