/// <reference lib="es2025.float16" />

/** IEEE 754 half precision bits, rounded to nearest, ties to even; beyond 65519.99 becomes infinity. */
export function toFloat16(values: Float32Array): Uint16Array {
  const halves = new Float16Array(values);
  return new Uint16Array(halves.buffer, halves.byteOffset, halves.length);
}

/** Exact: every half precision number is a float32. */
export function fromFloat16(bits: Uint16Array): Float32Array {
  return new Float32Array(new Float16Array(bits.buffer as ArrayBuffer, bits.byteOffset, bits.length));
}
