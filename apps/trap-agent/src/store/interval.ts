import { addCounts, emptyCounts } from '@natiu/domain';
import type { ClassCounts } from '@natiu/domain';
import type { NewMessage } from '@natiu/iot-device';

/** What one interval has gathered so far. Plain data: it lives in the store and survives a kill. */
export interface Interval {
  readonly startMs: number;
  readonly plannedEndMs: number;
  /** When effort was last booked; what lies between that and a restart was not observed. */
  readonly bookedMs: number;
  readonly modelHash: string;
  readonly counts: ClassCounts;
  readonly captures: number;
  readonly unreadable: number;
  readonly observedMs: number;
  readonly degradedMs: number;
  readonly downMs: number;
}

export type EffortKind = 'observed' | 'degraded' | 'down';

/** Intervals end at round times of the clock, so that those of all traps compare; the first one is shorter. */
export function openInterval(nowMs: number, intervalSeconds: number, modelHash: string): Interval {
  const lengthMs = intervalSeconds * 1000;
  return {
    startMs: nowMs,
    plannedEndMs: (Math.floor(nowMs / lengthMs) + 1) * lengthMs,
    bookedMs: nowMs,
    modelHash,
    counts: emptyCounts(),
    captures: 0,
    unreadable: 0,
    observedMs: 0,
    degradedMs: 0,
    downMs: 0,
  };
}

/** `elapsedMs` comes from a monotonic clock: a corrected wall clock neither adds nor removes effort. */
export function bookEffort(interval: Interval, kind: EffortKind, elapsedMs: number, nowMs: number): Interval {
  const field = `${kind}Ms` as const;
  return { ...interval, [field]: interval[field] + Math.max(0, elapsedMs), bookedMs: nowMs };
}

export function bookCapture(
  interval: Interval,
  capture: { readonly counts: ClassCounts; readonly unreadable: boolean },
): Interval {
  return {
    ...interval,
    counts: addCounts(interval.counts, capture.counts),
    captures: interval.captures + 1,
    unreadable: interval.unreadable + (capture.unreadable ? 1 : 0),
  };
}

const effortOf = (interval: Interval) => interval.observedMs + interval.degradedMs + interval.downMs;

/** The clock has passed the planned end, was set back before the start, or the effort fills the interval. */
export function isDue(interval: Interval, nowMs: number): boolean {
  const { startMs, plannedEndMs } = interval;
  return nowMs >= plannedEndMs || nowMs < startMs || effortOf(interval) > plannedEndMs - startMs + 1_000;
}

/** A capture counts always; mere time only from a second on. */
export function isWorthReporting(interval: Interval): boolean {
  return interval.captures > 0 || effortOf(interval) >= 1_000;
}

/** After a restart: the time without the agent, as far as it belongs to this interval, was not observed. */
export function bookAbsence(interval: Interval, nowMs: number): Interval {
  const until = Math.min(nowMs, interval.plannedEndMs);
  return bookEffort(interval, 'down', until - interval.bookedMs, Math.max(interval.startMs, until));
}

const MAX_EFFORT_S = 86_400;
const seconds = (ms: number) => Math.min(MAX_EFFORT_S, Math.round(ms) / 1000);

export function toCountMessage(interval: Interval, nowMs: number, timeZone: string): NewMessage {
  const endMs = Math.max(interval.startMs, Math.min(nowMs, interval.plannedEndMs));
  return {
    kind: 'count',
    intervalStartUtc: new Date(interval.startMs).toISOString(),
    intervalEndUtc: new Date(endMs).toISOString(),
    timeZone,
    counts: interval.counts,
    captures: interval.captures,
    unreadable: interval.unreadable,
    effort: {
      observedS: seconds(interval.observedMs),
      degradedS: seconds(interval.degradedMs),
      downS: seconds(interval.downMs),
    },
    modelHash: interval.modelHash,
  };
}
