import { PassThrough } from 'node:stream';
import { EnvironmentError, InputError, NotFoundError } from '@natiu/errors';
import { describe, expect, it } from 'vitest';
import {
  Command,
  createProgress,
  exitCodeFor,
  formatDuration,
  interruptSignal,
  parseCli,
  renderTable,
} from './index.ts';
import { answerInterrupt, resetInterrupt } from './interrupt.ts';
import { printJsonLine } from './json-line.ts';

function captureStream(isTTY: boolean): { stream: PassThrough & { isTTY: boolean }; text: () => string } {
  const stream = Object.assign(new PassThrough(), { isTTY });
  let text = '';
  stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { stream, text: () => text };
}

async function runProgram(action: () => void, argv: string[]): Promise<{ status: number; errors: string }> {
  let errors = '';
  const program = new Command('natiu');
  program.command('go').option('--size <n>', 'a number').action(action);
  program.configureOutput({ writeErr: (text) => (errors += text), writeOut: () => undefined });
  for (const child of program.commands) child.copyInheritedSettings(program);
  const status = await parseCli(program, ['node', 'natiu', ...argv], (text) => (errors += text));
  return { status, errors };
}

describe('createProgress', () => {
  it('writes at most one line every five seconds to a log, with the time left', () => {
    const { stream, text } = captureStream(false);
    let nowMs = 0;
    const progress = createProgress(
      { label: 'Reading', total: 100, unit: 'pictures' },
      { stream, now: () => nowMs },
    );
    for (let i = 0; i < 60; i += 1) {
      nowMs += 200;
      progress.advance();
    }
    progress.finish();
    progress.finish();
    expect(text().trim().split('\n')).toEqual([
      'Reading: 25/100 pictures, 15 s left',
      'Reading: 50/100 pictures, 10 s left',
      'Reading: 60/100 pictures in 12 s',
    ]);
  });

  it('draws a bar for a person', () => {
    const { stream, text } = captureStream(true);
    const progress = createProgress({ label: 'Reading', total: 4, unit: 'pictures' }, { stream });
    progress.advance(4, 'loss 1.5');
    progress.finish();
    expect(text()).toContain('Reading');
    expect(text()).toContain('4/4 pictures');
    expect(text()).toContain('loss 1.5');
  });

  it('says durations in the largest units that matter', () => {
    expect([5, 65, 3700, Number.NaN].map(formatDuration)).toEqual([
      '5 s',
      '1 min 5 s',
      '1 h 1 min',
      'unknown',
    ]);
  });
});

describe('parseCli', () => {
  it('gives every kind of error its own exit status', () => {
    expect(
      [new InputError('x'), new NotFoundError('x'), new EnvironmentError('x'), new Error('x'), 'x'].map(
        exitCodeFor,
      ),
    ).toEqual([2, 3, 6, 1, 1]);
  });

  it('prints the message without a stack', async () => {
    const { status, errors } = await runProgram(() => {
      throw new NotFoundError('There is no file a.onnx.');
    }, ['go']);
    expect(status).toBe(3);
    expect(errors).toBe('error: There is no file a.onnx.\n');
  });

  it('treats wrong usage as wrong input and help as success', async () => {
    const wrong = await runProgram(() => undefined, ['go', '--colour']);
    expect(wrong.status).toBe(2);
    expect(wrong.errors).toContain('--colour');
    expect((await runProgram(() => undefined, ['--help'])).status).toBe(0);
    expect((await runProgram(() => undefined, ['go'])).status).toBe(0);
  });
});

describe('interrupt', () => {
  it('lets a command stop by itself at the first Ctrl-C and ends at the second', () => {
    resetInterrupt();
    expect(answerInterrupt()).toBe('end now');
    const signal = interruptSignal();
    expect(signal.aborted).toBe(false);
    expect(answerInterrupt()).toBe('stopping');
    expect(signal.aborted).toBe(true);
    expect(answerInterrupt()).toBe('end now');
    resetInterrupt();
  });
});

describe('output', () => {
  it('prints one JSON object on one line', () => {
    const { stream, text } = captureStream(false);
    printJsonLine({ map50: 0.5, classes: ['a\nb'] }, stream);
    expect(text()).toBe('{"map50":0.5,"classes":["a\\nb"]}\n');
  });

  it('aligns text to the left and figures to the right', () => {
    const table = renderTable(
      ['Class', 'AP50'],
      [
        ['Female', '0.9'],
        ['Out of Focus', '0.875'],
        ['Male', '-'],
      ],
    );
    expect(table.split('\n')).toEqual([
      'Class          AP50',
      '------------  -----',
      'Female          0.9',
      'Out of Focus  0.875',
      'Male              -',
    ]);
  });
});
