import { emptyCounts } from '@natiu/domain';
import { describe, expect, it } from 'vitest';
import {
  bookAbsence,
  bookCapture,
  bookEffort,
  isDue,
  isWorthReporting,
  openInterval,
  toCountMessage,
} from './interval.ts';

const HASH = 'a'.repeat(64);
const T0 = Date.UTC(2026, 10, 23, 10, 3, 20);
const MINUTE = 60_000;

describe('interval', () => {
  it('ends at a round time of the clock', () => {
    expect(openInterval(T0, 900, HASH).plannedEndMs).toBe(Date.UTC(2026, 10, 23, 10, 15));
    expect(openInterval(Date.UTC(2026, 10, 23, 10, 15), 900, HASH).plannedEndMs).toBe(
      Date.UTC(2026, 10, 23, 10, 30),
    );
  });

  it('adds up captures, counts and effort into one message of the contract', () => {
    let interval = openInterval(T0, 900, HASH);
    interval = bookCapture(interval, { counts: { ...emptyCounts(), Female: 2, Male: 1 }, unreadable: false });
    interval = bookCapture(interval, { counts: emptyCounts(), unreadable: true });
    interval = bookEffort(interval, 'observed', 30_500, T0 + 30_500);
    interval = bookEffort(interval, 'degraded', 1_000, T0 + 31_500);
    expect(toCountMessage(interval, interval.plannedEndMs + 40, 'America/Asuncion')).toEqual({
      kind: 'count',
      intervalStartUtc: '2026-11-23T10:03:20.000Z',
      intervalEndUtc: '2026-11-23T10:15:00.000Z',
      timeZone: 'America/Asuncion',
      counts: { ...emptyCounts(), Female: 2, Male: 1 },
      captures: 2,
      unreadable: 1,
      effort: { observedS: 30.5, degradedS: 1, downS: 0 },
      modelHash: HASH,
    });
  });

  it('books the time without the agent as down, and only as far as the interval reaches', () => {
    const interval = bookEffort(openInterval(T0, 900, HASH), 'observed', MINUTE, T0 + MINUTE);
    expect(bookAbsence(interval, T0 + 3 * MINUTE)).toMatchObject({ observedMs: MINUTE, downMs: 2 * MINUTE });
    const late = bookAbsence(interval, T0 + 600 * MINUTE);
    expect(late.downMs).toBe(late.plannedEndMs - T0 - MINUTE);
  });

  it('never books negative effort when the clock was set back', () => {
    const interval = openInterval(T0, 900, HASH);
    const back = bookAbsence(interval, T0 - 10 * MINUTE);
    expect(back.downMs).toBe(0);
    const message = toCountMessage(back, T0 - 10 * MINUTE, 'UTC');
    expect(message.kind === 'count' && message.intervalEndUtc >= message.intervalStartUtc).toBe(true);
  });

  it('is due at its end, after a clock that was set back, and when its effort is full', () => {
    const interval = openInterval(T0, 60, HASH);
    expect(isDue(interval, T0 + 1_000)).toBe(false);
    expect(isDue(interval, interval.plannedEndMs)).toBe(true);
    expect(isDue(interval, T0 - 1)).toBe(true);
    expect(isDue(bookEffort(interval, 'observed', 62_000, T0), T0 + 1)).toBe(true);
  });

  it('reports a true zero, and leaves out an interval in which nothing could happen', () => {
    const interval = openInterval(T0, 60, HASH);
    expect(isWorthReporting(interval)).toBe(false);
    expect(isWorthReporting(bookEffort(interval, 'observed', 5_000, T0))).toBe(true);
    expect(isWorthReporting(bookCapture(interval, { counts: emptyCounts(), unreadable: false }))).toBe(true);
  });
});
