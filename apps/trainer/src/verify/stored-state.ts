import { InputError } from '@natiu/errors';
import { DFL_WEIGHT_NAME, REG_MAX, viewOf } from '@natiu/yolo';
import type { ParameterVectors } from '@natiu/yolo';
import { z } from 'zod';
import { distance, norm, relativeTo, worstOf } from './compare.ts';
import type { Comparison } from './compare.ts';
import type { GoldenItem, VerifyResult } from './golden-folder.ts';
import type { Network } from './networks.ts';
import { parseMeta } from './parse-meta.ts';

/** Share of a tensor's norm that is added to its change: a tensor that hardly moves still has rounding errors. */
const NORM_SHARE = 0.001;
const FIRST = 8;

type TensorOf = (name: string) => Float32Array;

function tensorsOf(network: Network, vectors: ParameterVectors): TensorOf {
  return (name) => {
    const spec = network.layout.byName.get(name);
    if (spec) return viewOf(vectors, spec);
    if (name === DFL_WEIGHT_NAME) return Float32Array.from({ length: REG_MAX }, (_, i) => i);
    throw new InputError(`The reference names a tensor "${name}" that the network does not have.`);
  };
}

/** Error relative to how far training moved the tensor, as the reference's own deviation is stated. */
function relativeToChange(found: Float32Array, expected: Float32Array, start: Float32Array): number {
  return relativeTo(distance(found, expected), distance(expected, start) + NORM_SHARE * norm(expected));
}

/** Large tensors are stored as their norm and first values only. */
function comparePartial(
  item: GoldenItem,
  { now, start, allowed }: { now: TensorOf; start: TensorOf; allowed: number },
): { norms: Comparison[]; firsts: Comparison[] } {
  const { all_tensor_names: names } = parseMeta(
    item.name,
    z.object({ all_tensor_names: z.array(z.string()) }),
    item.meta,
  );
  const norms = item.tensor('@l2_f64', 'float64').data;
  const firsts = item.tensor('@first8', 'float32').data;
  return {
    norms: names.map((name, row) => {
      // The reference's own change of these tensors is not stored. Ours stands in for it: were it wrong, the norm would
      // be off by about as much as the change, hundreds of times what is allowed.
      const scale = distance(now(name), start(name)) + NORM_SHARE * norms[row];
      return { name, error: relativeTo(Math.abs(norm(now(name)) - norms[row]), scale), allowed };
    }),
    firsts: names.map((name, row) => {
      const count = Math.min(FIRST, now(name).length);
      const expected = firsts.subarray(row * FIRST, row * FIRST + count);
      const error = relativeToChange(now(name).subarray(0, count), expected, start(name).subarray(0, count));
      return { name, error, allowed };
    }),
  };
}

/** Weights and running statistics, or their moving average, after a number of steps. */
export function verifyStoredState(
  item: GoldenItem,
  network: Network,
  vectors: ParameterVectors,
  allowed: number,
): VerifyResult[] {
  const now = tensorsOf(network, vectors);
  const start = tensorsOf(network, network.vectors);
  const whole = [...item.tensors.keys()].filter((name) => !name.startsWith('@'));
  const results = [
    worstOf(
      item.name,
      'tensors, relative to their change',
      whole.map((name) => ({
        name,
        error: relativeToChange(now(name), item.tensor(name, 'float32').data, start(name)),
        allowed,
      })),
    ),
  ];
  if (!item.tensors.has('@l2_f64')) {
    const missing = network.layout.specs
      .filter((spec) => !item.tensors.has(spec.name))
      .map((spec) => spec.name);
    return [
      ...results,
      worstOf(item.name, 'names', [{ name: missing.join(' '), error: missing.length, allowed: 0 }]),
    ];
  }
  const { norms, firsts } = comparePartial(item, { now, start, allowed });
  return [
    ...results,
    worstOf(item.name, 'norms, relative to the change', norms),
    worstOf(item.name, 'first values, relative to their change', firsts),
  ];
}
