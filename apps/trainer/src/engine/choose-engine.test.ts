import { EnvironmentError, InputError } from '@natiu/errors';
import { describe, expect, it } from 'vitest';
import { nameCandidate } from './candidates.ts';
import { chooseEngine, describeChoice } from './choose-engine.ts';
import type { Trial } from './choose-engine.ts';
import type { Probe } from './probe-candidate.ts';

const probeOf =
  (...works: string[]): Probe =>
  async (candidate) =>
    works.includes(nameCandidate(candidate)) ? { usable: true } : { usable: false, reason: 'no driver' };

/** Results by the engine's own name. */
const trialOf =
  (results: Record<string, { milliseconds: number; check: number } | Error>): Trial =>
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
      'onnx-runtime/cpu': { milliseconds: 600, check: 4 },
      'onnx-runtime/cuda': { milliseconds: 50, check: 4.001 },
      'tfjs/gpu': { milliseconds: 90, check: 3.999 },
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
      'onnx-runtime/cpu': { milliseconds: 600, check: 4 },
      'onnx-runtime/cuda': { milliseconds: 1, check: 4.2 },
      'onnx-runtime/webgpu': { milliseconds: 1, check: Number.NaN },
      'tfjs/gpu': new Error('out of memory'),
    });
    const probe = probeOf('onnx/cpu', 'onnx/cuda', 'onnx/webgpu', 'tfjs/gpu');
    const chosen = await chooseEngine({ engine: 'auto' }, { ...gpu, probe, trial });
    expect(chosen.name).toBe('onnx/cpu');
    expect(chosen.notes.join('\n')).toContain('tfjs/gpu: Error: out of memory');
    expect(chosen.notes).toContain('onnx/cuda: computes 4.2 in place of 4');
    expect(chosen.notes).toContain('onnx/webgpu: computes NaN in place of 4');
  });

  it('takes whichever GPU works for the device "gpu", and never the processor', async () => {
    const probe = probeOf('onnx/cpu', 'onnx/webgpu');
    const chosen = await chooseEngine({ engine: 'auto', device: 'gpu' }, { ...gpu, probe });
    expect(chosen.name).toBe('onnx/webgpu');
    const none = chooseEngine({ engine: 'auto', device: 'gpu' }, { ...gpu, probe: probeOf('onnx/cpu') });
    await expect(none).rejects.toBeInstanceOf(EnvironmentError);
    await expect(none).rejects.toThrow('onnx/cuda: no driver. tfjs/gpu: no driver. onnx/webgpu: no driver');
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
