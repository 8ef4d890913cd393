import { gradientsOf, GraphBuilder, ops } from '@natiu/tensor-graph';
import type { Graph, Shape, Value } from '@natiu/tensor-graph';
import { createOnnxEngine } from './engine.ts';

/** Values of an input: a shape, and how its numbers are drawn. For tests. */
export interface TrialInput {
  readonly shape: Shape;
  readonly draw: Draw;
}
type Draw = (count: number, random: () => number) => number[];

/** A function whose gradient is checked. For tests. */
export interface GradientCase {
  readonly name: string;
  readonly inputs: readonly TrialInput[];
  build(inputs: readonly Value[]): Value | readonly Value[];
}

/** Uniform in [-1, 1). */
export const anywhere: Draw = (count, random) => Array.from({ length: count }, () => 2 * random() - 1);
/** Uniform in [0.5, 2): away from the poles of division, roots and logarithms. */
export const positive: Draw = (count, random) => Array.from({ length: count }, () => 0.5 + 1.5 * random());

const GAP = 0.06;

/**
 * Shuffled numbers at least 0.06 apart and at least 0.02 from zero. Two inputs with different `shift` never come closer
 * than 0.02: no step of the check crosses a kink.
 */
export const apart =
  (shift = 0.02): Draw =>
  (count, random) => {
    const values = Array.from({ length: count }, (_, i) => (i - Math.floor(count / 2)) * GAP + shift);
    for (let i = count - 1; i > 0; i -= 1) {
      const other = Math.floor(random() * (i + 1));
      [values[i], values[other]] = [values[other]!, values[i]!];
    }
    return values;
  };

export function input(shape: Shape, draw: Draw = anywhere): TrialInput {
  return { shape, draw };
}

/** A small deterministic generator: Lehmer's, modulus 2^31 - 1. */
function createTrialRandom(seed: number): () => number {
  let state = (seed % 2147483646) + 1;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

const countOf = (shape: Shape) => shape.reduce((product, size) => product * size, 1);

/** Outputs `y0`, `y1`, ... and gradients `g0`, ... of the sum of all outputs, each times a fixed random weight. */
function buildChecked(one: GradientCase, random: () => number) {
  const builder = new GraphBuilder();
  const inputs = one.inputs.map(({ shape }, i) => builder.input(`x${i}`, 'float32', shape));
  const built = one.build(inputs);
  const values = 'builder' in built ? [built] : built;
  const weights = values.map(({ shape }) => Float32Array.from(anywhere(countOf(shape), random)));
  const parts = values.map((value, i) => {
    const weighted = ops.mul(value, builder.constant(weights[i]!, value.shape, 'float32'));
    return ops.reduceSum(ops.reshape(weighted, [countOf(value.shape)]), [0], false);
  });
  const loss = parts.length === 1 ? parts[0]! : ops.sum(parts);
  const named = Object.fromEntries(values.map((value, i) => [`y${i}`, value]));
  gradientsOf(loss, inputs).forEach((gradient, i) => (named[`g${i}`] = gradient));
  return { graph: builder.build('gradient-check', named), weights };
}

/** Half the distance between the two evaluations; with float32 outputs its rounding and truncation errors are alike. */
const STEP = 0.01;
const DIRECTIONS = 2;

/**
 * Compares reverse mode with central differences, run on ONNX Runtime: for every input and a few random directions.
 *
 * @returns the graph, and the worst difference relative to the norm of that input's gradient (its slope in a direction
 *   of independent +-1 is about as large). Errors of a few 1e-4 are the curvature over a step and float32 rounding.
 */
export async function checkGradient(one: GradientCase): Promise<{ graph: Graph; worst: number }> {
  const random = createTrialRandom(one.name.length * 7919 + one.inputs.length);
  const { graph, weights } = buildChecked(one, random);
  const compiled = await createOnnxEngine().compile(graph, { threads: 1, spin: false });
  const start = one.inputs.map(({ shape, draw }) => Float32Array.from(draw(countOf(shape), random)));
  const run = (values: readonly Float32Array[]) =>
    compiled.run(Object.fromEntries(values.map((value, i) => [`x${i}`, value])));
  /** The loss, summed in double precision: only the outputs themselves are rounded. */
  const lossAt = async (values: readonly Float32Array[]) => {
    const outputs = await run(values);
    return weights.reduce((sum, weight, k) => sum + dot(weight, outputs[`y${k}`] as Float32Array), 0);
  };
  try {
    const gradients = await run(start);
    let worst = 0;
    for (const [i, values] of start.entries()) {
      const gradient = gradients[`g${i}`] as Float32Array;
      for (let direction = 0; direction < DIRECTIONS; direction += 1) {
        const signs = Float32Array.from(values, () => (random() < 0.5 ? -1 : 1));
        const shifted = (by: number) =>
          start.with(
            i,
            values.map((value, k) => value + by * signs[k]!),
          );
        const ahead = shifted(STEP);
        const behind = shifted(-STEP);
        // The distance that float32 left of the step, element by element.
        const moved = ahead[i]!.map((value, k) => (value - behind[i]![k]!) / 2);
        const difference = ((await lossAt(ahead)) - (await lossAt(behind))) / 2;
        const slope = dot(gradient, moved);
        const scale = Math.max(Math.sqrt(dot(gradient, gradient)) * STEP, Math.abs(difference));
        const error = slope === difference ? 0 : Math.abs(slope - difference) / scale;
        worst = Number.isNaN(error) ? Infinity : Math.max(worst, error);
      }
    }
    return { graph, worst };
  } finally {
    await compiled.release();
  }
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}
