import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openOutbox } from '../index.ts';

const dir = mkdtempSync(join(tmpdir(), 'natiu-kill-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Appends as fast as it can and says after each one that it is stored, until it is killed. */
const WRITER = `
import { openOutbox } from ${JSON.stringify(join(import.meta.dirname, '..', 'index.ts'))};
const outbox = openOutbox(process.argv[2]);
for (;;) {
  const sequence = outbox.append({ kind: 'event', atUtc: '2026-11-23T10:00:00.000Z', level: 'info', code: 'test-event', message: 'x'.repeat(300) });
  process.stdout.write(outbox.boot + ' ' + sequence + '\\n');
}
`;

/** Returns what the writer had promised when it was killed, at about its `atMessage`-th message. */
function writeUntilKilled(script: string, atMessage: number): Promise<{ boot: string; sequence: number }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, join(dir, 'data')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.split('\n').length > atMessage) child.kill('SIGKILL');
    });
    child.on('error', reject);
    child.on('close', () => {
      const whole = said.slice(0, said.lastIndexOf('\n')).split('\n').at(-1)!;
      const [boot, sequence] = whole.split(' ');
      resolve({ boot: boot!, sequence: Number(sequence) });
    });
  });
}

it('loses no message that it has promised to keep, however often it is killed', async () => {
  const script = join(dir, 'writer.ts');
  writeFileSync(script, WRITER);
  const promised: { boot: string; sequence: number }[] = [];
  for (const atMessage of [10, 25, 60]) promised.push(await writeUntilKilled(script, atMessage));

  const outbox = openOutbox(join(dir, 'data'));
  expect(outbox.database.recovery).toBeUndefined();
  const kept = new Map<string, number[]>();
  for (let batch = outbox.peekBatch(); batch.length > 0; batch = outbox.peekBatch()) {
    const { boot } = batch[0]!;
    kept.set(boot, [...(kept.get(boot) ?? []), ...batch.map((message) => message.sequence)]);
    outbox.trim(boot, batch.at(-1)!.sequence);
  }
  expect([...kept.keys()]).toEqual(promised.map(({ boot }) => boot));
  for (const { boot, sequence } of promised) {
    const sequences = kept.get(boot)!;
    expect(sequence).toBeGreaterThanOrEqual(10);
    expect(sequences.length).toBeGreaterThanOrEqual(sequence);
    expect(sequences).toEqual(sequences.map((_, index) => index + 1));
  }
  outbox.close();
});
