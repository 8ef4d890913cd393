import { EnvironmentError, InputError } from '@natiu/errors';
import { describe, expect, it } from 'vitest';
import { nameCandidate } from './candidates.ts';
import { chooseEngine, describeChoice } from './choose-engine.ts';
import { preferProcessor } from './engine-options.ts';
import type { Trial, TrialResult } from './choose-engine.ts';
import type { Probe } from './probe-candidate.ts';

const probeOf =
  (...works: string[]): Probe =>
  async (candidate) =>
    works.includes(nameCandidate(candidate)) ? { usable: true } : { usable: false, reason: 'no driver' };

/** Results by the engine's own name. */
const trialOf =
  (results: Record<string, TrialResult | Error>): Trial =>
  async (engine) => {
    const result = results[engine.name];
    if (!result || result instanceof Error) throw result ?? new Error(`no trial for ${engine.name}`);
    return result;
  };

const gpu = { hasGpu: async () => true };
const neverProbe: Probe = async (candidate) => {
  if (candidate.device === 'cpu') return { usable: true };
  throw new Error('probed');
};

describe('chooseEngine', () => {
  it('takes ONNX Runtime on the processor where there is no GPU, without trying any', async () => {
    for (const engine of ['auto', 'onnx'] as const) {
      const chosen = await chooseEngine({ engine }, { hasGpu: async () => false, probe: neverProbe });
      expect(chosen.name).toBe('onnx/cpu');
      expect(chosen.engine.name).toBe('onnx-runtime/cpu');
      expect(describeChoice(chosen)).toBe('Engine: onnx/cpu (this machine shows no GPU)');
    }
  });

  it('takes the fastest of those that work, and says how the others did', async () => {
    const trial = trialOf({
      'onnx-runtime/cpu': { milliseconds: 600, checks: [4, 10] },
      'onnx-runtime/cuda': { milliseconds: 50, checks: [4.001, 10] },
      'tfjs/gpu': { milliseconds: 90, checks: [3.999, 10] },
    });
    const probe = probeOf('onnx/cpu', 'onnx/cuda', 'tfjs/gpu');
    const chosen = await chooseEngine({ engine: 'auto' }, { ...gpu, probe, trial });
    expect(chosen.name).toBe('onnx/cuda');
    expect(chosen.notes).toEqual([
      'onnx/webgpu: no driver',
      'tfjs/gpu: 90 ms against 50 ms',
      'onnx/cpu: 600 ms against 50 ms',
    ]);
  });

  it('never takes an engine that computes something else, or nothing, however fast', async () => {
    const trial = trialOf({
      'onnx-runtime/cpu': { milliseconds: 600, checks: [4, 10] },
      'onnx-runtime/cuda': { milliseconds: 1, checks: [4.2, 10] },
      'onnx-runtime/webgpu': { milliseconds: 1, checks: [Number.NaN, 10] },
      'tfjs/gpu': new Error('out of memory'),
    });
    const probe = probeOf('onnx/cpu', 'onnx/cuda', 'onnx/webgpu', 'tfjs/gpu');
    const chosen = await chooseEngine({ engine: 'auto' }, { ...gpu, probe, trial });
    expect(chosen.name).toBe('onnx/cpu');
    expect(chosen.notes.join('\n')).toContain('tfjs/gpu: Error: out of memory');
    expect(chosen.notes).toContain('onnx/cuda: computes 4.2, 10 in place of 4, 10');
    expect(chosen.notes).toContain('onnx/webgpu: computes NaN, 10 in place of 4, 10');
  });

  it('takes whichever GPU works for the device "gpu", and never the processor', async () => {
    const probe = probeOf('onnx/cpu', 'onnx/webgpu');
    const chosen = await chooseEngine({ engine: 'auto', device: 'gpu' }, { ...gpu, probe });
    expect(chosen.name).toBe('onnx/webgpu');
    const none = chooseEngine({ engine: 'auto', device: 'gpu' }, { ...gpu, probe: probeOf('onnx/cpu') });
    await expect(none).rejects.toBeInstanceOf(EnvironmentError);
    await expect(none).rejects.toThrow(
      'machine:\n- onnx/cuda: no driver\n- tfjs/gpu: no driver\n- onnx/webgpu: no driver',
    );
  });

  it('says why, where the one that was asked for does not work', async () => {
    const chosen = chooseEngine({ engine: 'onnx', device: 'cuda' }, { ...gpu, probe: probeOf('onnx/cpu') });
    await expect(chosen).rejects.toThrow('onnx/cuda: no driver');
  });

  it('refuses TensorFlow.js on WebGPU, which cannot be', async () => {
    const chosen = chooseEngine({ engine: 'tfjs', device: 'webgpu' }, { ...gpu, probe: probeOf() });
    await expect(chosen).rejects.toBeInstanceOf(InputError);
  });
});

describe('preferProcessor', () => {
  it('keeps ONNX Runtime off a GPU that nobody asked for, and leaves the rest alone', () => {
    expect(preferProcessor({ engine: 'onnx' })).toEqual({ engine: 'onnx', device: 'cpu' });
    expect(preferProcessor({ engine: 'onnx', device: 'cuda' })).toEqual({ engine: 'onnx', device: 'cuda' });
    expect(preferProcessor({ engine: 'auto' }).device).toBeUndefined();
    expect(preferProcessor({ engine: 'tfjs' }).device).toBeUndefined();
  });
});
