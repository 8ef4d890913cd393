import { describe, expect, it } from 'vitest';
import { splitAge } from './ago.ts';
import { createFormats } from './formats.ts';

describe('splitAge', () => {
  it('speaks in the largest unit that still says something', () => {
    expect(splitAge(12_400)).toEqual({ unit: 'seconds', n: 12 });
    expect(splitAge(99_999)).toEqual({ unit: 'seconds', n: 99 });
    expect(splitAge(100_000)).toEqual({ unit: 'minutes', n: 1 });
    expect(splitAge(3 * 3_600_000)).toEqual({ unit: 'hours', n: 3 });
    expect(splitAge(49 * 3_600_000)).toEqual({ unit: 'days', n: 2 });
  });
  it('takes a time in the future as now', () => {
    expect(splitAge(-5_000)).toEqual({ unit: 'seconds', n: 0 });
  });
});

describe('createFormats', () => {
  const es = createFormats('es-PY', 'America/Asuncion', '24h');
  const en = createFormats('en-GB', 'America/Asuncion', '24h');
  it('writes numbers as each language does', () => {
    expect(es.count(12_345)).toBe('12.345');
    expect(en.count(12_345)).toBe('12,345');
    expect(en.share(0.536)).toBe('54%');
  });
  it("shows times in the site's zone", () => {
    expect(en.tick('2026-11-23T14:05:00Z')).toBe('11:05');
    expect(en.tick('2026-11-23T03:00:00Z')).toBe('00:00');
  });
  it('shows as much of a night as matters', () => {
    expect(en.nights(0.00347)).toBe('0.0035');
    expect(en.nights(0)).toBe('0');
    expect(en.nights(7.649)).toBe('7.65');
    expect(en.nights(56.78)).toBe('56.8');
  });
});
