import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { classCountsFromColumns, migrate, openDatabase, sql } from '@natiu/db';
import type { ClassColumns, Database } from '@natiu/db';
import { totalCount } from '@natiu/domain';
import type { ClassCounts } from '@natiu/domain';
import { createAuthority, findFreePort, startTestPostgres } from '@natiu/local-stack';
import type { Authority } from '@natiu/local-stack';
import { registerSite, registerTrap, startDeployment } from '@natiu/services';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findDemoModel } from './demo/find-model.ts';
import { programPath } from './layout.ts';

const TRAP = 'proof-trap';
/** Another folder and model to prove it on, such as real trap pictures; rendered ones and the demonstration's by default. */
const given = { pictures: process.env.NATIU_PROOF_PICTURES, model: process.env.NATIU_PROOF_MODEL };
const RENDERED = 118;
const home = mkdtempSync(join(tmpdir(), 'natiu-proof-'));
const camera = join(home, 'camera');
const model =
  given.model ?? findDemoModel()?.file ?? programPath('apps', 'trap-agent', 'fixtures', 'brightness.onnx');

/** One real process that may be killed and started again. */
class Program {
  output = '';
  #startedAt = 0;
  #child: ChildProcess | undefined;
  readonly #args: string[];
  /** What it writes once it is at work. */
  readonly #ready: string;
  readonly #environment: Record<string, string>;

  constructor(args: string[], ready: string, environment: Record<string, string> = {}) {
    this.#args = args;
    this.#ready = ready;
    this.#environment = environment;
  }

