import { CLASS_NAMES } from '@natiu/domain';
import {
  architectureOf,
  DFL_WEIGHT_NAME,
  emptyVectors,
  layoutParameters,
  REG_MAX,
  viewOf,
} from '@natiu/yolo';
import type { Architecture, ParameterSpec, ParameterVectors } from '@natiu/yolo';
import { z } from 'zod';
import { createRandom } from '../training/random.ts';
import { largestDifference, norm, relativeTo, worstOf } from './compare.ts';
import type { Comparison } from './compare.ts';
import type { GoldenFolder, VerifyResult } from './golden-folder.ts';
import { parseMeta } from './parse-meta.ts';

const ITEM = 'formula_weights';

const Tensor = z.object({
  name: z.string(),
  shape: z.array(z.int().positive()),
  first4: z.array(z.number()),
  l2: z.number(),
});
const FormulaWeights = z.object({
  seed: z.int().nonnegative(),
  models: z.record(z.string(), z.array(Tensor)),
});

/** Both norms are summed in double precision, in different orders. */
const NORM_ROUNDING = 1e-12;

/** Source: Fowler, Noll and Vo's hash FNV-1a, 32 bits. */
function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** What a uniform number u in [0, 1) becomes in a tensor. */
function formulaFor({ name, shape, size }: Pick<ParameterSpec, 'name' | 'shape' | 'size'>) {
  if (name.endsWith('.running_var') || name.endsWith('.bn.weight')) return (u: number) => 0.5 + u;
  if (name.endsWith('.running_mean')) return (u: number) => (2 * u - 1) * 0.1;
  if (name.endsWith('.bn.bias')) return (u: number) => (2 * u - 1) * 0.2;
  if (name.endsWith('.bias')) return (u: number) => (2 * u - 1) * 0.5;
  const bound = 1.5 * Math.sqrt(3 / (size / shape[0]));
  return (u: number) => (2 * u - 1) * bound;
}

/** Reproducible weights that need not be stored: a hash of the tensor's name seeds its numbers. */
export function makeFormulaWeights(architecture: Architecture, seed: number): ParameterVectors {
  const layout = layoutParameters(architecture);
  const vectors = emptyVectors(layout);
  for (const spec of layout.specs) {
    const random = createRandom((hashName(spec.name) ^ seed) >>> 0);
    const valueOf = formulaFor(spec);
    const view = viewOf(vectors, spec);
    for (let i = 0; i < view.length; i += 1) view[i] = valueOf(random());
  }
  return vectors;
}

/** The seed is stated once, in the item that checks the generator. */
export function readFormulaSeed(folder: GoldenFolder): number {
  return parseMeta(ITEM, FormulaWeights, folder.json(ITEM)).seed;
}

/** Generator of the weights of n and s: names, shapes, first values and norms. */
export function verifyFormulaWeights(folder: GoldenFolder): VerifyResult[] {
  const { seed, models } = parseMeta(ITEM, FormulaWeights, folder.json(ITEM));
  return Object.entries(models).flatMap(([model, tensors]) => {
    const architecture = architectureOf(model, CLASS_NAMES.length);
    const { byName } = layoutParameters(architecture);
    const vectors = makeFormulaWeights(architecture, seed);
    const bins = { shape: [1, REG_MAX, 1, 1], data: Float32Array.from({ length: REG_MAX }, (_, i) => i) };
    const find = (name: string) => {
      const spec = byName.get(name);
      if (spec) return { shape: spec.shape, data: viewOf(vectors, spec) };
      return name === DFL_WEIGHT_NAME ? bins : { shape: [], data: new Float32Array() };
    };
    const compare = (errorOf: (tensor: z.infer<typeof Tensor>) => number, allowed: number): Comparison[] =>
      tensors.map((tensor) => ({ name: tensor.name, error: errorOf(tensor), allowed }));
    const notListed = [...byName.keys()].filter((name) => !tensors.some((tensor) => tensor.name === name));
    return [
      worstOf(ITEM, `${model}: names`, [{ name: notListed.join(' '), error: notListed.length, allowed: 0 }]),
      worstOf(
        ITEM,
        `${model}: shapes`,
        compare(({ name, shape }) => largestDifference(find(name).shape, shape), 0),
      ),
      worstOf(
        ITEM,
        `${model}: first values`,
        compare(({ name, first4 }) => largestDifference(find(name).data.subarray(0, 4), first4), 0),
      ),
      worstOf(
        ITEM,
        `${model}: norms`,
        compare(({ name, l2 }) => relativeTo(Math.abs(norm(find(name).data) - l2), l2), NORM_ROUNDING),
      ),
    ];
  });
}
