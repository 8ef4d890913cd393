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

/** A network at its random start, with empty momentum and the average equal to it. */
export function startState(architecture: Architecture, seed: number): StateVectors {
  const layout = layoutParameters(architecture);
  const vectors = initializeParameters(architecture, layout, createRandom(seed));
  const state: StateVectors = { ...vectors };
  for (const group of TRAINED_GROUPS) state[`momentum.${group}`] = new Float32Array(layout.sizes[group]);
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
