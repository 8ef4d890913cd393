import { EnvironmentError } from '@natiu/errors';

export type OnnxRuntime = typeof import('onnxruntime-node');

let loading: Promise<OnnxRuntime> | undefined;

/**
 * The native library is loaded on first use, so that a command that needs no model starts without it.
 * @throws EnvironmentError where the library does not load
 */
export function loadOnnxRuntime(): Promise<OnnxRuntime> {
  loading ??= import('onnxruntime-node').then(quieten, (cause: unknown) => {
    loading = undefined;
    throw new EnvironmentError(
      `ONNX Runtime does not load on ${process.platform}-${process.arch}: ${(cause as Error).message}. ` +
        'Run `npm ci` on this machine; the package has files for Linux and Windows (x64, arm64) and macOS (arm64).',
      { cause },
    );
  });
  return loading;
}

/**
 * Its own log goes straight to stderr, where it would tear progress bars. Nothing is lost: every failure
 * also arrives as an exception.
 */
function quieten(ort: OnnxRuntime): OnnxRuntime {
  ort.env.logLevel = 'fatal';
  return ort;
}
