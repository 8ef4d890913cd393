import { AppError, InputError } from '@natiu/errors';
import type { NamedTensor, TensorData } from '@natiu/tensor-graph';
import { countElements, createTensorData } from '../data-types.ts';
import { fromFloat16 } from '../float16.ts';
import { readPickle } from '../pickle/read-pickle.ts';
import { READ_TYPES, readStoredData, STORED_BYTES } from '../stored-data.ts';
import { collectTensors } from './collect-tensors.ts';
import { PYTORCH_HOOKS } from './pickled-tensors.ts';
import type { PickledTensor } from './pickled-tensors.ts';
import { openStoredZip } from './stored-zip.ts';
import type { StoredZip } from './stored-zip.ts';

/** Four times the largest network; tensors that share numbers may not unfold beyond. */
const MAX_ELEMENTS = 2 ** 28;
const ZIP_START = Buffer.from('PK\x03\x04', 'latin1');

/** Whether the bytes begin as an archive of torch.save does. */
export function looksLikeZip(bytes: Uint8Array): boolean {
  return ZIP_START.equals(bytes.subarray(0, ZIP_START.length));
}

/**
 * Reads the weights of a PyTorch checkpoint (`torch.save`, zip format) as data: no code in it is ever executed, no
 * class of it is looked up. A checkpoint of a whole module gives the parameters and buffers that its tree holds, under
 * the names of its state dictionary. Half, bfloat16 and double become float32.
 * @throws InputError when it is of an older format, truncated, damaged, hostile, or holds no weights
 */
export function readPytorchCheckpoint(bytes: Uint8Array): Map<string, NamedTensor> {
  try {
    return readArchive(bytes);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new InputError(`not a PyTorch checkpoint: ${(cause as Error).message}`, { cause });
  }
}

function readArchive(bytes: Uint8Array): Map<string, NamedTensor> {
  if (!looksLikeZip(bytes)) throw refuseOldFormat(bytes);
  const zip = openStoredZip(bytes);
  const prefix = findPrefix(zip);
  if (
    zip.names.includes(`${prefix}byteorder`) &&
    Buffer.from(zip.read(`${prefix}byteorder`)).toString() !== 'little'
  )
    throw new InputError(
      'the checkpoint was saved on a machine that stores numbers the other way round (big endian)',
    );
  const described = collectTensors(readPickle(zip.read(`${prefix}data.pkl`), PYTORCH_HOOKS));
  const elements = [...described.values()].reduce((sum, { shape }) => sum + countElements(shape), 0);
  if (!(elements <= MAX_ELEMENTS))
    throw new InputError(`the checkpoint holds ${elements} numbers, more than any network of ours`);
  const readStorage = createStorageReader(zip, prefix);
  const tensors = new Map<string, NamedTensor>();
  for (const [name, tensor] of described) tensors.set(name, readTensor(name, tensor, readStorage));
  return tensors;
}

function refuseOldFormat(bytes: Uint8Array): InputError {
  const isPickle = bytes[0] === 0x80;
  const isTar = Buffer.from(bytes.subarray(257, 262)).toString('latin1') === 'ustar';
  if (isPickle || isTar)
    return new InputError(
      'the checkpoint is in the format of PyTorch before 1.6; load it in a newer PyTorch, save it again, and bring that',
    );
  return new InputError('not a PyTorch checkpoint: it is no zip archive as torch.save writes it');
}

/** torch.save puts all files into one folder, which is called as the file was. */
function findPrefix(zip: StoredZip): string {
  const pickles = zip.names.filter((name) => /^[^/]+\/data\.pkl$/.test(name));
  if (pickles.length !== 1)
    throw new InputError('not a PyTorch checkpoint: the archive holds no data.pkl, which torch.save writes');
  const prefix = pickles[0].slice(0, -'data.pkl'.length);
  if (zip.names.includes(`${prefix}constants.pkl`))
    throw new InputError(
      'the file is a TorchScript program, not a checkpoint; bring the weights that it was made from, or an ONNX file',
    );
  return prefix;
}

type ReadStorage = (tensor: PickledTensor, what: string) => TensorData;

/** Each storage is read once, whichever number of tensors look at it. */
function createStorageReader(zip: StoredZip, prefix: string): ReadStorage {
  const known = new Map<string, TensorData>();
  return ({ storage, storedType, typeName }, what) => {
    if (storedType === undefined)
      throw new InputError(
        `${what} has element type ${typeName}; read are ${Object.keys(STORED_BYTES).join(', ')}`,
      );
    const id = `${storedType} ${storage.key}`;
    const found = known.get(id);
    if (found) return found;
    const stored = zip.read(`${prefix}data/${storage.key}`);
    if (stored.length % STORED_BYTES[storedType] !== 0)
      throw new InputError(`${what} lies in ${stored.length} bytes, no whole number of ${typeName} elements`);
    const data = readStoredData(storedType, stored);
    const read = storedType === 'F16' ? fromFloat16(data as Uint16Array) : data;
    known.set(id, read);
    return read;
  };
}

function readTensor(name: string, tensor: PickledTensor, readStorage: ReadStorage): NamedTensor {
  const what = `tensor "${name}"`;
  const { shape, strides, offset } = tensor;
  const stored = readStorage(tensor, what);
  const count = countElements(shape);
  // The last element that the shape reaches; an expanded tensor, whose elements share numbers, is no weight.
  const last = count === 0 ? -1 : shape.reduce((sum, size, i) => sum + (size - 1) * strides[i], offset);
  if (last >= stored.length || count > stored.length)
    throw new InputError(
      `${what} [${shape.join(', ')}] reaches beyond its storage: element ${last} of ${stored.length}`,
    );
  const dataType = tensor.storedType === 'F16' ? 'float32' : READ_TYPES[tensor.storedType!];
  const data = createTensorData(dataType, count);
  gather(stored, tensor, data);
  return { dataType, shape, data };
}

/** Copies elements in the order of the shape, wherever the strides say that they lie. */
function gather(stored: TensorData, { shape, strides, offset }: PickledTensor, data: TensorData): void {
  const index = shape.map(() => 0);
  let at = offset;
  for (let i = 0; i < data.length; i += 1) {
    data[i] = stored[at] as never;
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      at += strides[axis];
      index[axis] += 1;
      if (index[axis] < shape[axis]) break;
      at -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
}
