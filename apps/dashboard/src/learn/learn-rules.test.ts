import type { RunRow } from '@natiu/contracts';
import { describe, expect, it } from 'vitest';
import { formatDuration } from './format-duration.ts';
import { secondsLeft, shareDone } from './run-time-left.ts';

const progress = (stageNumber: number, epoch: number | null) => ({
  stage: 'student',
  stageNumber,
  stages: 2,
  epoch,
  epochs: epoch === null ? null : 10,
});

describe('shareDone', () => {
  it('counts stages and the epochs within them, and is whole only at the end', () => {
    expect(shareDone({ state: 'queued', progress: null })).toBeNull();
    expect(shareDone({ state: 'running', progress: progress(1, 5) })).toBeCloseTo(0.25, 12);
    expect(shareDone({ state: 'running', progress: progress(2, null) })).toBeCloseTo(0.5, 12);
    expect(shareDone({ state: 'succeeded', progress: null })).toBe(1);
  });
});

describe('secondsLeft', () => {
  const run = {
    state: 'running',
    startedAt: '2026-11-23T10:00:00Z',
    estimateSeconds: 1_000,
    progress: progress(1, null),
  } as RunRow;
  const at = Date.parse('2026-11-23T10:01:40Z');
  it('trusts the estimate at first and the pace later', () => {
    expect(secondsLeft(run, at)).toBe(900);
    expect(secondsLeft({ ...run, progress: progress(2, null) }, at)).toBeCloseTo(100, 9);
  });
  it('does not promise the end when the estimate has run out', () => {
    const late = { ...run, estimateSeconds: 50 };
    expect(secondsLeft(late, at)).toBeNull();
    const little = { ...progress(1, null), epoch: 1, epochs: 50 };
    expect(secondsLeft({ ...late, progress: little }, at)).toBeCloseTo(9_900, 6);
  });
  it('says nothing about what does not run', () => {
    expect(secondsLeft({ ...run, state: 'queued' }, at)).toBeNull();
    expect(secondsLeft({ ...run, estimateSeconds: null }, at)).toBeNull();
  });
});

describe('formatDuration', () => {
  it('speaks in the two largest units that matter', () => {
    const said = [8.4, 200, 720, 3_900, 200_000].map(formatDuration);
    expect(said).toEqual(['8 s', '3 min 20 s', '12 min', '1 h 05 min', '2 d 7 h']);
  });
});
