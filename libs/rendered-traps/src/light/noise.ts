import { createPlane } from './frame.ts';
import type { Plane } from './frame.ts';

/** A whole number to 0..1, without pattern. */
export function hashToUnit(value: number): number {
  let h = Math.imul(value ^ (value >>> 16), 0x45d9f3b);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return ((h ^ (h >>> 14)) >>> 0) / 4294967296;
}

export interface NoisePlan {
  readonly seed: number;
  /** Pixels between two independent values, along x and y. */
  readonly cellX: number;
  readonly cellY?: number;
  readonly octaves?: number;
}

interface Axis {
  readonly cells: Int32Array;
  /** Smoothed position inside the cell, 0..1. */
  readonly shares: Float32Array;
}

function planAxis(length: number, cell: number): Axis {
  const axis = { cells: new Int32Array(length), shares: new Float32Array(length) };
  for (let i = 0; i < length; i += 1) {
    const position = i / cell;
    const index = Math.floor(position);
    const f = position - index;
    axis.cells[i] = index;
    axis.shares[i] = f * f * (3 - 2 * f);
  }
  return axis;
}

function paintLattice(size: number, seed: number, gain: number): Float32Array {
  const lattice = new Float32Array(size);
  for (let i = 0; i < size; i += 1) lattice[i] = (hashToUnit(seed + Math.imul(i, 0x9e3779b1)) * 2 - 1) * gain;
  return lattice;
}

function addOctave(plane: Plane, plan: Required<NoisePlan>, gain: number): void {
  const { width, height, values } = plane;
  const columns = Math.ceil(width / plan.cellX) + 2;
  const lattice = paintLattice(columns * (Math.ceil(height / plan.cellY) + 2), plan.seed, gain);
  const across = planAxis(width, plan.cellX);
  const down = planAxis(height, plan.cellY);
  const blended = new Float32Array(columns);
  for (let y = 0, i = 0; y < height; y += 1) {
    const row = down.cells[y] * columns;
    const fy = down.shares[y];
    for (let c = 0; c < columns; c += 1) {
      blended[c] = lattice[row + c] + (lattice[row + columns + c] - lattice[row + c]) * fy;
    }
    for (let x = 0; x < width; x += 1, i += 1) {
      const c = across.cells[x];
      values[i] += blended[c] + (blended[c + 1] - blended[c]) * across.shares[x];
    }
  }
}

/** Smooth random values around 0, mostly within -1..1; every octave is twice as fine and half as strong. */
export function paintNoise(width: number, height: number, plan: NoisePlan): Plane {
  const plane = createPlane(width, height);
  const octaves = plan.octaves ?? 1;
  for (let k = 0; k < octaves; k += 1) {
    const full = {
      seed: (plan.seed + k * 7919) | 0,
      octaves,
      cellX: Math.max(1, plan.cellX / 2 ** k),
      cellY: Math.max(1, (plan.cellY ?? plan.cellX) / 2 ** k),
    };
    addOctave(plane, full, 0.62 / 1.7 ** k);
  }
  return plane;
}
