import {
  copyVectors,
  initializeParameters,
  layoutParameters,
  PARAMETER_GROUPS,
  TRAINED_GROUPS,
} from '@natiu/yolo';
import type { Architecture, ParameterVectors } from '@natiu/yolo';
import { createRandom } from './random.ts';

/** All numbers that a training step reads and replaces, by their names in the step's graph. */
export type StateVectors = Record<string, Float32Array>;

export const STATE_NAMES: readonly string[] = [
  ...PARAMETER_GROUPS,
  ...TRAINED_GROUPS.map((group) => `momentum.${group}`),
  ...PARAMETER_GROUPS.map((group) => `ema.${group}`),
];

/** A network at its random start. */
export function startState(architecture: Architecture, seed: number): StateVectors {
  return startFrom(initializeParameters(architecture, layoutParameters(architecture), createRandom(seed)));
}

/** A start from given parameters: momentum empty, the average equal to them. */
export function startFrom(vectors: ParameterVectors): StateVectors {
  const parameters = copyVectors(vectors);
  const state: StateVectors = { ...parameters };
  for (const group of TRAINED_GROUPS) state[`momentum.${group}`] = new Float32Array(parameters[group].length);
  const average = copyVectors(vectors);
  for (const group of PARAMETER_GROUPS) state[`ema.${group}`] = average[group];
  return state;
}

/** The moving average: what is validated, exported and run on traps. */
export function averagedVectors(state: StateVectors): ParameterVectors {
  return {
    weight: state['ema.weight']!,
    bn: state['ema.bn']!,
    bias: state['ema.bias']!,
    statistic: state['ema.statistic']!,
  };
}
