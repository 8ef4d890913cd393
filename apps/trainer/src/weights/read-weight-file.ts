import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { CLASS_NAMES } from '@natiu/domain';
import { AppError, InputError, NotFoundError } from '@natiu/errors';
import {
  looksLikeZip,
  readInitializers,
  readPytorchCheckpoint,
  readSafetensors,
  readSafetensorsMetadata,
  widenFloat16,
} from '@natiu/onnx-format';
import type { NamedTensor } from '@natiu/tensor-graph';
import { architectureOf, layoutParameters } from '@natiu/yolo';
import { CHECKPOINT_KEY, parseCheckpoint } from '../training/checkpoint.ts';
import { averagedVectors } from '../training/state.ts';
import { toNamedTensors } from './named-tensors.ts';

export type WeightFileKind = 'checkpoint of a run' | 'safetensors' | 'ONNX' | 'PyTorch checkpoint';

export interface WeightFile {
  readonly kind: WeightFileKind;
  readonly sha256: string;
  /** By the names in the file; float16 as float32. */
  readonly tensors: ReadonlyMap<string, NamedTensor>;
}

/**
 * Reads weights from a checkpoint of a run (the moving average), a safetensors file, an ONNX model or a PyTorch
 * checkpoint. What the file is, its bytes tell, not its name. Nothing in it is ever executed.
 * @throws NotFoundError when there is no file, InputError naming the file and what is wrong with it
 */
export async function readWeightFile(file: string): Promise<WeightFile> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new NotFoundError(`There is no file of weights ${file}.`, { cause });
  });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return explainWith(file, () => ({ sha256, ...readByKind(bytes, file) }));
}

/** Names the file in what a reader says about its bytes. */
export function explainWith<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause;
    throw cause.message.startsWith(file) ? cause : new InputError(`${file}: ${cause.message}.`, { cause });
  }
}

type Read = Pick<WeightFile, 'kind' | 'tensors'>;

function readByKind(bytes: Uint8Array, file: string): Read {
  // First, because a header's length may begin with the bytes that mark the others.
  if (looksLikeSafetensors(bytes)) return readSafetensorsFile(bytes, file);
  if (looksLikeZip(bytes) || bytes[0] === PICKLE_START)
    return { kind: 'PyTorch checkpoint', tensors: readPytorchCheckpoint(bytes) };
  return { kind: 'ONNX', tensors: namedWeights(readInitializers(bytes)) };
}

const PICKLE_START = 0x80;

/** After the length of the header comes its opening brace. */
function looksLikeSafetensors(bytes: Uint8Array): boolean {
  return bytes[8] === '{'.charCodeAt(0);
}

function readSafetensorsFile(bytes: Uint8Array, file: string): Read {
  if (!(CHECKPOINT_KEY in readSafetensorsMetadata(bytes)))
    return { kind: 'safetensors', tensors: widenFloat16(readSafetensors(bytes)) };
  const { settings, state } = parseCheckpoint(bytes, file);
  const layout = layoutParameters(architectureOf(settings.model, CLASS_NAMES.length));
  return { kind: 'checkpoint of a run', tensors: toNamedTensors(layout, averagedVectors(state)) };
}

/** Constants of the decoding at the end of a model are no weights; without any weight's name, all of them tell more. */
function namedWeights(constants: ReadonlyMap<string, NamedTensor>): Map<string, NamedTensor> {
  const all = widenFloat16(constants);
  const named = new Map([...all].filter(([name]) => /(^|\.)\d+\.[a-z]/.test(name)));
  return named.size > 0 ? named : all;
}
