import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ITEM_NAMES } from './run-verify.ts';
import { alterNumber, copyItems, failuresOf, GOLDEN, runVerifyCommand } from './test-support.ts';

const NOGT = 'loss_heads_nogt_64';
const RECT = 'loss_heads_rect_h64_w96';

const made: string[] = [];
function copy(...names: string[]): string {
  const directory = copyItems(names);
  made.push(directory);
  return directory;
}
afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
});

describe('trainer verify', () => {
  it('agrees with the reference on schedule, loss, assignment and head gradients', async () => {
    const end = await runVerifyCommand(...['--fixtures', GOLDEN, '--json', '--only', 'schedule', RECT, NOGT]);
    const report = end.report();
    expect(failuresOf(report)).toEqual([]);
    expect(report).toMatchObject({ passed: report.items.length, failed: 0, missing: 0 });
    expect(new Set(report.items.map((one) => one.item))).toEqual(new Set(['schedule', RECT, NOGT]));
    expect([end.status, end.errors]).toEqual([0, '']);
    expect(end.out).toContain('All 26 checks passed');
  });

  it('fails when one loss of the reference is altered by more than ten times its own deviation', async () => {
    const directory = copy(RECT);
    alterNumber(directory, RECT, ['loss_total', 0], (value) => value * (1 + 1e-5));
    const end = await runVerifyCommand('--fixtures', directory, '--json', '--only', RECT);
    expect(end.status).toBe(1);
    expect(failuresOf(end.report())).toEqual([`${RECT}: total loss`]);
    expect(end.report()).toMatchObject({ failed: 1, missing: 0 });
  });

  it('fails when a single gradient, corner or target score of the reference is altered', async () => {
    const directory = copy(RECT);
    const scores = readScores(directory);
    const strongest = scores.indexOf(Math.max(...scores));
    alterNumber(directory, RECT, ['grad_head.p4', 77], (value) => value + 1e-3);
    alterNumber(directory, RECT, ['target_scores', strongest], (value) => value + 1e-4);
    alterNumber(
      directory,
      RECT,
      ['target_bboxes', 4 * Math.floor(strongest / 5) + 2],
      (value) => value + 1e-3,
    );
    const end = await runVerifyCommand('--fixtures', directory, '--json', '--only', RECT);
    expect(failuresOf(end.report())).toEqual([
      `${RECT}: gradients of the head maps`,
      `${RECT}: target scores`,
      `${RECT}: corners assigned to them`,
    ]);
  });

  it('fails a schedule whose learning rate or step count differs in one iteration', async () => {
    const directory = copy('schedule');
    const file = join(directory, 'schedule.json');
    const schedule = JSON.parse(readFileSync(file, 'utf8'));
    schedule.cases[1].iterations.lr_bn[40] += 1e-9;
    schedule.cases[2].iterations.optimizer_steps_so_far[99] += 1;
    writeFileSync(file, JSON.stringify(schedule));
    const failures = failuresOf(
      (await runVerifyCommand('--fixtures', directory, '--json', '--only', 'schedule')).report(),
    );
    expect(failures).toEqual([
      expect.stringMatching(/case 2 .*: rates$/),
      expect.stringMatching(/case 3 .*: counts$/),
    ]);
  });

  it('fails an item whose bytes do not fit their checksum, and goes on with the others', async () => {
    const directory = copy(RECT, NOGT);
    const file = join(directory, `${NOGT}.bin`);
    const bytes = readFileSync(file);
    bytes[100] ^= 1;
    writeFileSync(file, bytes);
    const end = await runVerifyCommand('--fixtures', directory, '--json', '--only', RECT, NOGT);
    expect(end.status).toBe(1);
    const report = end.report();
    expect(failuresOf(report)).toEqual([`${NOGT}: can be read and run`]);
    expect(report.items.find((one) => !one.pass)?.note).toContain('is damaged');
    expect(report.items.filter((one) => one.item === RECT).every((one) => one.pass)).toBe(true);
  });

  it('fails when an item is missing, and counts each missing one', async () => {
    const directory = copy(NOGT);
    const end = await runVerifyCommand('--fixtures', directory, '--json', '--only', NOGT, RECT, 'forward_n');
    expect(end.status).toBe(1);
    // forward_n also needs the pictures and the weights.
    expect(end.report()).toMatchObject({ failed: 0, missing: 4 });
    expect(failuresOf(end.report())).toContain(`${RECT}: is in the folder`);
    expect(end.out).toContain('4 items are missing');
  });

  it('expects all items of the format unless told otherwise', async () => {
    const end = await runVerifyCommand('--fixtures', copy(), '--json');
    expect(end.status).toBe(1);
    const missing = new Set(end.report().items.map((one) => one.item));
    expect([...missing]).toEqual(expect.arrayContaining([...ITEM_NAMES]));
    expect(end.report()).toMatchObject({ passed: 0, failed: 0, missing: missing.size });
  });

  it('refuses an item that does not exist, and a folder that does not', async () => {
    const unknown = await runVerifyCommand('--fixtures', GOLDEN, '--only', 'forward_q');
    expect(unknown.status).toBe(2);
    expect(unknown.errors).toContain('There is no item "forward_q"');
    const nowhere = await runVerifyCommand('--fixtures', join(GOLDEN, 'none'));
    expect(nowhere.status).toBe(3);
    expect((await runVerifyCommand()).status).toBe(2);
  });
});

function readScores(directory: string): number[] {
  const { tensors } = JSON.parse(readFileSync(join(directory, `${RECT}.json`), 'utf8'));
  const { offset, nbytes } = tensors.find((one: { name: string }) => one.name === 'target_scores');
  const bytes = readFileSync(join(directory, `${RECT}.bin`));
  return Array.from({ length: nbytes / 4 }, (_, i) => bytes.readFloatLE(offset + 4 * i));
}
