/** `npm test`: everything that must hold, one part after the other; the last line is the tally. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addTallies, formatTally, readVitestTally } from './tally.ts';
import type { Tally } from './tally.ts';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const reports = mkdtempSync(join(tmpdir(), 'natiu-test-'));

interface Part {
  title: string;
  command: string;
  args: string[];
  /** Vitest's JSON report, for parts that count tests. */
  report?: string;
}

function checkPart(title: string, script: string): Part {
  return { title, command: 'npm', args: ['run', '--silent', script] };
}

function vitestPart(title: string, project: string): Part {
  const report = join(reports, `${project}.json`);
  const args = [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  return { title, command: 'vitest', args, report };
}

const PARTS: Part[] = [
  // The boundary rules of lint read the project graph that Nx writes; without it they would not be checked.
  { title: 'Project graph', command: 'nx', args: ['show', 'projects', '--json'] },
  checkPart('Format', 'check:format'),
  checkPart('Lint and boundaries', 'check:lint'),
  checkPart('Types', 'check:types'),
  vitestPart('Unit tests', 'unit'),
  vitestPart('Integration tests: real PostgreSQL, real brokers', 'integration'),
];

function run(part: Part): Promise<boolean> {
  const child = spawn(part.command, part.args, {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      // Debian keeps mosquitto where an ordinary user's shell does not look.
      PATH: [join(ROOT, 'node_modules', '.bin'), process.env.PATH, '/usr/sbin'].join(delimiter),
      NX_DAEMON: 'false',
      NX_TUI: 'false',
      NEXT_TELEMETRY_DISABLED: '1',
    },
  });
  return new Promise((done) => {
    child.once('error', (error) => {
      console.error(`${part.command} could not start: ${error.message}`);
      done(false);
    });
    child.once('exit', (code) => done(code === 0));
  });
}

/** A part that fails without a failed test (lint, types, a file that cannot be loaded) counts as one failure. */
function tallyOf(part: Part, passed: boolean): Tally {
  let tally: Tally = { passed: 0, failed: 0 };
  if (part.report) {
    try {
      tally = readVitestTally(readFileSync(part.report, 'utf8'));
    } catch {
      tally = { passed: 0, failed: 1 };
    }
  }
  return passed || tally.failed > 0 ? tally : { ...tally, failed: 1 };
}

async function main(): Promise<void> {
  // Children of this terminal get Ctrl-C themselves; we only must not go on to the next part.
  let interrupted = false;
  process.on('SIGINT', () => (interrupted = true));
  const lines: string[] = [];
  const tallies: Tally[] = [];
  for (const part of PARTS) {
    if (interrupted) break;
    console.log(`\n== ${part.title} ==\n`);
    const started = performance.now();
    const passed = await run(part);
    const tally = tallyOf(part, passed);
    tallies.push(tally);
    const seconds = Math.round((performance.now() - started) / 1000);
    const figures = part.report ? `: ${formatTally(tally)}` : '';
    lines.push(`${tally.failed === 0 ? 'ok  ' : 'FAIL'}  ${part.title}${figures} (${seconds} s)`);
  }
  rmSync(reports, { recursive: true, force: true });
  const total = addTallies(tallies);
  console.log(`\n${lines.join('\n')}\n`);
  console.log(formatTally(total));
  process.exitCode = interrupted ? 130 : total.failed > 0 || total.passed === 0 ? 1 : 0;
}

await main();
