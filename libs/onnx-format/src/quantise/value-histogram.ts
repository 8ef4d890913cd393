import { InputError } from '@natiu/errors';
import type { Range } from './scale.ts';

/** Zero lies between two bins; over one sign of the reach a bin is at most half an 8-bit step. */
const BINS = 2048;

/**
 * How often values occurred, over [-reach, reach]. The reach doubles when a larger value comes, so one pass over the
 * data is enough and memory stays the same.
 */
export class ValueHistogram {
  readonly counts = new Float64Array(BINS);
  private reach = 2 ** -10;
  private min = Infinity;
  private max = -Infinity;

  /** @throws InputError when a value is not finite */
  add(values: Float32Array): void {
    let min = this.min;
    let max = this.max;
    let notFinite = 0;
    for (let i = 0; i < values.length; i += 1) {
      const value = values[i]!;
      if (value < min) min = value;
      if (value > max) max = value;
      notFinite += value * 0;
    }
    if (notFinite !== 0) throw new InputError('the network computes values that are not finite numbers');
    this.min = min;
    this.max = max;
    while (Math.max(-min, max) >= this.reach) this.widen();
    const { counts } = this;
    const perUnit = BINS / (2 * this.reach);
    for (let i = 0; i < values.length; i += 1) counts[Math.floor(values[i]! * perUnit) + BINS / 2]! += 1;
  }

  /** Pairs of bins become one; the freed halves at both ends cover the new reach. */
  private widen(): void {
    const { counts } = this;
    const merged = new Float64Array(BINS);
    for (let i = 0; i < BINS / 2; i += 1) merged[BINS / 4 + i] = counts[2 * i]! + counts[2 * i + 1]!;
    counts.set(merged);
    this.reach *= 2;
  }

  /** Smallest and largest value met; empty before the first one. */
  get range(): Range {
    return this.min > this.max ? { min: 0, max: 0 } : { min: this.min, max: this.max };
  }

  get total(): number {
    return this.counts.reduce((sum, count) => sum + count, 0);
  }

  /** Value at the middle of a bin. */
  valueAt(bin: number): number {
    return ((bin + 0.5) * 2 * this.reach) / BINS - this.reach;
  }

  /** Distance between two bins. */
  get step(): number {
    return (2 * this.reach) / BINS;
  }
}
