import { InputError } from '@natiu/errors';
import { createOnnxEngine } from '@natiu/onnx-runtime';
import type { GraphEngine } from '@natiu/tensor-graph';
import { createTfjsEngine } from '@natiu/tfjs-runtime';

export const ENGINE_NAMES = ['auto', 'onnx', 'tfjs'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];
export const DEVICE_NAMES = ['cpu', 'webgpu', 'cuda', 'gpu'] as const;
export type DeviceName = (typeof DEVICE_NAMES)[number];

/** What was asked for; without a device, any that works. */
export interface EngineRequest {
  readonly engine: EngineName;
  readonly device?: DeviceName;
}

/** One library on one device. */
export type Candidate =
  | { readonly engine: 'onnx'; readonly device: 'cpu' | 'webgpu' | 'cuda' }
  | { readonly engine: 'tfjs'; readonly device: 'cpu' | 'gpu' };

const onnx = (device: 'cpu' | 'webgpu' | 'cuda'): Candidate => ({ engine: 'onnx', device });
const tfjs = (device: 'cpu' | 'gpu'): Candidate => ({ engine: 'tfjs', device });

/** Runs anywhere, and is what every other candidate is measured against. */
export const DEFAULT_CANDIDATE: Candidate = onnx('cpu');

type ByDevice = Readonly<Record<DeviceName | 'any', readonly Candidate[]>>;

/** Likely fastest first. TensorFlow.js without its native library is for checks only: `auto` never takes it. */
const candidates: Readonly<Record<EngineName, ByDevice>> = {
  onnx: {
    any: [onnx('cuda'), onnx('webgpu'), DEFAULT_CANDIDATE],
    gpu: [onnx('cuda'), onnx('webgpu')],
    cuda: [onnx('cuda')],
    webgpu: [onnx('webgpu')],
    cpu: [DEFAULT_CANDIDATE],
  },
  tfjs: { any: [tfjs('gpu')], gpu: [tfjs('gpu')], cuda: [tfjs('gpu')], webgpu: [], cpu: [tfjs('cpu')] },
  auto: {
    any: [onnx('cuda'), tfjs('gpu'), onnx('webgpu'), DEFAULT_CANDIDATE],
    gpu: [onnx('cuda'), tfjs('gpu'), onnx('webgpu')],
    cuda: [onnx('cuda'), tfjs('gpu')],
    webgpu: [onnx('webgpu')],
    cpu: [DEFAULT_CANDIDATE],
  },
};

/** @throws InputError for a pair that cannot be */
export function listCandidates({ engine, device }: EngineRequest): readonly Candidate[] {
  const found = candidates[engine][device ?? 'any'];
  if (found.length > 0) return found;
  throw new InputError(
    `--engine ${engine} does not run on --device ${device}: take --engine onnx, or --device gpu or cpu`,
  );
}

export function nameCandidate({ engine, device }: Candidate): string {
  return `${engine}/${device}`;
}

export function createEngine(candidate: Candidate): GraphEngine {
  return candidate.engine === 'onnx'
    ? createOnnxEngine({ device: candidate.device })
    : createTfjsEngine({ device: candidate.device });
}
