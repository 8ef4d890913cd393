import { describe, expect, it } from 'vitest';
import { TRAP_ONLINE_WITHIN_MS, emptyCounts, judgeObservation, judgeTrapState, trapNights } from './index.ts';
import { mayActAs, parseRoles } from './index.ts';

const now = new Date('2026-11-23T12:00:00Z');
const before = (ms: number) => new Date(now.getTime() - ms);

describe('judgeTrapState', () => {
  it('calls a trap online up to the limit and silent after it', () => {
    expect(judgeTrapState(before(TRAP_ONLINE_WITHIN_MS), now)).toBe('online');
    expect(judgeTrapState(before(TRAP_ONLINE_WITHIN_MS + 1), now)).toBe('silent');
  });
  it('tells a trap that was never heard from one that fell silent', () => {
    expect(judgeTrapState(undefined, now)).toBe('never');
  });
  it('takes a trap whose clock is ahead as online', () => {
    expect(judgeTrapState(before(-5_000), now)).toBe('online');
  });
});

describe('judgeObservation', () => {
  it('tells none observed from not observed', () => {
    expect(judgeObservation(emptyCounts(), 60)).toBe('none');
    expect(judgeObservation(emptyCounts(), 0)).toBe('not-observed');
    expect(judgeObservation({ ...emptyCounts(), Undefined: 1 }, 60)).toBe('caught');
  });
  it('counts 24 hours as one trap-night', () => {
    expect(trapNights(36 * 3600)).toBe(1.5);
  });
});

describe('roles', () => {
  it('give a higher role everything a lower one has, and nothing upwards', () => {
    expect(mayActAs(['admin'], 'viewer')).toBe(true);
    expect(mayActAs(['researcher'], 'researcher')).toBe(true);
    expect(mayActAs(['viewer'], 'researcher')).toBe(false);
    expect(mayActAs([], 'viewer')).toBe(false);
  });
  it('ignore words that are not roles', () => {
    expect(parseRoles('researcher, superuser')).toEqual(['researcher']);
    expect(parseRoles(null)).toEqual([]);
  });
});
