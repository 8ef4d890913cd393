import { describe, expect, it } from 'vitest';
import { encodeRaw } from './put-in-quarantine.ts';

const LIMIT = 128 * 1024;

describe('encodeRaw', () => {
  it('keeps text readable', () => {
    expect(encodeRaw(new TextEncoder().encode('{"ñ":'))).toEqual({
      raw: '{"ñ":',
      rawEncoding: 'utf8',
      rawBytes: 6,
      rawTruncated: false,
    });
  });

  it.each([
    ['bytes that are no UTF-8', Uint8Array.of(0xff, 0xfe)],
    ['NUL', Uint8Array.of(0x61, 0, 0x62)],
  ])('keeps %s as base64, without loss', (_name, bytes) => {
    const { raw, rawEncoding } = encodeRaw(bytes);
    expect(rawEncoding).toBe('base64');
    expect(Uint8Array.from(Buffer.from(raw, 'base64'))).toEqual(bytes);
  });

  it('says when it had to cut, and forgives a character that the cut goes through', () => {
    const text = 'a' + 'ñ'.repeat(LIMIT / 2);
    const cut = encodeRaw(new TextEncoder().encode(text));
    expect(cut).toMatchObject({ rawEncoding: 'utf8', rawBytes: LIMIT + 1, rawTruncated: true });
    expect(text.startsWith(cut.raw)).toBe(true);
    expect(cut.raw).toHaveLength(LIMIT / 2);
  });
});
