import { expect, it } from 'vitest';
import { copyToArrayBuffer } from './copy-to-array-buffer.ts';

it('hands out exactly the bytes of the payload, never the pool behind a small Buffer', () => {
  const payload = Buffer.from('{"v":1}');
  const copy = copyToArrayBuffer(payload);
  expect(copy.byteLength).toBe(payload.length);
  expect(Buffer.from(copy).toString()).toBe('{"v":1}');
  expect(copy).not.toBe(payload.buffer);
});
