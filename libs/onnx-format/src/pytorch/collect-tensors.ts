import { InputError } from '@natiu/errors';
import { PickledObject } from '../pickle/pickle-values.ts';
import { PickledTensor } from './pickled-tensors.ts';

/** Deeper and larger than any network, and small enough to refuse a tree that was built to never end. */
const MAX_DEPTH = 64;
const MAX_MODULES = 50_000;

/** Where a checkpoint keeps its weights, best first: the average of the weights is what is validated. */
const HOLDERS = ['ema', 'model', 'state_dict', 'model_state_dict', 'net', 'weights'];

/**
 * Finds the weights: those of a module object (whole or inside of a dictionary), or a state dictionary.
 * @throws InputError when there are none
 */
export function collectTensors(root: unknown): Map<string, PickledTensor> {
  const found = tensorsOf(root) ?? tensorsOfHolder(root);
  if (found) return found;
  throw new InputError(
    'the checkpoint holds no weights: it is neither a module, nor a dictionary of tensors, nor does it have ' +
      `either under ${HOLDERS.join(', ')}`,
  );
}

function tensorsOfHolder(root: unknown): Map<string, PickledTensor> | undefined {
  if (!(root instanceof Map)) return undefined;
  for (const holder of HOLDERS) {
    const found = tensorsOf(root.get(holder));
    if (found) return found;
  }
  return undefined;
}

function tensorsOf(value: unknown): Map<string, PickledTensor> | undefined {
  const tensors = value instanceof PickledObject ? walkModule(value) : tensorsIn(value);
  return tensors.size > 0 ? tensors : undefined;
}

function tensorsIn(value: unknown): Map<string, PickledTensor> {
  const tensors = new Map<string, PickledTensor>();
  if (!(value instanceof Map)) return tensors;
  for (const [name, tensor] of value)
    if (typeof name === 'string' && tensor instanceof PickledTensor) tensors.set(name, tensor);
  return tensors;
}

/** Names as PyTorch's state_dict gives them: the path through `_modules`, then the parameter's or buffer's name. */
function walkModule(root: PickledObject): Map<string, PickledTensor> {
  const tensors = new Map<string, PickledTensor>();
  let modules = 0;
  const walk = (module: PickledObject, prefix: string, depth: number): void => {
    modules += 1;
    if (depth > MAX_DEPTH || modules > MAX_MODULES)
      throw new InputError('the checkpoint nests its modules without end: it is damaged or hostile');
    for (const part of ['_parameters', '_buffers'])
      for (const [name, tensor] of tensorsIn(module.attribute(part))) tensors.set(prefix + name, tensor);
    const children = module.attribute('_modules');
    if (!(children instanceof Map)) return;
    for (const [name, child] of children)
      if (typeof name === 'string' && child instanceof PickledObject)
        walk(child, `${prefix}${name}.`, depth + 1);
  };
  walk(root, '', 0);
  return tensors;
}
