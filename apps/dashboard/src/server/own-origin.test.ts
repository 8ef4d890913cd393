import { describe, expect, it } from 'vitest';
import { isOwnOrigin } from './own-origin.ts';

const from = (headers: Record<string, string>) => isOwnOrigin(new Headers(headers));

describe('isOwnOrigin', () => {
  it('takes what a page of this server sent, by whatever name it was reached', () => {
    expect(from({ origin: 'http://127.0.0.1:3000', host: '127.0.0.1:3000' })).toBe(true);
    expect(from({ origin: 'https://natiu.example', host: 'natiu.example' })).toBe(true);
    expect(
      from({ origin: 'https://natiu.example', host: 'inside:3000', 'x-forwarded-host': 'natiu.example' }),
    ).toBe(true);
  });
  it('refuses other sites, other ports, and who does not say where from', () => {
    expect(from({ origin: 'https://evil.example', host: 'natiu.example' })).toBe(false);
    expect(from({ origin: 'http://127.0.0.1:3001', host: '127.0.0.1:3000' })).toBe(false);
    expect(from({ host: 'natiu.example' })).toBe(false);
    expect(from({ origin: 'null', host: 'natiu.example' })).toBe(false);
  });
});
