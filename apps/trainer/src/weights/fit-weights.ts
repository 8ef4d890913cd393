import { InputError } from '@natiu/errors';
import type { NamedTensor } from '@natiu/tensor-graph';
import { copyVectors, DFL_WEIGHT_NAME, layoutParameters, viewOf } from '@natiu/yolo';
import type { Architecture, ParameterSpec, ParameterVectors } from '@natiu/yolo';
import { CLASS_BRANCH, countClasses, guessVariant } from './guess-variant.ts';
import { normaliseNames } from './named-tensors.ts';
import { unfoldBatchNorm } from './unfold-batch-norm.ts';

/** A tensor that could not be taken because its size depends on the number of classes. */
export interface ReinitialisedTensor {
  readonly name: string;
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** What became of the tensors of a file. */
export interface FitReport {
  /** Tensors of the network that now hold the file's numbers, of `needed`. */
  readonly taken: number;
  readonly needed: number;
  /** Classes of the file's head; absent when it has none. */
  readonly classesInFile?: number;
  readonly classes: number;
  /** Left at the random start, because the file has other classes. */
  readonly reinitialised: readonly ReinitialisedTensor[];
  /** Left at the random start, because the file does not have them. */
  readonly missing: readonly string[];
  /** In the file, but not in the network. */
  readonly unexpected: readonly string[];
}

/**
 * Puts the tensors of a file into a network.
 * @param tensors by their names in the reference's state dict, bare or wrapped, batch norm folded or not
 * @param start values of the tensors that the file does not give
 * @throws InputError when the file is of another size or kind of network, or holds numbers that are not finite
 */
export function fitWeights(
  tensors: ReadonlyMap<string, NamedTensor>,
  architecture: Architecture,
  start: ParameterVectors,
): { vectors: ParameterVectors; report: FitReport } {
  const layout = layoutParameters(architecture);
  const found = unfoldBatchNorm(normaliseNames(tensors), layout);
  const classesInFile = countClasses(found);
  const vectors = copyVectors(start);
  const reinitialised: ReinitialisedTensor[] = [];
  const missing: string[] = [];
  for (const spec of layout.specs) {
    const tensor = found.get(spec.name);
    if (!tensor) missing.push(spec.name);
    else if (tensor.shape.join() === spec.shape.join())
      viewOf(vectors, spec).set(readNumbers(spec.name, tensor));
    else if (spec.name.startsWith(CLASS_BRANCH) && classesInFile !== architecture.classes)
      reinitialised.push({ name: spec.name, from: tensor.shape, to: spec.shape });
    else throw refuseShape(found, tensor, { spec, architecture });
  }
  const needed = layout.specs.length;
  const taken = needed - missing.length - reinitialised.length;
  if (taken === 0) throw refuseNames(found, architecture);
  const unexpected = [...found.keys()].filter((name) => !layout.byName.has(name) && !isIgnored(name));
  const { classes } = architecture;
  return { vectors, report: { taken, needed, classesInFile, classes, reinitialised, missing, unexpected } };
}

function readNumbers(name: string, { dataType, data }: NamedTensor): Float32Array {
  if (!(data instanceof Float32Array))
    throw new InputError(`tensor "${name}" is ${dataType}; only weights of floating point can be trained on`);
  if (!data.every(Number.isFinite))
    throw new InputError(`tensor "${name}" holds numbers that are not finite`);
  return data;
}

/** Counters and constants that a reference's file has and this network needs not. */
function isIgnored(name: string): boolean {
  return name.endsWith('.num_batches_tracked') || name === DFL_WEIGHT_NAME;
}

interface Wanted {
  readonly spec: ParameterSpec;
  readonly architecture: Architecture;
}

function refuseShape(
  found: ReadonlyMap<string, NamedTensor>,
  tensor: NamedTensor,
  { spec, architecture }: Wanted,
): InputError {
  const variant = guessVariant(found);
  if (variant && variant !== architecture.name)
    return new InputError(
      `it seems to be a YOLOv8${variant}, not the YOLOv8${architecture.name} asked for. Train with --model ${variant}, or bring a file of that size`,
    );
  return new InputError(
    `tensor "${spec.name}" is [${tensor.shape.join(', ')}], but YOLOv8${architecture.name} needs [${spec.shape.join(', ')}], and no other size of YOLOv8 fits either`,
  );
}

function refuseNames(found: ReadonlyMap<string, NamedTensor>, architecture: Architecture): InputError {
  const some = [...found.keys()].slice(0, 3).map((name) => `"${name}"`);
  return new InputError(
    `none of its ${found.size} tensors belongs to a YOLOv8${architecture.name}` +
      (some.length > 0 ? `: it has ${some.join(', ')} ...` : '') +
      '. Names must be those of the reference, as model.0.conv.weight',
  );
}
