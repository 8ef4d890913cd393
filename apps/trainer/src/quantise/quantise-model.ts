import { InputError } from '@natiu/errors';
import {
  chooseRange,
  decodeModel,
  encodeModel,
  planQuantisation,
  quantiseGraph,
  restoreFloat32Weights,
  siluResponse,
} from '@natiu/onnx-format';
import type { QuantisationChoices, QuantisationPlan, Range, RangeMethod } from '@natiu/onnx-format';
import type { ValueHistogram } from '@natiu/onnx-format';
import type { Graph } from '@natiu/tensor-graph';
import { collectHistograms } from './collect-histograms.ts';
import type { CalibrationOptions } from './collect-histograms.ts';

export interface QuantiseOptions {
  readonly ranges: RangeMethod;
  readonly choices: QuantisationChoices;
  readonly weightBits: 7 | 8;
  /** Content hash of the calibration data, noted in the file. */
  readonly dataVersion: string;
}

/** The choices with the best measured trade of precision and time; see docs/quantisation.md. */
export const DEFAULT_QUANTISATION: Omit<QuantiseOptions, 'dataVersion'> = {
  ranges: 'minmax',
  choices: { heads: 'float', silu: '8-bit', concat: 'shared' },
  weightBits: 8,
};

/** A float model whose inner values were counted; can be quantised in several ways without counting again. */
export interface CalibratedModel {
  readonly graph: Graph;
  readonly histograms: ReadonlyMap<string, ValueHistogram>;
  readonly pictures: number;
}

/** All values that any choice may store in 8 bits. */
const EVERYTHING: QuantisationChoices = { heads: '8-bit', silu: '8-bit', concat: 'own' };

/**
 * @param bytes an exported model, weights float32 or float16
 * @throws InputError when it is quantised already or is no detection model
 */
export async function calibrateModel(
  bytes: Uint8Array,
  options: CalibrationOptions,
): Promise<CalibratedModel> {
  const graph = restoreFloat32Weights(decodeModel(bytes));
  if (graph.nodes.some(({ op }) => op === 'QuantizeLinear'))
    throw new InputError('the model is quantised already: give the float model it was made from');
  if (options.pictures.length === 0)
    throw new InputError('there are no pictures to calibrate on: the split "valid" is empty');
  const { values } = planQuantisation(graph, EVERYTHING);
  if (values.length === 0) throw new InputError('the model has no convolution that could run in 8 bits');
  const histograms = await collectHistograms(graph, values, options);
  return { graph, histograms, pictures: options.pictures.length };
}

/** @returns the bytes of the 8-bit `.onnx` file and what runs how in it */
export function quantiseModel(
  { graph, histograms, pictures }: CalibratedModel,
  options: QuantiseOptions,
): { bytes: Uint8Array; plan: QuantisationPlan } {
  const plan = planQuantisation(graph, options.choices);
  const inputs = new Set(graph.inputs.map(({ name }) => name));
  const rangeOf = (name: string): Range => {
    const histogram = histograms.get(name)!;
    // Pictures are bytes / 255: with the whole range their 8-bit store is exact.
    if (inputs.has(name)) return { min: 0, max: Math.max(1, histogram.range.max) };
    return chooseRange(histogram, options.ranges, plan.siluInputs.has(name) ? siluResponse : undefined);
  };
  const quantised = quantiseGraph(graph, plan, {
    ranges: new Map(plan.values.map((name) => [name, rangeOf(name)])),
    weightBits: options.weightBits,
    metadata: {
      quantised: JSON.stringify({
        weights: `int${options.weightBits}`,
        activations: 'uint8',
        ranges: options.ranges,
        ...options.choices,
        pictures,
        dataVersion: options.dataVersion,
      }),
    },
  });
  return { bytes: encodeModel(quantised), plan };
}
