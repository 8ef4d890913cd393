import { mkdtempSync, rmSync, statSync, writeFileSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TrapId } from '@natiu/contracts';
import { parseCli } from '@natiu/terminal';
import { afterAll, describe, expect, it } from 'vitest';
import { findDemoModel } from './demo/find-model.ts';
import { mergeSignIns } from './demo/sign-ins.ts';
import { planDemoTraps } from './demo/sites.ts';
import { createProgram } from './options.ts';
import type { LaunchOptions } from './options.ts';
import { nextDelay } from './process/supervised-process.ts';
import { createReporter } from './reporter.ts';
import { ensureSigningKey, readOrCreateSecret } from './secrets.ts';
import { dashboardEnvironment, localOrigin } from './servers.ts';
import { createShutdown } from './shutdown.ts';
import { listenForSignals } from './signals.ts';

const home = mkdtempSync(join(tmpdir(), 'natiu-launcher-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

async function parse(...args: string[]): Promise<LaunchOptions | undefined> {
  let seen: LaunchOptions | undefined;
  const program = createProgram(async (options) => void (seen = options));
  program.configureOutput({ writeErr: () => {} });
  await parseCli(program, ['node', 'main.ts', ...args], () => {});
  return seen;
}

const defaults = (await parse())!;

describe('options', () => {
  it('bind to the loopback address with eight traps unless told otherwise', async () => {
    expect(defaults).toMatchObject({ port: 3000, host: '127.0.0.1', traps: 8, demo: true, json: false });
    expect(await parse('--port', '4000', '--no-demo', '--json')).toMatchObject({
      port: 4000,
      demo: false,
      json: true,
    });
  });

  it('refuse ports, numbers of traps and addresses that cannot be', async () => {
    for (const args of [
      ['--port', '0'],
      ['--port', 'x'],
      ['--port', '70000'],
      ['--traps', '0'],
      ['--url', 'natiu'],
      ['--nonsense'],
    ]) {
      expect(await parse(...args), args.join(' ')).toBeUndefined();
    }
  });
});

describe('the demonstration', () => {
  it('plans traps with valid and distinct ids in Paraguay, the first eight in eight towns', () => {
    const traps = planDemoTraps(40);
    expect(new Set(traps.map((trap) => trap.id)).size).toBe(40);
    for (const trap of traps) {
      expect(TrapId.safeParse(trap.id).success, trap.id).toBe(true);
      expect(trap.site.latitude).toBeGreaterThan(-27.7);
      expect(trap.site.latitude).toBeLessThan(-19.2);
      expect(trap.site.longitude).toBeGreaterThan(-62.7);
      expect(trap.site.longitude).toBeLessThan(-54.2);
      expect(trap.femaleShare).toBeGreaterThanOrEqual(0.25);
      expect(trap.femaleShare).toBeLessThanOrEqual(0.8);
    }
    expect(new Set(traps.slice(0, 8).map((trap) => trap.site.name)).size).toBe(8);
    expect(planDemoTraps(3)).toEqual(traps.slice(0, 3));
  });

  it('does without a model, and names a manifest that is missing or broken', () => {
    expect(findDemoModel(join(home, 'nowhere'))).toBeUndefined();
    expect(findDemoModel(home)).toBeUndefined();
    writeFileSync(join(home, 'nano.onnx'), '');
    expect(() => findDemoModel(home)).toThrow('nano.manifest.json');
    writeFileSync(join(home, 'nano.manifest.json'), '{"schema": 1}');
    expect(() => findDemoModel(home)).toThrow(/nano\.manifest\.json.*sha256/);
  });

  it('keeps the password that was made last for a person', () => {
    const old = { email: 'a@x', password: 'old', role: 'admin' };
    const other = { email: 'b@x', password: 'b', role: 'viewer' };
    const made = { ...old, password: 'new' };
    expect(mergeSignIns([old, other], [made])).toEqual([made, other]);
  });
});

describe('secrets', () => {
  it('are made once, long, and readable by their owner only', () => {
    const file = join(home, 'deep', 'secret');
    const secret = readOrCreateSecret(file);
    expect(secret.length).toBeGreaterThanOrEqual(32);
    expect(readOrCreateSecret(file)).toBe(secret);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('hold a signing key that stays the same, and is never replaced when it cannot be read', () => {
    const file = join(home, 'keys', 'signing-key.pem');
    ensureSigningKey(file);
    const key = readFileSync(file, 'utf8');
    ensureSigningKey(file);
    expect(readFileSync(file, 'utf8')).toBe(key);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    writeFileSync(file, 'damaged');
    expect(() => ensureSigningKey(file)).toThrow(/not readable/);
    expect(readFileSync(file, 'utf8')).toBe('damaged');
  });
});

describe('addresses', () => {
  it('name the loopback address when the dashboard listens everywhere', () => {
    expect(localOrigin({ ...defaults, host: '0.0.0.0', port: 3100 })).toBe('http://127.0.0.1:3100');
    expect(localOrigin({ ...defaults, host: '::1' })).toBe('http://[::1]:3000');
  });

  it('let people sign in by 127.0.0.1 and by localhost', () => {
    const places = { databaseUrl: 'postgres://x', authSecret: 's', objects: '/objects' };
    const env = dashboardEnvironment(defaults, places);
    expect(env.BETTER_AUTH_URL).toBe('http://127.0.0.1:3000');
    expect(env.BETTER_AUTH_TRUSTED_ORIGINS!.split(',')).toContain('http://localhost:3000');
  });
});

describe('a process that keeps failing', () => {
  it('is started later and later, up to half a minute, and from the beginning after a stable minute', () => {
    const delays = [];
    for (let i = 0, delay = 0; i < 7; i++) delays.push((delay = nextDelay(delay, 100)));
    expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    expect(nextDelay(30_000, 120_000)).toBe(1_000);
  });
});

describe('stopping', () => {
  it('takes the same Ctrl-C that arrives twice as one wish, and a later one as a second', () => {
    const wishes: string[] = [];
    let now = 0;
    const signal = listenForSignals(
      { onStop: (name) => wishes.push(name), onKill: () => wishes.push('kill') },
      () => now,
    );
    signal('SIGINT');
    now = 40;
    signal('SIGINT');
    expect(wishes).toEqual(['SIGINT']);
    now = 3_000;
    signal('SIGINT');
    expect(wishes).toEqual(['SIGINT', 'kill']);
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(name);
  });

  it('goes from the last that was started to the first, and a stuck one does not hold up the rest', async () => {
    const order: string[] = [];
    const shutdown = createShutdown();
    const step = (name: string, stop: () => Promise<unknown>) => ({
      name,
      stop: () => {
        order.push(name);
        return stop();
      },
      kill: () => order.push(`${name} killed`),
      budgetMs: 20,
    });
    shutdown.add(
      'database',
      step('database', () => Promise.resolve()),
    );
    shutdown.add(
      'broker',
      step('broker', () => Promise.reject(new Error('no'))),
    );
    shutdown.add(
      'agents',
      step('stuck', () => new Promise(() => {})),
    );
    shutdown.add(
      'agents',
      step('agent', () => Promise.resolve()),
    );
    const told: string[] = [];
    await shutdown.stopAll((text) => told.push(text));
    expect(order).toEqual(['stuck', 'agent', 'stuck killed', 'broker', 'broker killed', 'database']);
    expect(told).toHaveLength(2);
  });
});

describe('the report of the start', () => {
  const write = async (work: (reporter: ReturnType<typeof createReporter>) => Promise<unknown>) => {
    let text = '';
    const stream = { write: (chunk: string) => (text += chunk) } as unknown as NodeJS.WritableStream;
    await work(createReporter(stream)).catch(() => {});
    return text;
  };

  it('is plain lines where nobody watches', async () => {
    const text = await write((reporter) => reporter.step('Broker', async (tell) => tell('127.0.0.1:8883')));
    expect(text).toMatch(/^ {2}\.\.\. {3}Broker\n {2}ok {4}Broker: 127\.0\.0\.1:8883 {2}\(0\.0 s\)\n$/);
  });

  it('names the step that failed', async () => {
    const text = await write((reporter) => reporter.step('Broker', () => Promise.reject(new Error('no'))));
    expect(text).toContain('FAIL  Broker');
  });

  it('does not call a step failed that ended because the start was called off', async () => {
    let text = '';
    const stream = { write: (chunk: string) => (text += chunk) } as unknown as NodeJS.WritableStream;
    const reporter = createReporter(stream, AbortSignal.abort());
    await reporter.step('Broker', () => Promise.reject(new Error('no'))).catch(() => {});
    expect(text).toContain('not finished: Broker');
    expect(text).not.toContain('FAIL');
  });
});
