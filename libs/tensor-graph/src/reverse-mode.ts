import { InputError } from '@natiu/errors';
import { sum } from './functions.ts';
import { elementCount, sameShape } from './value.ts';
import type { Value } from './value.ts';

/**
 * Reverse-mode differentiation by graph building: the gradients are nodes of the same graph.
 *
 * @param loss a value with one element
 * @param parameters values that gradients are wanted for
 * @returns one gradient per parameter, of the parameter's shape
 * @throws InputError when the loss is no scalar or does not depend on a parameter
 * Source: Griewank & Walther, Evaluating Derivatives, 2nd ed., chapter 3 (adjoint accumulation).
 */
export function gradientsOf(loss: Value, parameters: readonly Value[]): Value[] {
  if (elementCount(loss.shape) !== 1)
    throw new InputError('Only a loss with one element can be differentiated.');
  const { builder } = loss;
  const tape = [...builder.tape];
  const needed = dependents(tape, parameters);
  const adjoints = new Map<string, Value[]>([[loss.name, [onesLike(loss)]]]);
  builder.withoutGradient(() => {
    for (const entry of tape.toReversed()) {
      const gradients = entry.outputs.map((output) => collect(adjoints, output));
      if (gradients.every((gradient) => gradient === undefined)) continue;
      const needs = entry.inputs.map((input) => input !== undefined && needed.has(input.name));
      if (!needs.includes(true)) continue;
      entry.vjp(gradients, needs).forEach((gradient, index) => {
        const input = entry.inputs[index];
        if (!gradient || !input || !needs[index]) return;
        if (!sameShape(gradient.shape, input.shape)) {
          throw new InputError(
            `The gradient of "${input.name}" has shape [${gradient.shape.join(', ')}], not [${input.shape.join(', ')}].`,
          );
        }
        adjoints.set(input.name, [...(adjoints.get(input.name) ?? []), gradient]);
      });
    }
  });
  return parameters.map((parameter) => {
    const gradient = builder.withoutGradient(() => collect(adjoints, parameter));
    if (!gradient) throw new InputError(`The loss does not depend on "${parameter.name}".`);
    return gradient;
  });
}

function onesLike(value: Value): Value {
  return value.builder.constant(new Float32Array(elementCount(value.shape)).fill(1), value.shape, 'float32');
}

/** Sums what has arrived for a value, once, and keeps the sum. */
function collect(adjoints: Map<string, Value[]>, value: Value): Value | undefined {
  const parts = adjoints.get(value.name);
  if (!parts) return undefined;
  if (parts.length === 1) return parts[0];
  const total = sum(parts);
  adjoints.set(value.name, [total]);
  return total;
}

/** Names of all values that depend on a parameter. */
function dependents(tape: GraphTape, parameters: readonly Value[]): Set<string> {
  const names = new Set(parameters.map((parameter) => parameter.name));
  for (const entry of tape) {
    if (entry.inputs.some((input) => input !== undefined && names.has(input.name))) {
      for (const output of entry.outputs) names.add(output.name);
    }
  }
  return names;
}

type GraphTape = Value['builder']['tape'];
