/**
 * The SDK sends a whole ArrayBuffer. A small Buffer is a window into a pool that holds other data too, and its
 * `slice()` shares that pool; only this copies.
 */
export function copyToArrayBuffer(payload: Uint8Array): ArrayBuffer {
  return new Uint8Array(payload).buffer;
}