  start(): void {
    this.#startedAt = this.output.length;
    const child = spawn(process.execPath, this.#args, {
      env: { ...process.env, ...this.#environment, NATIU_EXIT_WITH_PARENT: '1' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text: string) => (this.output += text));
    }
    this.#child = child;
  }

  get isRunning(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null;
  }

  /** Exit status, or the signal that ended it. */
  async ended(): Promise<number | NodeJS.Signals | null> {
    const child = this.#child!;
    if (this.isRunning) await new Promise((resolve) => child.once('close', resolve));
    return child.exitCode ?? child.signalCode;
  }

  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL');
    if (this.#child) await this.ended();
  }

  async atWork(): Promise<void> {
    while (!this.output.includes(this.#ready, this.#startedAt)) {
      expect(this.isRunning, `died by itself:\n${this.output.slice(-2_000)}`).toBe(true);
      await sleep(50);
    }
  }

  /** Stands still, as on a machine that has no time for it. */
  pause(paused: boolean): void {
    this.#child?.kill(paused ? 'SIGSTOP' : 'SIGCONT');
  }

  /** -9, and up again at once. */
  async killAndRestart(): Promise<void> {
    expect(this.isRunning, `ended by itself:\n${this.output.slice(-2_000)}`).toBe(true);
    await this.kill();
    this.start();
  }
}

async function runTool(args: string[]): Promise<string> {
  const tool = new Program(args, '');
  tool.start();
  const status = await tool.ended();
  expect(status, tool.output).toBe(0);
  return tool.output;
}

function readJsonLine<T>(output: string): T {
  return JSON.parse(output.trim().split('\n').at(-1)!) as T;
}

interface Booked {
  readonly counts: ClassCounts;
  readonly captures: number;
  readonly unreadable: number;
}

let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
let database: Database;
let authority: Authority;
let broker: Program;
let ingest: Program;
let agent: Program;

async function preparePrograms(): Promise<void> {
  const port = await findFreePort();
  const [device, service] = await Promise.all([
    authority.issueDeviceCertificate(TRAP),
    authority.issueServiceCertificate('ingest'),
  ]);
  broker = new Program(
    [
      programPath('libs', 'local-stack', 'src', 'broker', 'main.ts'),
      ...['--port', String(port), '--authority', authority.dir],
    ],
    'listening',
  );
  ingest = new Program([programPath('apps', 'ingest', 'src', 'main.ts')], 'connected to the broker', {
    DATABASE_URL: postgres.url,
    BROKER_URL: `mqtts://127.0.0.1:${port}`,
    BROKER_CERT_FILE: service.certFile,
    BROKER_KEY_FILE: service.keyFile,
    BROKER_CA_FILE: service.caFile,
  });
  const { certFile, keyFile, caFile } = device;
  const config = {
    trapId: TRAP,
    model,
    source: { kind: 'replay', folder: camera, paceSeconds: 0.25, loop: false },
    intervalSeconds: 1,
    heartbeatSeconds: 1,
    broker: { host: '127.0.0.1', port, certFile, keyFile, caFile, mqttVersion: '3.1.1' },
    dataDir: join(home, 'agent'),
    timeZone: 'America/Asuncion',
  };
  const configFile = join(home, 'agent.json');
  writeFileSync(configFile, JSON.stringify(config));
  const main = programPath('apps', 'trap-agent', 'src', 'main.ts');
  agent = new Program([main, 'run', '--config', configFile, '--exit-when-done'], 'model-loaded');
}

async function renderCamera(): Promise<void> {
  const trainer = programPath('apps', 'trainer', 'src', 'main.ts');
  const options = ['--out', camera, '--flat', '--pictures', String(RENDERED), '--seed', '5'];
  if (given.pictures) cpSync(given.pictures, camera, { recursive: true });
  else await runTool([trainer, 'render', ...options, '--mean-insects', '3']);
  writeFileSync(join(camera, 'broken-a.jpg'), 'this was never a picture');
  writeFileSync(join(camera, 'broken-b.jpg'), '');
}

beforeAll(async () => {
  [postgres, authority] = await Promise.all([startTestPostgres(), createAuthority(join(home, 'authority'))]);
  await migrate(postgres.url);
  database = openDatabase(postgres.url, { max: 2 });
  const { db } = database;
  const site = await registerSite(
    { db },
    {
      name: 'Proof',
      latitude: -25.3,
      longitude: -57.6,
      timeZone: 'America/Asuncion',
      area: 'Central',
      environment: 'house',
    },
  );
  await registerTrap({ db }, { id: TRAP });
  await startDeployment(
    { db },
    { trapId: TRAP, siteId: site.id, startedAt: new Date(Date.now() - 86_400_000) },
  );
  await renderCamera();
  await preparePrograms();
}, 300_000);

afterAll(async () => {
  for (const program of [agent, ingest, broker]) await program?.kill();
  await database?.close();
  await postgres?.stop();
  rmSync(home, { recursive: true, force: true });
});

async function readBooked(table: 'count' | 'count_hourly' | 'count_daily'): Promise<Booked> {
  const rows = await database.db.execute(sql`
    select coalesce(sum(female), 0)::int as female, coalesce(sum(incomplete), 0)::int as incomplete,
      coalesce(sum(male), 0)::int as male, coalesce(sum(out_of_focus), 0)::int as "outOfFocus",
      coalesce(sum("undefined"), 0)::int as "undefined",
      coalesce(sum(captures), 0)::int as captures, coalesce(sum(unreadable), 0)::int as unreadable
    from ${sql.identifier(table)}`);
  const row = rows[0] as unknown as ClassColumns & { captures: number; unreadable: number };
  return { counts: classCountsFromColumns(row), captures: row.captures, unreadable: row.unreadable };
}

async function readNumber(query: ReturnType<typeof sql>): Promise<number> {
  const rows = await database.db.execute(query);
  return Number((rows[0] as { n: unknown }).n);
}

/**
 * Every blow finds all three at work. The agent stands still while a slow machine starts another one again, so that the
 * replay is not over before the last blow.
 */
async function disturb(): Promise<void> {
  for (const program of [broker, agent, ingest, broker, agent, ingest, broker, ingest]) {
    await Promise.all([broker, ingest, agent].map((each) => each.atWork()));
    await sleep(600);
    await program.killAndRestart();
    if (program === agent) continue;
    await sleep(600);
    agent.pause(true);
    await program.atWork();
    agent.pause(false);
  }
  expect(agent.isRunning, 'the replay was over before the last blow').toBe(true);
}

describe('from pictures to rows', () => {
  it('counts in the database exactly what the pictures show, though broker, ingest and agent are killed on the way', async () => {
    const detected = readJsonLine<{
      pictures: unknown[];
      totals: ClassCounts;
      unreadable: unknown[];
      modelHash: string;
    }>(
      await runTool([
        programPath('apps', 'trap-agent', 'src', 'main.ts'),
        ...['detect', '--source', camera, '--model', model, '--json'],
      ]),
    );
    for (const program of [broker, ingest, agent]) program.start();
    await disturb();
    expect(await agent.ended(), agent.output.slice(-2_000)).toBe(0);

    const truth: Booked = { counts: detected.totals, captures: detected.pictures.length + 2, unreadable: 2 };
    const told = readJsonLine<Booked & { waiting: number; modelHash: string }>(agent.output);
    expect(totalCount(truth.counts)).toBeGreaterThan(50);
    expect(detected.unreadable).toHaveLength(2);
    expect(told).toMatchObject({ ...truth, waiting: 0, modelHash: detected.modelHash });
    for (const table of ['count', 'count_hourly', 'count_daily'] as const) {
      expect(await readBooked(table), table).toEqual(truth);
    }
    // Three runs of the agent, every message of each committed, none refused.
    expect(await readNumber(sql`select count(distinct boot) as n from device_message`)).toBe(3);
    expect(await readNumber(sql`select count(*) as n from quarantine`)).toBe(0);
    const gaps = sql`select count(*) as n from (
      select boot from device_message group by boot having max(sequence) <> count(*)) as gap`;
    expect(await readNumber(gaps)).toBe(0);
  }, 400_000);

  it('reports every unreadable picture once, by name', async () => {
    const rows = await database.db.execute(
      sql`select message from device_event where code = 'picture-unreadable' order by message`,
    );
    const messages = rows.map((row) => String(row.message));
    expect(messages).toHaveLength(2);
    expect(messages[0]).toContain('broken-a.jpg');
    expect(messages[1]).toContain('broken-b.jpg');
  });
});
