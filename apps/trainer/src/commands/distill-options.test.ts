import { InputError } from '@natiu/errors';
import { Command, parseCli } from '@natiu/terminal';
import { describe, expect, it } from 'vitest';
import { addDistillOptions, lossesFrom, readDistillOptions } from './distill-options.ts';
import type { DistillOptions } from './distill-options.ts';

/** What a command with these options makes of a line, and what it complains about. */
async function parse(...args: string[]): Promise<{ options?: DistillOptions; errors: string }> {
  let options: DistillOptions | undefined;
  let errors = '';
  const program = new Command('trial');
  program.configureOutput({ writeErr: (text) => (errors += text) });
  addDistillOptions(program.command('go')).action((given: DistillOptions) => {
    options = given;
  });
  await parseCli(program, ['node', 'trial', 'go', ...args], (line) => (errors += line));
  return { options, errors };
}
const lossesOf = async (...args: string[]) => lossesFrom((await parse(...args)).options!);

describe('the options of a teacher', () => {
  it('mean classes and boxes when nothing is said', async () => {
    const losses = await lossesOf('--teacher', 'run');
    expect(losses.classes.gain).toBeGreaterThan(0);
    expect(losses.boxes.gain).toBeGreaterThan(0);
    expect(losses.features).toMatchObject({ kind: 'none', gain: 0 });
  });

  it('switch parts on and off, with the usual gain of a kind or the given one', async () => {
    const features = await lossesOf('--distill', 'features');
    expect([features.classes.gain, features.boxes.gain]).toEqual([0, 0]);
    expect(features.features).toMatchObject({ kind: 'projected', gain: 6 });
    const own = await lossesOf(
      ...['--distill', 'classes, channel-wise', '--distill-class', '0.7', '--distill-feature', '3'],
      ...['--distill-temperature', '4', '--distill-threshold', '0.25'],
    );
    expect(own.classes).toEqual({ gain: 0.7, temperature: 4, threshold: 0.25 });
    expect(own.boxes.gain).toBe(0);
    expect(own.features).toEqual({ kind: 'channel-wise', gain: 3, temperature: 4 });
  });

  it('that contradict each other are refused, naming the option', async () => {
    await expect(lossesOf('--distill', 'projected,channel-wise')).rejects.toThrow(InputError);
    await expect(lossesOf('--distill', 'boxes', '--distill-class', '1')).rejects.toThrow(/--distill-class/);
    const { options } = await parse('--distill-temperature', '2');
    await expect(readDistillOptions(options!)).rejects.toThrow(/--distill-temperature .* add --teacher/);
    expect((await parse('--distill', 'everything')).errors).toMatch(/"everything" is none of/);
  });

  it('are none without a teacher', async () => {
    expect(await readDistillOptions((await parse()).options!)).toBeUndefined();
  });
});
