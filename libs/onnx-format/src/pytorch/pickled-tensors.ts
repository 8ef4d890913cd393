import { InputError } from '@natiu/errors';
import { PickledGlobal } from '../pickle/pickle-values.ts';
import type { PickleHooks } from '../pickle/pickle-machine.ts';

/** A block of numbers that lies in a file of its own in the archive. */
export class PickledStorage {
  readonly key: string;
  /** As the file names it, for messages. */
  readonly typeName: string;
  /** By safetensors' names; undefined when this reader cannot read it or the tensor says it (untyped storages). */
  readonly storedType: string | undefined;

  constructor(key: string, typeName: string) {
    this.key = key;
    this.typeName = typeName;
    this.storedType = STORAGE_TYPES[typeName];
  }
}

/** A tensor that is described, but not read yet. */
export class PickledTensor {
  readonly storage: PickledStorage;
  readonly typeName: string;
  readonly storedType: string | undefined;
  /** Elements, not bytes. */
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];

  constructor(storage: PickledStorage, place: TensorPlace, dtype?: PickledGlobal) {
    this.storage = storage;
    this.typeName = dtype?.name ?? storage.typeName;
    this.storedType = dtype ? DTYPES[dtype.name] : storage.storedType;
    this.offset = place.offset;
    this.shape = place.shape;
    this.strides = place.strides;
  }
}

interface TensorPlace {
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

const STORAGE_TYPES: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  DoubleStorage: 'F64',
  FloatStorage: 'F32',
  HalfStorage: 'F16',
  BFloat16Storage: 'BF16',
  LongStorage: 'I64',
  IntStorage: 'I32',
  CharStorage: 'I8',
  ByteStorage: 'U8',
  BoolStorage: 'BOOL',
});

const DTYPES: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  float64: 'F64',
  float32: 'F32',
  float16: 'F16',
  bfloat16: 'BF16',
  int64: 'I64',
  int32: 'I32',
  int8: 'I8',
  uint8: 'U8',
  bool: 'BOOL',
});

type Build = (args: readonly unknown[]) => unknown;

/** The only calls whose results are built, and all that they build is data. */
const BUILDERS: ReadonlyMap<string, Build> = new Map<string, Build>([
  ['collections.OrderedDict', ([pairs]) => new Map(pairsOf(pairs))],
  ['torch.Size', ([sizes]) => (Array.isArray(sizes) ? sizes : [])],
  ['torch._utils._rebuild_tensor', (args) => new PickledTensor(storageOf(args[0]), placeOf(args))],
  ['torch._utils._rebuild_tensor_v2', (args) => new PickledTensor(storageOf(args[0]), placeOf(args))],
  [
    'torch._utils._rebuild_tensor_v3',
    (args) => new PickledTensor(storageOf(args[0]), placeOf(args), dtypeOf(args[6])),
  ],
  // A parameter is its tensor; what else it carries is about gradients.
  ['torch._utils._rebuild_parameter', ([data]) => data],
  ['torch._utils._rebuild_parameter_with_state', ([data]) => data],
]);

/** What `readPickle` needs to read a checkpoint. */
export const PYTORCH_HOOKS: PickleHooks = {
  build: (callee, args) => BUILDERS.get(callee.toString())?.(args),
  resolve: (id) => {
    if (!Array.isArray(id) || id[0] !== 'storage')
      throw new InputError('the checkpoint names a storage in no known form');
    const [, type, key] = id as unknown[];
    if (!(type instanceof PickledGlobal) || typeof key !== 'string')
      throw new InputError('the checkpoint names a storage without type or key');
    return new PickledStorage(key, type.name);
  },
};

function pairsOf(value: unknown): [unknown, unknown][] {
  const pairs = value ?? [];
  if (!Array.isArray(pairs) || !pairs.every((pair) => Array.isArray(pair) && pair.length === 2))
    throw new InputError('the checkpoint builds a dictionary from something that is no list of pairs');
  return pairs;
}

function storageOf(value: unknown): PickledStorage {
  if (value instanceof PickledStorage) return value;
  throw new InputError('the checkpoint builds a tensor from something that is no storage');
}

function dtypeOf(value: unknown): PickledGlobal {
  if (value instanceof PickledGlobal && value.module === 'torch') return value;
  throw new InputError('the checkpoint builds a tensor of no known element type');
}

function placeOf([, offset, shape, strides]: readonly unknown[]): TensorPlace {
  if (!isCounts([offset]) || !isCounts(shape) || !isCounts(strides) || shape.length !== strides.length)
    throw new InputError('the checkpoint builds a tensor whose offset, sizes or strides are no counts');
  return { offset: offset as number, shape, strides };
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((entry) => Number.isSafeInteger(entry) && entry >= 0);
}
