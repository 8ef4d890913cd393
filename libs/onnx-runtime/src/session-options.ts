import { availableParallelism } from 'node:os';
import { InputError } from '@natiu/errors';
import type { CompileOptions } from '@natiu/tensor-graph';
import type { InferenceSession } from 'onnxruntime-node';

export type Device = 'cpu' | 'webgpu' | 'cuda';

export interface OnnxEngineOptions {
  /** Default cpu. Operators that the device lacks run on the cpu. */
  readonly device?: Device;
  /** Keep weights a second time in the layout of the fastest kernel. Default true. */
  readonly prepacking?: boolean;
  /** Plan all intermediate memory after the first run; shapes are static. Default true. */
  readonly memoryPattern?: boolean;
  /** Keep freed memory for the next run. Default true. */
  readonly memoryArena?: boolean;
}

/** Failures arrive as exceptions; see `onnxruntime.ts`. */
const LOG_FATAL = 4;

/** @throws InputError when `threads` is not a whole number of at least 1 */
export function createSessionOptions(
  engine: OnnxEngineOptions,
  compile: CompileOptions,
): InferenceSession.SessionOptions {
  const threads = compile.threads ?? availableParallelism();
  if (!Number.isInteger(threads) || threads < 1)
    throw new InputError(`threads must be a whole number of at least 1, not ${threads}`);
  return {
    executionProviders: [engine.device ?? 'cpu'],
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    enableCpuMemArena: engine.memoryArena ?? true,
    enableMemPattern: engine.memoryPattern ?? true,
    logSeverityLevel: LOG_FATAL,
    extra: {
      session: {
        intra_op: { allow_spinning: compile.spin === false ? '0' : '1' },
        disable_prepacking: engine.prepacking === false ? '1' : '0',
      },
    },
  };
}
