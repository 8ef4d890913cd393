import { EnvironmentError } from '@natiu/errors';
import { describe, expect, it } from 'vitest';
import { listDevices, probeDevice } from './devices.ts';
import { explainError } from './explain-error.ts';

describe('devices', () => {
  it('include a bundled cpu that computes', async () => {
    expect(await listDevices()).toContainEqual({ name: 'cpu', bundled: true });
    expect(await probeDevice('cpu')).toEqual({ usable: true });
  });

  it('that do not exist are not usable, with a reason in place of a failure', async () => {
    const { usable, reason } = await probeDevice('nonsense' as 'cuda');
    expect(usable).toBe(false);
    expect(reason).toContain('device "nonsense" is not usable on this machine');
  });
});

describe('explainError', () => {
  it('finds the node in each way the runtime names it', () => {
    for (const text of [
      'This is an invalid model. In Node, ("bad", Foo, "", -1) : ("x": tensor(float),)',
      'Node (bad) Op (MatMul) [ShapeInferenceError] Incompatible dimensions',
      "Non-zero status code returned while running Conv node. Name:'bad' Status Message: no",
      'Error Node(bad) with schema(::Conv:11) has input size 1',
    ])
      expect(explainError(new Error(text), 'loading').details).toEqual({ node: 'bad' });
  });

  it('tells a lack of memory from a bad model', () => {
    const error = explainError(
      new Error('Failed to allocate memory for requested buffer of size 9'),
      'running',
    );
    expect(error).toBeInstanceOf(EnvironmentError);
    expect(error.message).toContain('not enough memory');
  });
});
