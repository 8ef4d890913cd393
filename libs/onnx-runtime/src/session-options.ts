import { availableParallelism } from 'node:os';
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

/** Only errors; the library writes warnings to stderr by itself. */
const LOG_ERRORS = 3;

export function createSessionOptions(
  engine: OnnxEngineOptions,
  compile: CompileOptions,
): InferenceSession.SessionOptions {
  return {
    executionProviders: [engine.device ?? 'cpu'],
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    intraOpNumThreads: compile.threads ?? availableParallelism(),
    interOpNumThreads: 1,
    enableCpuMemArena: engine.memoryArena ?? true,
    enableMemPattern: engine.memoryPattern ?? true,
    logSeverityLevel: LOG_ERRORS,
    extra: {
      session: {
        intra_op: { allow_spinning: compile.spin === false ? '0' : '1' },
        disable_prepacking: engine.prepacking === false ? '1' : '0',
      },
    },
  };
}
