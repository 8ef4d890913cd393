import type { Initializer } from '@natiu/tensor-graph';
import { roundHalfToEven } from './scale.ts';

/** A convolution's weights, stored as int8 with one scale per output channel, and its bias as int32. */
export interface StoredFilter {
  readonly weight: Int8Array;
  /** [K] */
  readonly weightScales: Float32Array;
  readonly bias?: Int32Array;
  /** [K] input scale times weight scale */
  readonly biasScales: Float32Array;
}

/** Room for sums on top of the bias. */
const LARGEST_BIAS = 2 ** 30;

/**
 * @param weight [K, C, kh, kw] @param bias [K]
 * @param largest stored weight: 127; 63 leaves processors without VNNI the room that their 16-bit sums need
 */
export function quantiseFilter(
  weight: Initializer,
  bias: Initializer | undefined,
  inputScale: number,
  largest: 127 | 63,
): StoredFilter {
  const values = weight.data as Float32Array;
  const channels = weight.shape[0]!;
  const size = values.length / channels;
  const biases = bias?.data as Float32Array | undefined;
  const stored = new Int8Array(values.length);
  const weightScales = new Float32Array(channels);
  for (let k = 0; k < channels; k += 1) {
    const filter = values.subarray(k * size, (k + 1) * size);
    const reach = filter.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    // A filter of nearly nothing with a large bias would overflow the bias: coarser weights cost nothing there.
    const forBias = Math.abs(biases?.[k] ?? 0) / (inputScale * LARGEST_BIAS);
    const scale = Math.fround(Math.max(reach / largest, forBias)) || 1;
    weightScales[k] = scale;
    filter.forEach((value, i) => {
      stored[k * size + i] = Math.max(-largest, Math.min(largest, roundHalfToEven(value / scale)));
    });
  }
  const biasScales = weightScales.map((scale) => scale * inputScale);
  const storedBias = biases && Int32Array.from(biases, (value, k) => roundHalfToEven(value / biasScales[k]!));
  return { weight: stored, weightScales, bias: storedBias, biasScales };
}
