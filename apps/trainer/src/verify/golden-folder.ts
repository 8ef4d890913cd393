import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError, NotFoundError } from '@natiu/errors';
import { z } from 'zod';

const TensorEntry = z.object({
  name: z.string(),
  dtype: z.enum(['float32', 'float64', 'int32', 'uint8']),
  shape: z.array(z.int().nonnegative()),
  offset: z.int().nonnegative(),
  nbytes: z.int().nonnegative(),
});
type TensorEntry = z.infer<typeof TensorEntry>;

const ItemManifest = z.object({
  file: z.string(),
  sha256: z.string(),
  meta: z.record(z.string(), z.unknown()),
  tensors: z.array(TensorEntry),
});

export type GoldenTensor =
  | { readonly dtype: 'float32'; readonly shape: readonly number[]; readonly data: Float32Array }
  | { readonly dtype: 'float64'; readonly shape: readonly number[]; readonly data: Float64Array }
  | { readonly dtype: 'int32'; readonly shape: readonly number[]; readonly data: Int32Array }
  | { readonly dtype: 'uint8'; readonly shape: readonly number[]; readonly data: Uint8Array };

export interface GoldenItem {
  readonly name: string;
  /** Conditions of the item, and how far the reference's float32 run is from its float64 run. */
  readonly meta: Readonly<Record<string, unknown>>;
  readonly tensors: ReadonlyMap<string, GoldenTensor>;
  /** @throws InputError naming the item when it has no such tensor of that type */
  tensor<D extends GoldenTensor['dtype']>(name: string, dtype: D): Extract<GoldenTensor, { dtype: D }>;
}

export interface GoldenFolder {
  readonly directory: string;
  has(name: string): boolean;
  /** @throws NotFoundError when the item is missing, InputError when it is damaged */
  item(name: string): GoldenItem;
  /** Parsed `<name>.json` of an item without tensors, such as `schedule`. */
  json(name: string): unknown;
}

/** One comparison with a reference value. */
export interface VerifyResult {
  readonly item: string;
  readonly check: string;
  readonly worstError: number;
  readonly allowed: number;
  readonly pass: boolean;
  readonly note?: string;
}

/** A NaN fails: it is never within the allowed error. */
export function verifyResult(
  item: string,
  check: string,
  errors: { worstError: number; allowed: number; note?: string },
): VerifyResult {
  return { item, check, ...errors, pass: errors.worstError <= errors.allowed };
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new NotFoundError(`The reference values lack the file ${path}.`, { cause });
  }
}

function parseJson(path: string): unknown {
  const text = readBytes(path).toString('utf8');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputError(`${path} is not JSON: ${(cause as Error).message}`, { cause });
  }
}

function sliceTensor(bytes: Buffer, entry: TensorEntry, where: string): GoldenTensor {
  const count = entry.shape.reduce((product, length) => product * length, 1);
  const width = { float32: 4, float64: 8, int32: 4, uint8: 1 }[entry.dtype];
  if (entry.nbytes !== count * width || entry.offset + entry.nbytes > bytes.length) {
    throw new InputError(`${where}: tensor "${entry.name}" does not fit its shape or the file.`);
  }
  // A fresh copy: typed arrays need aligned offsets, and a Buffer may start anywhere in its pool.
  const copy = new Uint8Array(bytes.subarray(entry.offset, entry.offset + entry.nbytes)).buffer;
  const { dtype, shape } = entry;
  if (dtype === 'float32') return { dtype, shape, data: new Float32Array(copy) };
  if (dtype === 'float64') return { dtype, shape, data: new Float64Array(copy) };
  if (dtype === 'int32') return { dtype, shape, data: new Int32Array(copy) };
  return { dtype, shape, data: new Uint8Array(copy) };
}

function loadItem(directory: string, name: string): GoldenItem {
  const manifestPath = join(directory, `${name}.json`);
  const parsed = ItemManifest.safeParse(parseJson(manifestPath));
  if (!parsed.success) {
    throw new InputError(`${manifestPath} is not a reference item: ${z.prettifyError(parsed.error)}`);
  }
  const binPath = join(directory, parsed.data.file);
  const bytes = readBytes(binPath);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== parsed.data.sha256) {
    throw new InputError(
      `${binPath} is damaged: its SHA-256 is ${sha256}, the manifest says ${parsed.data.sha256}.`,
    );
  }
  const tensors = new Map(
    parsed.data.tensors.map((entry) => [entry.name, sliceTensor(bytes, entry, manifestPath)]),
  );
  function tensor<D extends GoldenTensor['dtype']>(wanted: string, dtype: D) {
    const found = tensors.get(wanted);
    if (found?.dtype === dtype) return found as Extract<GoldenTensor, { dtype: D }>;
    throw new InputError(
      found
        ? `${manifestPath}: tensor "${wanted}" is ${found.dtype}, ${dtype} was expected.`
        : `${manifestPath} has no tensor "${wanted}".`,
    );
  }
  return { name, meta: parsed.data.meta, tensors, tensor };
}

/** @throws NotFoundError when the folder does not exist */
export function openGoldenFolder(directory: string): GoldenFolder {
  if (!existsSync(directory)) throw new NotFoundError(`There is no folder ${directory}.`);
  return {
    directory,
    has: (name) => existsSync(join(directory, `${name}.json`)),
    item: (name) => loadItem(directory, name),
    json: (name) => parseJson(join(directory, `${name}.json`)),
  };
}
