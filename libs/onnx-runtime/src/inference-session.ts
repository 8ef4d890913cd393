import { readFile } from 'node:fs/promises';
import type { InferenceSession } from '@natiu/detector';
import { AppError, EnvironmentError, InputError, NotFoundError } from '@natiu/errors';
import { decodeModel, PRODUCER, readModelInfo } from '@natiu/onnx-format';
import type { ModelInfo } from '@natiu/onnx-format';
import type { GraphEngine, ValueInfo } from '@natiu/tensor-graph';
import type { InferenceSession as OrtSession, Tensor } from 'onnxruntime-node';
import { createSession } from './create-session.ts';
import { explainError } from './explain-error.ts';
import { loadOnnxRuntime } from './onnxruntime.ts';
import { createSessionOptions } from './session-options.ts';
import { checkData, createPort, wrapTensor } from './tensors.ts';

export interface InferenceSessionOptions {
  /** Threads inside one operator; default: all cores. */
  readonly threads?: number;
  /** Busy-wait between operators; turn off where the processor is shared or warm. Default true. */
  readonly spin?: boolean;
  /** Another engine than ONNX Runtime on the processor, which is what traps run. */
  readonly engine?: GraphEngine;
}

type ImageShape = readonly [number, number, number, number];

/**
 * Opens a detection model that `trainer export` wrote.
 * @param file path, or the bytes of the `.onnx` file
 * @throws NotFoundError for a missing file, InputError for one that is not such a model
 */
export async function openInferenceSession(
  file: string | Uint8Array,
  options: InferenceSessionOptions = {},
): Promise<InferenceSession> {
  const label = typeof file === 'string' ? file : 'the model';
  const bytes = typeof file === 'string' ? await readModelFile(file) : file;
  const info = describeModel(bytes, label);
  const { input, output } = checkDetector(info, label);
  if (options.engine) return openOnEngine(bytes, options.engine, { options, input, output });
  const ort = await loadOnnxRuntime();
  const session = await createSession(ort, bytes, createSessionOptions({}, options), `loading ${label}`);
  const port = createPort(input);
  return {
    inputShape: input.shape as ImageShape,
    metadata: info.metadata,
    run: async (images) => {
      checkData(port, images, 'image input');
      const result = await runSession(session, { [input.name]: wrapTensor(ort, port, images) }, label);
      const { data, dims } = result[output.name] as Tensor;
      return { data: data as Float32Array, shape: dims };
    },
    release: () => session.release(),
  };
}

/** The file's graph on any engine. */
async function openOnEngine(
  bytes: Uint8Array,
  engine: GraphEngine,
  { options, input, output }: { options: InferenceSessionOptions; input: ValueInfo; output: ValueInfo },
): Promise<InferenceSession> {
  const graph = decodeModel(bytes);
  const compiled = await engine.compile(graph, options);
  return {
    inputShape: input.shape as ImageShape,
    metadata: graph.metadata,
    run: async (images) => {
      const fetched = await compiled.run({ [input.name]: images });
      return { data: fetched[output.name] as Float32Array, shape: output.shape };
    },
    release: () => compiled.release(),
  };
}

async function readModelFile(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new NotFoundError(`there is no model file ${path}`, { cause });
    if (code === 'EISDIR') throw new InputError(`${path} is a folder, not an .onnx file`, { cause });
    throw new EnvironmentError(`cannot read the model file ${path}: ${(cause as Error).message}`, { cause });
  }
}

function describeModel(bytes: Uint8Array, label: string): ModelInfo {
  try {
    return readModelInfo(bytes);
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause;
    throw new InputError(`${label}: ${cause.message}`, { cause });
  }
}

function checkDetector(info: ModelInfo, label: string): { input: ValueInfo; output: ValueInfo } {
  const fail = (problem: string): never => {
    throw new InputError(
      `${label} is not a detection model of Natiu: ${problem}; write one with trainer export`,
    );
  };
  if (info.producer !== PRODUCER) fail(`it was written by "${info.producer || 'an unnamed program'}"`);
  if (info.inputs.length !== 1) fail(`it has ${info.inputs.length} inputs, not one picture`);
  const [input] = info.inputs;
  const shape = `[${input.shape.join(', ')}]`;
  if (input.dataType !== 'float32') fail(`its input is ${input.dataType}, not float32`);
  if (input.shape.length !== 4 || input.shape[1] !== 3) fail(`its input is ${shape}, not [N, 3, H, W]`);
  if (input.shape.some((size) => size < 1)) fail(`its input ${shape} has no fixed size`);
  const output = info.outputs.find(
    ({ dataType, shape: { length } }) => dataType === 'float32' && length === 3,
  );
  return { input, output: output ?? fail('it has no float32 output [N, 4 + classes, anchors]') };
}

async function runSession(
  session: OrtSession,
  feeds: Record<string, Tensor>,
  label: string,
): Promise<OrtSession.OnnxValueMapType> {
  try {
    return await session.run(feeds);
  } catch (cause) {
    throw explainError(cause, `running ${label}`);
  }
}
