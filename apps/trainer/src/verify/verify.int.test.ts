import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { alterNumber, copyItems, failuresOf, GOLDEN, runVerifyCommand } from './test-support.ts';

describe('trainer verify', () => {
  it('agrees with the reference on weights by formula, a network, its gradients and three optimizer steps', async () => {
    const items = ['formula_weights', 'forward_s', 'grads_n', 'steps_tiny_batches'];
    const states = ['steps_tiny_A_params2', 'steps_tiny_B_params3', 'steps_tiny_B_ema3'];
    const end = await runVerifyCommand('--fixtures', GOLDEN, '--json', '--only', ...items, ...states);
    const report = end.report();
    expect(failuresOf(report)).toEqual([]);
    expect(new Set(report.items.map((one) => one.item))).toEqual(new Set([...items, ...states]));
    expect(end.status).toBe(0);
  });

  it('fails when one weight of the start is altered', async () => {
    const directory = copyItems(['steps_tiny_batches', 'tiny_init']);
    try {
      alterNumber(directory, 'tiny_init', ['model.0.conv.weight', 5], (value) => value + 0.01);
      const end = await runVerifyCommand('--fixtures', directory, '--json', '--only', 'steps_tiny_batches');
      expect(end.status).toBe(1);
      expect(failuresOf(end.report())).toContain('steps_tiny_batches: run A: losses, relative');
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
